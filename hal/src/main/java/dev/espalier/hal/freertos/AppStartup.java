package dev.espalier.hal.freertos;

import dev.espalier.hal.Firmware;
import dev.espalier.hal.config.Kconfig;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.system.Heap;
import dev.espalier.hal.system.TaskWdt;

/**
 * The main task's body: sets up what start-up does, runs {@code app_main}, and deletes the task
 * ({@code main_task}).
 *
 * @param firmware whose {@code app_main} runs
 */
public record AppStartup(Firmware firmware) implements Runnable {
  /** Its name. */
  public static final String TASK_NAME = "main";

  /** Its priority ({@code ESP_TASK_MAIN_PRIO}). */
  public static final int TASK_PRIORITY = 1;

  private static final int EXTRA_STACK = 512; // TASK_EXTRA_STACK_SIZE

  /**
   * The main task's stack ({@code ESP_TASK_MAIN_STACK}).
   *
   * @param config the firmware's options
   * @return bytes
   */
  public static int stackBytes(SdkConfig config) {
    return config.get(Kconfig.ESP_MAIN_TASK_STACK_SIZE) + EXTRA_STACK;
  }

  @Override
  public void run() {
    Rtos rtos = Rtos.ofBoard();
    rtos.tasks.start();
    Task main = Task.current();
    main.adopt();
    TaskWdt.start();
    Heap.current().start();
    firmware.appMain();
    TaskDeletion.delete(rtos, main);
  }
}
