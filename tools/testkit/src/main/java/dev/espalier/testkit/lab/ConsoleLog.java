package dev.espalier.testkit.lab;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/** The lines that the boards of a lab have printed, with their times. */
public final class ConsoleLog {
  private static final Pattern COLOURS = Pattern.compile("\u001B\\[[0-9;]*m");

  private final LongSupplier clock;
  private final List<LogLine> lines = new ArrayList<>();
  private final Map<String, StringBuilder> unfinished = new HashMap<>();

  ConsoleLog(LongSupplier clock) {
    this.clock = clock;
  }

  void printed(String board, String text) {
    StringBuilder line = unfinished.computeIfAbsent(board, name -> new StringBuilder());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        end(board, line.toString());
        line.setLength(0);
      } else if (c != '\r') {
        line.append(c);
      }
    }
  }

  private void end(String board, String text) {
    String plain = text.indexOf(0x1B) < 0 ? text : COLOURS.matcher(text).replaceAll("");
    lines.add(new LogLine(clock.getAsLong(), board, plain));
  }

  /**
   * All lines so far.
   *
   * @return oldest first
   */
  public List<LogLine> lines() {
    return List.copyOf(lines);
  }

  /**
   * The lines that have a text.
   *
   * @param text what to look for
   * @return oldest first
   */
  public List<LogLine> with(String text) {
    return lines.stream().filter(line -> line.text().contains(text)).toList();
  }

  /**
   * How many lines have a text.
   *
   * @param text what to look for
   * @return the count
   */
  public int count(String text) {
    return with(text).size();
  }

  /**
   * Whether a line has a text.
   *
   * @param text what to look for
   * @return true when there is one
   */
  public boolean has(String text) {
    return lines.stream().anyMatch(line -> line.text().contains(text));
  }

  /**
   * The last lines, for messages.
   *
   * @param count at most so many
   * @return a line of text each
   */
  public String tail(int count) {
    var text = new StringBuilder();
    for (LogLine line : lines.subList(Math.max(0, lines.size() - count), lines.size())) {
      text.append(line).append('\n');
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return tail(lines.size());
  }
}
