package dev.espalier.hal.freertos;

import dev.espalier.hal.port.Chip;

/**
 * How long a call may wait. Rounding to ticks happens here and in the kernel's deadlines, nowhere
 * else.
 *
 * @param amount ticks or milliseconds, by {@code unit}; 0 or more
 * @param unit what the amount counts
 */
public record Timeout(long amount, Unit unit) {
  /** What an amount counts. */
  public enum Unit {
    /** RTOS ticks: ends on a tick boundary, as {@code TickType_t} arguments do. */
    TICKS,
    /** Milliseconds turned into whole ticks, rounded down ({@code pdMS_TO_TICKS}). */
    MILLIS,
    /** Exact microseconds, off the tick grid. */
    EXACT_MICROS
  }

  /** Do not wait ({@code 0}). */
  public static final Timeout NONE = new Timeout(0, Unit.TICKS);

  /** Wait without limit ({@code portMAX_DELAY}). */
  public static final Timeout FOREVER = new Timeout(0xFFFF_FFFFL, Unit.TICKS);

  /** Checks the amount. */
  public Timeout {
    if (amount < 0) {
      throw new IllegalArgumentException("a timeout must be 0 or more: " + amount);
    }
  }

  /**
   * A number of ticks.
   *
   * @param ticks 0 to 0xFFFFFFFF, the largest being {@link #FOREVER}
   * @return the timeout
   */
  public static Timeout ticks(long ticks) {
    return ticks == 0 ? NONE : new Timeout(ticks, Unit.TICKS);
  }

  /**
   * Milliseconds, as {@code pdMS_TO_TICKS} makes ticks of them.
   *
   * @param millis 0 or more
   * @return the timeout
   */
  public static Timeout millis(long millis) {
    return millis == 0 ? NONE : new Timeout(millis, Unit.MILLIS);
  }

  /**
   * An exact time, not rounded to ticks.
   *
   * @param micros microseconds, 0 or more
   * @return the timeout
   */
  public static Timeout exactMicros(long micros) {
    return new Timeout(micros, Unit.EXACT_MICROS);
  }

  /**
   * Whether this is {@code portMAX_DELAY}.
   *
   * @return true when there is no limit
   */
  public boolean isForever() {
    return unit == Unit.TICKS && amount >= 0xFFFF_FFFFL;
  }

  /**
   * The timeout in ticks of the running board.
   *
   * @return ticks, rounded down
   */
  public long toTicks() {
    if (unit == Unit.TICKS) {
      return amount;
    }
    long hz = Chip.current().config().freertosHz();
    return amount * hz / (unit == Unit.MILLIS ? 1000 : 1_000_000);
  }

  /**
   * The timeout in milliseconds of the running board, as {@code ticks * portTICK_PERIOD_MS}.
   *
   * @return milliseconds, rounded down; meaningless for {@link #FOREVER}
   */
  public long toMillis() {
    return switch (unit) {
      case TICKS -> amount * (1000 / Chip.current().config().freertosHz());
      case MILLIS -> amount;
      case EXACT_MICROS -> amount / 1000;
    };
  }
}
