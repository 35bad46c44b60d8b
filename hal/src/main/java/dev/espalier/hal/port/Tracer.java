package dev.espalier.hal.port;

/** Hears what a board does, where somebody wants to see it later. */
@FunctionalInterface
public interface Tracer {
  /**
   * Something happened now.
   *
   * @param category in one word: event, frame
   * @param text what, in a few words
   */
  void mark(String category, String text);
}
