package dev.espalier.testkit.scenario;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody may have meant. */
final class Nearest {
  private static final int FAR = 3;

  private Nearest() {}

  /** Returns the name that is closest to a wrong one, if one is close. */
  static Optional<String> to(String wrong, Collection<String> names) {
    int limit = Math.min(FAR, wrong.length() / 2 + 1);
    String best = null;
    int least = limit;
    for (String name : names) {
      int distance = distance(wrong.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
      if (distance < least) {
        least = distance;
        best = name;
      }
    }
    return Optional.ofNullable(best);
  }

  /** A question to put behind a wrong name, or nothing. */
  static String question(String wrong, Collection<String> names) {
    return to(wrong, names).map(name -> " (did you mean '" + name + "'?)").orElse("");
  }

  /** How many letters must be put in, left out, exchanged or swapped with their neighbour. */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int exchanged = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(exchanged, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
