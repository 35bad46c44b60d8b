package dev.espalier.hal.lwip;

/**
 * A length of time ({@code struct timeval}).
 *
 * @param sec seconds
 * @param usec microseconds on top
 */
public record Timeval(long sec, long usec) {
  /**
   * Makes one of milliseconds.
   *
   * @param millis the milliseconds
   * @return the same length of time
   */
  public static Timeval millis(long millis) {
    return new Timeval(millis / 1000, millis % 1000 * 1000);
  }
}
