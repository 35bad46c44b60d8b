package dev.espalier.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.List;

/**
 * Where the console of a board and lines of others meet, so that neither cuts the other's lines. On
 * a real terminal, lines that change may stand below.
 *
 * <p>The board prints from the reactor's thread, servers from their own.
 */
final class Terminal {
  private static final String ESC = "\u001b[";
  private static final String NO_WRAP = ESC + "?7l";
  private static final String WRAP = ESC + "?7h";
  private static final String ERASE_BELOW = ESC + "J";

  /** More would not fit on the screen, and what has scrolled away cannot be taken back. */
  private static final int BELOW_MAX = 22;

  private final PrintWriter out;
  private final boolean inPlace;
  // Guarded by this.
  private boolean atLineStart = true;

  /** What has been printed of a line that is not complete, while something stands below. */
  private final StringBuilder unfinished = new StringBuilder();

  private List<String> below = List.of();

  /** How many lines up from the cursor the unfinished line is, when something stands below. */
  private int drawn;

  Terminal(PrintWriter out) {
    this(out, false);
  }

  /**
   * Prints on a terminal.
   *
   * @param out the terminal
   * @param inPlace whether it understands the control sequences of ECMA-48
   */
  Terminal(PrintWriter out, boolean inPlace) {
    this.out = out;
    this.inPlace = inPlace;
  }

  /** Whether standard output is a terminal that may show colours (NO_COLOR is not set). */
  static boolean standardOutputHasColours() {
    String noColor = System.getenv("NO_COLOR");
    return (noColor == null || noColor.isEmpty()) && standardOutputIsTerminal();
  }

  /** Whether standard output is a terminal that understands control sequences. */
  @SuppressWarnings("SystemConsoleNull") // JDK 25 has null again where there is no terminal
  static boolean standardOutputIsTerminal() {
    Console console = System.console();
    return !"dumb".equals(System.getenv("TERM")) && console != null && console.isTerminal();
  }

  /** Whether lines that change may stand below. */
  boolean isInPlace() {
    return inPlace;
  }

  /** Prints what a board's console says, as it comes. */
  synchronized void print(String text) {
    if (text.isEmpty()) {
      return;
    }
    if (below.isEmpty()) {
      out.print(text);
      out.flush();
      int end = text.lastIndexOf('\n') + 1;
      atLineStart = end == text.length();
      remember(text, end);
      return;
    }
    eraseBelow();
    unfinished.append(text);
    int end = unfinished.lastIndexOf("\n") + 1;
    out.print(unfinished.substring(0, end));
    unfinished.delete(0, end);
    drawBelow();
  }

  private void remember(String text, int lineStart) {
    if (inPlace) {
      if (lineStart > 0) {
        unfinished.setLength(0);
      }
      unfinished.append(text, lineStart, text.length());
    }
  }

  /** Prints a whole line of somebody else, on a line of its own. */
  synchronized void line(String text) {
    if (!below.isEmpty()) {
      eraseBelow();
      if (!unfinished.isEmpty()) {
        out.println(unfinished);
        unfinished.setLength(0);
      }
      out.println(text);
      drawBelow();
      return;
    }
    if (!atLineStart) {
      out.println();
    }
    unfinished.setLength(0);
    out.println(text);
    out.flush();
    atLineStart = true;
  }

  /**
   * Puts lines below all that is printed, in place of those that stand there.
   *
   * @param lines without control characters
   */
  synchronized void below(List<String> lines) {
    if (below.isEmpty()) {
      // The cursor is in the unfinished line, which is drawn again.
      out.print("\r" + ERASE_BELOW);
    } else {
      eraseBelow();
    }
    below = List.copyOf(lines);
    drawBelow();
  }

  /** Leaves what stands below where it is: what is printed from now on comes after it. */
  synchronized void settle() {
    below = List.of();
    unfinished.setLength(0);
    atLineStart = true;
    out.flush();
  }

  private void eraseBelow() {
    out.print(ESC + drawn + "A\r" + ERASE_BELOW);
  }

  private void drawBelow() {
    out.print(NO_WRAP);
    drawn = 0;
    if (!unfinished.isEmpty()) {
      drawLine(unfinished.toString());
    }
    int shown = below.size() <= BELOW_MAX ? below.size() : BELOW_MAX - 1;
    for (String line : below.subList(0, shown)) {
      drawLine(line);
    }
    if (shown < below.size()) {
      drawLine("… and " + (below.size() - shown) + " more lines");
    }
    out.print(WRAP);
    out.flush();
  }

  private void drawLine(String text) {
    out.print(text + "\r\n");
    drawn++;
  }
}
