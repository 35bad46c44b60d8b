package dev.espalier.hal.system;

import dev.espalier.hal.port.Chip;
import java.util.function.Supplier;

/**
 * A variable in RTC memory ({@code RTC_DATA_ATTR}): it keeps its value over deep sleep, and begins
 * anew at every other reset. Meant for a {@code static final} field.
 *
 * @param <T> the value's type; of an object, only what is in it survives on the chip
 */
public final class RtcData<T> {
  private final Supplier<? extends T> initial;

  private RtcData(Supplier<? extends T> initial) {
    this.initial = initial;
  }

  /**
   * Declares a variable.
   *
   * @param initial makes the value when a board first asks for it after power-on
   * @param <T> the value's type
   * @return the variable
   */
  public static <T> RtcData<T> of(Supplier<? extends T> initial) {
    return new RtcData<>(initial);
  }

  /**
   * The value on the running board.
   *
   * @return the value
   */
  @SuppressWarnings("unchecked") // what is kept under a variable is what it was set to
  public T get() {
    return (T) Chip.current().rtcMemory().computeIfAbsent(this, _ -> initial.get());
  }

  /**
   * Changes the value.
   *
   * @param value the new value
   */
  public void set(T value) {
    Chip.current().rtcMemory().put(this, value);
  }
}
