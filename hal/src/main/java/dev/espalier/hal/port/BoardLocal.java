package dev.espalier.hal.port;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * What a static variable is in C: one value per running board, made at first use, gone at reset.
 *
 * @param <T> the value's type
 */
public final class BoardLocal<T> {
  private static final AtomicInteger NEXT = new AtomicInteger();

  final int index = NEXT.getAndIncrement();
  final Supplier<? extends T> initial;

  private BoardLocal(Supplier<? extends T> initial) {
    this.initial = initial;
  }

  /**
   * Declares a variable; meant for a {@code static final} field.
   *
   * @param initial makes the value when a board first asks for it
   * @param <T> the value's type
   * @return the variable
   */
  public static <T> BoardLocal<T> of(Supplier<? extends T> initial) {
    return new BoardLocal<>(initial);
  }

  /**
   * The value of the board whose task (or interrupt) is running.
   *
   * @return the value, the same object until the board resets
   */
  public T get() {
    return Chip.current().local(this);
  }
}
