package dev.espalier.hal.port;

/** Hears what a board does, where somebody wants to see it later. */
public interface Tracer {
  /**
   * Whether anybody reads notes of a kind. The answer stays the same.
   *
   * @param category in one word: frame, lint
   * @return false when their texts need not be made
   */
  boolean wants(String category);

  /**
   * Something happened now.
   *
   * @param category in one word: frame, lint
   * @param text what, in a few words
   */
  void mark(String category, String text);

  /**
   * An event loop hands an event to its handlers, now.
   *
   * @param base the name of the event's base
   * @param id its number
   * @param loop the loop's name
   */
  void dispatched(String base, int id, String loop);

  /**
   * A figure has changed.
   *
   * @param name what it is, such as {@code free heap}
   * @param value its value from now on
   */
  void count(String name, long value);
}
