package dev.espalier.cli;

/** Words as one types them into a shell. */
final class ShellWord {
  private static final String PLAIN = "[\\w./:=,@%+-]+";

  private ShellWord() {}

  /** Returns {@code word}, in quotes where a shell would not take it for one word. */
  static String quoted(Object word) {
    String text = word.toString();
    return text.matches(PLAIN) ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
