package dev.espalier.emulator.serial;

import dev.espalier.hal.port.Kernel.Alarm;
import org.jspecify.annotations.Nullable;

/** The rate of a {@link SimulatedBoard}, and its way back from one that does not work. */
final class BoardRate {
  private static final long MILLI = 1_000_000;
  private static final long UNCOMMITTED_SILENCE = 1000 * MILLI;
  private static final long UNCOMMITTED_MAX = 3000 * MILLI;

  private final UartModel model;
  private final SimulatedUart uart;
  private final Runnable switched;
  private @Nullable Alarm alarm;
  private int baud = LineRate.BOOT;
  private int before = LineRate.BOOT;
  private int next;
  private long switchedAt;
  private boolean committed = true;

  /** {@code switched} is told when the rate has changed. */
  BoardRate(UartModel model, SimulatedUart uart, Runnable switched) {
    this.model = model;
    this.uart = uart;
    this.switched = switched;
  }

  /** What calls {@link #switchNow} in its time. */
  void alarm(Alarm value) {
    alarm = value;
  }

  int baud() {
    return baud;
  }

  boolean can(long wanted) {
    return !model.usbJtag && wanted <= model.baudMax;
  }

  /** Switches when what was sent has left. */
  void switchTo(int wanted) {
    Alarm set = alarm;
    if (set != null) {
      next = wanted;
      set.set(uart.sentAt() + MILLI);
    }
  }

  void switchNow() {
    before = baud;
    switchedAt = uart.now();
    committed = false;
    set(next);
  }

  private void set(int rate) {
    baud = rate;
    uart.boardBaud(rate);
    switched.run();
  }

  boolean commit(long wanted) {
    committed |= wanted == baud;
    return wanted == baud;
  }

  /** To the boot rate. */
  void back() {
    committed = true;
    set(LineRate.BOOT);
  }

  /** The board was reset. */
  void reset() {
    Alarm set = alarm;
    if (set != null) {
      set.cancel();
    }
    back();
  }

  long deadline(long heardAt) {
    return committed
        ? Long.MAX_VALUE
        : Math.min(
            Math.max(heardAt, switchedAt) + UNCOMMITTED_SILENCE, switchedAt + UNCOMMITTED_MAX);
  }

  void tick(long heardAt) {
    if (!committed && uart.now() >= deadline(heardAt)) {
      committed = true;
      set(before);
    }
  }
}
