package dev.espalier.testkit.fault;

import java.util.List;

/**
 * One deliberate fault: a piece of a source file, and what to put in its place.
 *
 * @param name its name
 * @param meaning what is wrong with it, in words
 * @param file the source file, from the top of the project
 * @param removed the piece that goes; white space does not count
 * @param added what comes in its place
 * @param shownBy globs of recordings, each of which has one that turns red
 */
public record Fault(
    String name, String meaning, String file, String removed, String added, List<String> shownBy) {

  /** Copies the list. */
  public Fault {
    shownBy = List.copyOf(shownBy);
  }

  /**
   * Puts the fault into the source.
   *
   * @param source the content of {@link #file}
   * @return the faulty content
   * @throws FaultException when the piece is not there, or there more than once
   */
  String putInto(String source) {
    // Compared without white space, so that a change of the layout changes nothing.
    var compact = new StringBuilder(source.length());
    int[] positions = new int[source.length() + 1];
    for (int i = 0; i < source.length(); i++) {
      if (!Character.isWhitespace(source.charAt(i))) {
        positions[compact.length()] = i;
        compact.append(source.charAt(i));
      }
    }
    String wanted = removed.replaceAll("\\s", "");
    int at = wanted.isEmpty() ? -1 : compact.indexOf(wanted);
    if (at < 0) {
      throw new FaultException(
          name + ": " + file + " does not have this any more: \"" + removed.strip() + "\"");
    }
    if (compact.indexOf(wanted, at + 1) >= 0) {
      throw new FaultException(
          name + ": " + file + " has this more than once: \"" + removed.strip() + "\"");
    }
    return source.substring(0, positions[at])
        + added
        + source.substring(positions[at + wanted.length() - 1] + 1);
  }
}
