package dev.espalier.testkit.golden;

/**
 * One place where the mirror did something else than the genuine code.
 *
 * @param position where: the part and the index in it, such as {@code events[3]}
 * @param expected what the genuine code did
 * @param got what the mirror did
 */
public record Difference(String position, String expected, String got) {
  /** The text for a line that one side has not. */
  static final String NOTHING = "(nothing)";

  @Override
  public String toString() {
    return position + "\n      expected " + expected + "\n      got      " + got;
  }
}
