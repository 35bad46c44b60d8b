package dev.espalier.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Looks for texts on a console that prints in pieces of any length. */
final class TextWatch {
  private final List<String> expected;
  private final List<String> failing;
  private final int longest;
  // What a text could begin in: the end of what was printed so far.
  private final StringBuilder tail = new StringBuilder();

  /**
   * Makes a watch.
   *
   * @param expected every one of them must appear, in any order
   * @param failing none of them may appear
   */
  TextWatch(Collection<String> expected, Collection<String> failing) {
    this.expected = new ArrayList<>(expected);
    this.failing = List.copyOf(failing);
    int length = 0;
    for (String text : expected) {
      length = Math.max(length, text.length());
    }
    for (String text : failing) {
      length = Math.max(length, text.length());
    }
    this.longest = length;
  }

  /**
   * Looks at what was printed.
   *
   * @return {@link ExitCode#OK} when the last expected text has appeared, {@link ExitCode#FAILURE}
   *     when a failing one has, empty otherwise
   */
  Optional<ExitCode> see(String printed) {
    if (longest == 0) {
      return Optional.empty();
    }
    tail.append(printed);
    if (failed().isPresent()) {
      return Optional.of(ExitCode.FAILURE);
    }
    boolean found = expected.removeIf(text -> tail.indexOf(text) >= 0);
    ExitCode end = found && expected.isEmpty() ? ExitCode.OK : null;
    tail.delete(0, Math.max(0, tail.length() - longest + 1));
    return Optional.ofNullable(end);
  }

  /** Returns the failing text that has just appeared. */
  Optional<String> failed() {
    return failing.stream().filter(text -> tail.indexOf(text) >= 0).findFirst();
  }

  /** Returns the expected texts that have not appeared yet. */
  List<String> missing() {
    return List.copyOf(expected);
  }
}
