package dev.espalier.hal.port;

/** Hears what a board does, where somebody wants to see it later. */
public interface Tracer {
  /**
   * Something happened now.
   *
   * @param category in one word: event, frame
   * @param text what, in a few words
   */
  void mark(String category, String text);

  /**
   * A figure has changed.
   *
   * @param name what it is, such as {@code free heap}
   * @param value its value from now on
   */
  void count(String name, long value);
}
