package dev.espalier.cli;

import java.io.Console;
import java.io.PrintWriter;

/**
 * Where the console of a board and lines of others meet, so that neither cuts the other's lines.
 *
 * <p>The board prints from the reactor's thread, servers from their own.
 */
final class Terminal {
  private final PrintWriter out;
  // Guarded by this.
  private boolean atLineStart = true;

  Terminal(PrintWriter out) {
    this.out = out;
  }

  /** Whether standard output is a terminal that may show colours (NO_COLOR is not set). */
  @SuppressWarnings("SystemConsoleNull") // JDK 25 has null again where there is no terminal
  static boolean standardOutputHasColours() {
    Console console = System.console();
    String noColor = System.getenv("NO_COLOR");
    String term = System.getenv("TERM");
    return (noColor == null || noColor.isEmpty())
        && !"dumb".equals(term)
        && console != null
        && console.isTerminal();
  }

  /** Prints what a board's console says, as it comes. */
  synchronized void print(String text) {
    if (text.isEmpty()) {
      return;
    }
    out.print(text);
    out.flush();
    atLineStart = text.charAt(text.length() - 1) == '\n';
  }

  /** Prints a whole line of somebody else, on a line of its own. */
  synchronized void line(String text) {
    if (!atLineStart) {
      out.println();
    }
    out.println(text);
    out.flush();
    atLineStart = true;
  }
}
