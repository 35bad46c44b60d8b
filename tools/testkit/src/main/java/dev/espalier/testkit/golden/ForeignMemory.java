package dev.espalier.testkit.golden;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * The scenarios in which the genuine code goes on with memory that is not its own. What happens
 * then depends on what lay there, so the mirror warns instead of inventing bytes, and the
 * comparison ends at the warning.
 */
final class ForeignMemory {
  private static final String SPLIT_HEADER =
      "ws_read_header takes a part of a header that arrived in pieces for whole: the rest of it is"
          + " what was on the stack";

  /** At most 12, each with what the C code reads. */
  static final Map<String, String> SCENARIOS =
      Map.of(
          "hs_long_1025", SPLIT_HEADER,
          "hs_long_1025_accept_last", SPLIT_HEADER,
          "recv_chunked_header", SPLIT_HEADER,
          "recv_header_first_byte_then_rest", SPLIT_HEADER,
          "recv_header_len16_split", SPLIT_HEADER,
          "recv_header_len64_split", SPLIT_HEADER);

  /** How the mirror's warnings of such memory end: the ids of the quirks. */
  private static final Set<String> WARNINGS = Set.of("(Q13a)");

  private ForeignMemory() {}

  /**
   * Where the comparison of a run ends.
   *
   * @param recording the recording
   * @param played what the mirror did
   * @return the time of the mirror's warning, empty when the whole run counts
   */
  static OptionalDouble end(Recording recording, Played played) {
    if (!SCENARIOS.containsKey(recording.name())) {
      return OptionalDouble.empty();
    }
    return played.records().stream()
        .filter(r -> r.text("type", "").equals("lint"))
        .filter(r -> WARNINGS.stream().anyMatch(r.text("text", "")::endsWith))
        .mapToDouble(r -> r.fraction("t"))
        .findFirst();
  }

  /** The records before a time. */
  static Played before(Played played, double end) {
    return new Played(
        played.records().stream().filter(r -> r.fraction("t") < end).toList(), played.exit());
  }
}
