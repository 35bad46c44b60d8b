package dev.espalier.hal.newlib;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.lwip.Timeval;
import dev.espalier.hal.port.BoardLocal;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.KernelTask;

/**
 * The time of day ({@code sys/time.h}). It begins at 1970 when the power is switched on, and goes
 * on over resets and deep sleep: the RTC counts, and keeps when it was set.
 */
public final class SysTime {
  /** {@code ADJTIME_CORRECTION_FACTOR}: of 64 microseconds one is put right. */
  private static final int SLEW_SHIFT = 6;

  /** {@code INT_MAX / 1000000 - 1}. */
  private static final long SLEW_SECONDS_MAX = Integer.MAX_VALUE / 1_000_000 - 1;

  private static final long MICROS = 1_000_000;
  private static final BoardLocal<SysTime> OF_BOARD = BoardLocal.of(SysTime::new);

  /** When the slew began, by the RTC; 0 while there is none. */
  private long slewStart;

  private long slewLeft;

  private SysTime() {}

  /**
   * What time it is.
   *
   * @return since 1970-01-01 UTC
   */
  public static Timeval gettimeofday() {
    Chip chip = Chip.current();
    chip.kernel().call();
    OF_BOARD.get().slew(chip);
    return of(chip.wallMicros());
  }

  /**
   * What time it is, in whole seconds.
   *
   * @return since 1970-01-01 UTC
   */
  public static long time() {
    return gettimeofday().sec();
  }

  /**
   * Sets the time; ends a slew.
   *
   * @param time since 1970-01-01 UTC
   * @return 0
   */
  @CanIgnoreReturnValue
  public static int settimeofday(Timeval time) {
    Chip chip = Chip.current();
    chip.kernel().call();
    OF_BOARD.get().slewStart = 0;
    chip.bootMicros(time.sec() * MICROS + time.usec() - chip.rtcMicros());
    return 0;
  }

  /**
   * Puts the clock right little by little, a second in 64 s. A slew that goes on is replaced; what
   * it has put right stays.
   *
   * @param delta how much the clock is behind, negative when it is ahead
   * @return 0; -1 with EINVAL for more than about 35 minutes
   */
  public static int adjtime(Timeval delta) {
    Chip chip = Chip.current();
    chip.kernel().call();
    SysTime own = OF_BOARD.get();
    if (Math.abs(delta.sec()) > SLEW_SECONDS_MAX) {
      KernelTask task = chip.kernel().current();
      if (task != null) {
        task.errno(Errno.EINVAL);
      }
      return -1;
    }
    own.slew(chip);
    own.slewStart = chip.rtcMicros();
    own.slewLeft = delta.sec() * MICROS + delta.usec();
    return 0;
  }

  /**
   * What a slew has still to put right ({@code adjtime(NULL, &outdelta)}).
   *
   * @return 0 when there is none, or none any more
   */
  public static Timeval adjtimeLeft() {
    Chip chip = Chip.current();
    chip.kernel().call();
    SysTime own = OF_BOARD.get();
    own.slew(chip);
    return own.slewStart == 0
        ? new Timeval(0, 0)
        : new Timeval(own.slewLeft / MICROS, own.slewLeft % MICROS);
  }

  /** {@code adjust_boot_time}: the clock is put right when somebody looks. */
  private void slew(Chip chip) {
    if (chip.bootMicros() == 0 || chip.rtcMicros() < slewStart) {
      slewStart = 0; // as in C, a clock that was never set is not slewed
    }
    if (slewStart == 0) {
      return;
    }
    long now = chip.rtcMicros();
    long step = (now >> SLEW_SHIFT) - (slewStart >> SLEW_SHIFT);
    if (step <= 0) {
      return;
    }
    slewStart = now;
    if (Math.abs(slewLeft) <= step) {
      chip.bootMicros(chip.bootMicros() + slewLeft);
      slewStart = 0;
    } else {
      long signed = slewLeft < 0 ? -step : step;
      slewLeft -= signed;
      chip.bootMicros(chip.bootMicros() + signed);
    }
  }

  private static Timeval of(long micros) {
    return new Timeval(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS));
  }
}
