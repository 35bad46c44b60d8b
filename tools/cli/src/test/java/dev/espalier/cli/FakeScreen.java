package dev.espalier.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

/** As much of a terminal as {@link Terminal} asks for; lines that are too long are cut. */
final class FakeScreen {
  private final StringWriter written = new StringWriter();
  private final PrintWriter out = new PrintWriter(written);

  FakeScreen() {}

  PrintWriter out() {
    return out;
  }

  /** What one sees now. */
  List<String> lines() {
    out.flush();
    List<StringBuilder> screen = new ArrayList<>(List.of(new StringBuilder()));
    String text = written.toString();
    int row = 0;
    int column = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\r' -> column = 0;
        case '\n' -> {
          row++; // as a terminal does that makes CR LF of LF
          column = 0;
          if (row == screen.size()) {
            screen.add(new StringBuilder());
          }
        }
        case '\033' -> {
          int end = i + 2;
          while (!Character.isLetter(text.charAt(end))) {
            end++;
          }
          String argument = text.substring(i + 2, end);
          switch (text.charAt(end)) {
            case 'A' -> row -= Integer.parseInt(argument);
            case 'J' -> {
              screen.subList(row + 1, screen.size()).clear();
              screen.get(row).setLength(column);
            }
            case 'h', 'l' -> {
              // wrapping, on and off
            }
            default -> throw new AssertionError("no terminal has " + text.substring(i + 1, end));
          }
          i = end;
        }
        default -> {
          StringBuilder line = screen.get(row);
          line.replace(column, Math.min(column + 1, line.length()), String.valueOf(c));
          column++;
        }
      }
    }
    return screen.stream().map(StringBuilder::toString).toList();
  }
}
