package dev.espalier.testkit.lab;

/**
 * A line that a board printed, without colours.
 *
 * @param nanos the simulated time of its end, since the simulation's start
 * @param board the board's name
 * @param text the line, without its end
 */
public record LogLine(long nanos, String board, String text) {
  private static final int LEVEL_END = 3;

  /**
   * The level of a line of {@code ESP_LOGx}.
   *
   * @return E, W, I, D or V; a blank for other lines
   */
  public char level() {
    boolean log = text.length() > LEVEL_END && text.startsWith(" (", 1);
    return log && "EWIDV".indexOf(text.charAt(0)) >= 0 ? text.charAt(0) : ' ';
  }

  /**
   * The line with its time in front.
   *
   * @return such as {@code 12.345678 s esp32 | I (12345) app: hello}
   */
  @Override
  public String toString() {
    return "%12.6f s %s | %s".formatted(nanos / 1e9, board, text);
  }
}
