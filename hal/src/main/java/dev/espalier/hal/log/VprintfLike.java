package dev.espalier.hal.log;

import org.jspecify.annotations.Nullable;

/** Where log output goes ({@code vprintf_like_t}). */
@FunctionalInterface
public interface VprintfLike {
  /**
   * Prints.
   *
   * @param format a C format, see {@link CFormat}
   * @param args what it prints
   * @return the number of characters printed
   */
  int vprintf(String format, @Nullable Object... args);
}
