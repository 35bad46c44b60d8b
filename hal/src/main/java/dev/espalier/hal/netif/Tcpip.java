package dev.espalier.hal.netif;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.freertos.Semaphore;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.Kernel;
import dev.espalier.hal.system.EspErr;
import java.util.function.Supplier;

/** Work for the TCP/IP task. */
public final class Tcpip {
  private Tcpip() {}

  /**
   * Runs something in the TCP/IP task ({@code tcpip_callback}); from a task or an interrupt.
   *
   * @param work what to run
   */
  public static void callback(Runnable work) {
    Netifs.current().tcpip.post(work);
  }

  /**
   * Makes a timer of the TCP/IP task ({@code sys_timeout}), not set.
   *
   * @param work what it runs there
   * @return the timer; it keeps no board alive
   */
  @SuppressWarnings("exports") // for components of hal, not for firmware
  public static Kernel.Alarm timer(Runnable work) {
    return Netifs.current().tcpip.timer(work);
  }

  /**
   * Runs something in the TCP/IP task and waits for it.
   *
   * @param work what to run
   * @return its result
   */
  @EspApi("esp_netif_tcpip_exec")
  public static EspErr exec(Supplier<EspErr> work) {
    Chip.current().kernel().call();
    Semaphore done = Semaphore.createBinary();
    EspErr[] result = {EspErr.ESP_FAIL};
    callback(() -> {
      result[0] = work.get();
      var _ = done.give();
    });
    var _ = done.take(Timeout.FOREVER);
    done.delete();
    return result[0];
  }
}
