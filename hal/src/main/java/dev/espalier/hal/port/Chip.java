package dev.espalier.hal.port;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.profile.LintMode;
import dev.espalier.hal.profile.Profile;
import dev.espalier.hal.profile.QuirkSet;
import dev.espalier.hal.system.Heap;
import dev.espalier.hal.system.HeapReport;
import dev.espalier.hal.system.ResetReason;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One board between power-on and reset, as {@code hal} sees it. A reset makes a new one.
 *
 * <p>Everything here belongs to the board's reactor and is touched under its baton only.
 */
public abstract class Chip {
  /**
   * Whose code a thread runs: set once in each task's own thread, and around every interrupt in the
   * reactor's. A thread local takes half of what a scoped value takes of the stack and heap of a
   * task that waits.
   */
  private static final ThreadLocal<@Nullable Chip> CURRENT = new ThreadLocal<>();

  /** What an ESP32 has left with Wi-Fi linked in, ESP-IDF v4.4, rounded. */
  public static final int HEAP_BYTES = 288_000;

  private @Nullable Object[] locals = new Object[8];

  /** For the emulator's subclass. */
  protected Chip() {}

  /**
   * The board whose task or interrupt is running.
   *
   * @return the running board
   * @throws IllegalStateException when the calling thread is no task of a board; the message names
   *     the thread
   */
  public static Chip current() {
    Chip chip = CURRENT.get();
    if (chip == null) {
      throw new IllegalStateException(
          "thread \""
              + Thread.currentThread().getName()
              + "\" is no task of a board: call the HAL from firmware, or enter through"
              + " Board.post(...)");
    }
    return chip;
  }

  /**
   * The same for code that may run outside of boards, too.
   *
   * @return the running board, null when the calling thread is no task of one
   */
  public static @Nullable Chip currentOrNull() {
    return CURRENT.get();
  }

  /**
   * Makes the calling thread run a task or an interrupt of a board from now on, or none.
   *
   * @param chip the board, null for none
   * @return whose it ran until now, null for nobody's
   */
  @CanIgnoreReturnValue
  public static @Nullable Chip enter(@Nullable Chip chip) {
    Chip before = CURRENT.get();
    CURRENT.set(chip);
    return before;
  }

  /**
   * The value of a board-local variable.
   *
   * @param variable which one
   * @param <T> its type
   * @return the value, made now if this is the first use
   */
  @SuppressWarnings("unchecked") // the slot of a variable only ever holds what its supplier made
  public final <T> T local(BoardLocal<T> variable) {
    if (variable.index >= locals.length) {
      locals = Arrays.copyOf(locals, Math.max(locals.length * 2, variable.index + 1));
    }
    Object value = locals[variable.index];
    if (value == null) {
      value = variable.initial.get();
      locals[variable.index] = value;
    }
    return (T) value;
  }

  /**
   * Tasks and time.
   *
   * @return the board's kernel
   */
  public abstract Kernel kernel();

  /**
   * The network that the board's sockets live on.
   *
   * @return the network
   */
  public abstract Network network();

  /**
   * The radio that joins the network.
   *
   * @return the station's other side
   */
  public abstract Radio radio();

  /**
   * Makes TLS engines and reads certificates.
   *
   * @return the provider
   */
  public abstract TlsProvider tls();

  /**
   * Non-volatile storage, kept over resets.
   *
   * @return the storage
   */
  public abstract Flash flash();

  /**
   * The options the firmware was configured with.
   *
   * @return the resolved options
   */
  public abstract SdkConfig config();

  /**
   * Which version of ESP-IDF's behaviour is mirrored.
   *
   * @return the profile
   */
  public abstract Profile profile();

  /**
   * Which quirks of that version are mirrored; a board may switch some.
   *
   * @return the quirks that are on, the same object for the whole boot
   */
  public QuirkSet quirks() {
    return QuirkSet.of(profile());
  }

  /**
   * What the heap is like, asked from outside of the board.
   *
   * @return the figures of now
   */
  public final HeapReport heapReport() {
    Chip before = CURRENT.get();
    CURRENT.set(this);
    try {
      return Heap.current().report();
    } finally {
      CURRENT.set(before);
    }
  }

  /**
   * How large the heap is.
   *
   * @return bytes that are free when {@code app_main} begins, at the default configuration
   */
  public int heapBytes() {
    return HEAP_BYTES;
  }

  /**
   * What happens when a quirk or a mistake of the firmware shows.
   *
   * @return the mode
   */
  public LintMode lint() {
    return LintMode.WARN;
  }

  /**
   * Writes bytes to the board's console (UART0). Text is UTF-8; lines end as the writer ends them.
   *
   * @param text what to print
   */
  public abstract void print(String text);

  /**
   * Who hears what happens on this board.
   *
   * @return the tracer, null when nobody listens: then nothing need be put into words
   */
  public @Nullable Tracer tracer() {
    return null;
  }

  /**
   * Whether the console is a terminal that shows colours.
   *
   * @return true when escape sequences may be printed
   */
  public abstract boolean colours();

  /**
   * The hardware random number generator; seeded, so that a run can be replayed.
   *
   * @return 32 random bits
   */
  public abstract int random();

  /**
   * The time of day, as far as the board knows it.
   *
   * @return microseconds since 1970-01-01 UTC
   */
  public final long wallMicros() {
    return bootMicros() + rtcMicros();
  }

  /**
   * The RTC: it counts over resets and in deep sleep.
   *
   * @return microseconds since the power was switched on
   */
  public abstract long rtcMicros();

  /**
   * When the RTC began to count by the time of day, which two of its registers keep.
   *
   * @return microseconds since 1970-01-01 UTC, 0 when nobody has set the time
   */
  public abstract long bootMicros();

  /**
   * Sets when the RTC began to count.
   *
   * @param micros microseconds since 1970-01-01 UTC
   */
  public abstract void bootMicros(long micros);

  /**
   * The factory-programmed base MAC address.
   *
   * @return six bytes, a fresh copy
   */
  public abstract byte[] mac();

  /**
   * What deep sleep keeps: values by variable.
   *
   * @return the board's own map, the same until a reset that is no wake-up
   */
  public abstract Map<Object, Object> rtcMemory();

  /**
   * Puts the board into deep sleep. Never returns normally: the calling task is unwound.
   *
   * @param nanos until the timer wakes it, {@link Kernel#NEVER} for no timer
   * @return nothing; typed so that callers can write {@code throw chip.deepSleep(...)}
   */
  public abstract Error deepSleep(long nanos);

  /**
   * Why the board last started.
   *
   * @return the reset reason of this boot
   */
  public abstract ResetReason resetReason();

  /**
   * Resets the board. Never returns normally: the calling task is unwound.
   *
   * @param reason what the next boot reports as its reset reason
   * @return nothing; typed so that callers can write {@code throw chip.reset(...)}
   */
  public abstract Error reset(ResetReason reason);
}
