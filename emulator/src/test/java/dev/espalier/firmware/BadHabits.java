package dev.espalier.firmware;

import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.Kernel;
import dev.espalier.hal.system.ResetReason;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;

/** What firmware should not do. */
public final class BadHabits {
  private BadHabits() {}

  /** Waits where a task cannot be put aside. */
  public static int waitInStaticInitialiser() {
    return Eager.value;
  }

  /** A class that waits while it is being initialised. */
  static final class Eager {
    static int value = waitABit();

    private static int waitABit() {
      Kernel kernel = Chip.current().kernel();
      var _ = kernel.block(kernel.waitList("delay", ""), kernel.now() + 1000);
      return 1;
    }
  }

  /** Only calls the HAL there, without waiting. */
  public static int callInStaticInitialiser() {
    return Busy.value;
  }

  /** A class that is busy while it is being initialised. */
  static final class Busy {
    static int value = work();

    private static int work() {
      Kernel kernel = Chip.current().kernel();
      for (int i = 0; i < 50_000; i++) {
        kernel.call();
      }
      return 2;
    }
  }

  /** Waits for a queue that nobody fills. */
  public static void waitForOrders() {
    Kernel kernel = Chip.current().kernel();
    var _ = kernel.block(kernel.waitList("queue", "orders"), Kernel.NEVER);
  }

  /** Creates a task that waits for a mutex of somebody else. */
  public static void createAWaiter() {
    Kernel kernel = Chip.current().kernel();
    var mutex = kernel.waitList("mutex", "bus");
    mutex.heldBy(Objects.requireNonNull(kernel.current()));
    var _ =
        kernel.spawn(
            "waiter",
            5,
            2048,
            () -> {
              var _ = kernel.block(mutex, Kernel.NEVER);
            });
    kernel.reschedule();
  }

  /** Fails. */
  public static void fail() {
    throw new IllegalStateException("no more coffee");
  }

  /** Resets the board. */
  public static Error restart() {
    return Chip.current().reset(ResetReason.ESP_RST_SW);
  }

  /** Does something while it holds a monitor. */
  public static void enter(Object monitor, Runnable action) {
    synchronized (monitor) {
      action.run();
    }
  }

  /** Does something while it holds a lock of the JDK. */
  public static void lock(Lock lock, Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }

  /** Sleeps by the host's clock. */
  public static void sleepOnTheHost(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits for a notification of the JDK. */
  @SuppressWarnings("WaitNotInLoop") // a bad habit
  public static void waitOn(Object monitor) {
    synchronized (monitor) {
      try {
        monitor.wait();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Computes without a call of the HAL. */
  public static void computeUntil(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }
}
