package dev.espalier.testkit.golden;

import dev.espalier.testkit.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What records add up to, line by line in the words of {@code oracle_core.py}.
 *
 * @param events one line per event
 * @param returns one line per return value
 * @param wire what each connection's peer received, by the connection's name
 * @param order events and returns in one order
 * @param exit 0, "hang", or the exit status of a crash
 */
public record Summary(
    List<Line> events,
    List<Line> returns,
    Map<String, List<Line>> wire,
    List<Line> order,
    Object exit) {

  /**
   * A line and the record that it comes from.
   *
   * @param text the line
   * @param source the record
   */
  public record Line(String text, JsonObject source) {}

  /**
   * Adds records up.
   *
   * @param records in order of time
   * @param exit how the run ended
   * @return the summary
   */
  public static Summary of(List<JsonObject> records, Object exit) {
    var summary =
        new Summary(
            new ArrayList<>(), new ArrayList<>(), new LinkedHashMap<>(), new ArrayList<>(), exit);
    Set<String> gone = new HashSet<>();
    for (JsonObject r : records) {
      switch (r.text("type", "")) {
        case "event" -> summary.add(summary.events, "EV ", new Line(event(r), r));
        case "ret" -> summary.add(summary.returns, "RET ", new Line(returned(r), r));
        case "crash", "assert" -> {
          Object what = r.has("signal") ? r.get("signal") : r.get("what");
          String text = r.requiredText("type").toUpperCase(java.util.Locale.ROOT) + " " + what;
          summary.order.add(new Line(text, r));
          summary.returns.add(new Line(text, r));
        }
        case "wire" -> summary.addWire(r, gone);
        default -> {
          // log, wait, join, mark, sockopt: not part of the summary
        }
      }
    }
    return summary;
  }

  private void add(List<Line> part, String prefix, Line line) {
    part.add(line);
    order.add(new Line(prefix + line.text(), line.source()));
  }

  private static String event(JsonObject r) {
    String who = r.get("handler") + "(" + python(r.get("arg")) + ")@" + python(r.get("task")) + " ";
    if (!r.has("op_code")) {
      return who + r.get("base") + "/" + r.get("id") + " data=" + python(r.get("data"));
    }
    Object name = r.has("name") ? r.get("name") : r.get("id");
    String line =
        who
            + name
            + " op="
            + r.get("op_code")
            + " data_len="
            + r.get("data_len")
            + " payload_len="
            + r.get("payload_len")
            + " offset="
            + r.get("payload_offset")
            + (r.flag("data_null", false) ? " null" : "")
            + " ctx="
            + python(r.get("user_context"));
    return r.number("data_len", 0) == 0 ? line : line + " sha=" + head(r.text("data_sha256", "-"));
  }

  private static String returned(JsonObject r) {
    Object value = r.has("ret_name") ? r.get("ret_name") : r.get("ret");
    return r.get("step") + " " + r.get("op") + " -> " + (value == null ? "NULL" : value);
  }

  private void addWire(JsonObject r, Set<String> gone) {
    String what = r.text("what", "");
    String connection = connection(r);
    boolean end = what.equals("fin") || what.equals("rst");
    if (r.text("dir", "").equals("s2c")) {
      if (end) {
        gone.add(connection);
      }
      return;
    }
    // After the peer's own end, what its kernel still reports is a race.
    if (what.equals("bytes") || (end && gone.contains(connection))) {
      return;
    }
    String text =
        switch (what) {
          case "request" -> "REQUEST " + r.get("norm");
          case "frame" -> frame(r);
          case "tls", "tls_sni", "tls_handshake_failed" -> what + " " + python(tlsDetail(r));
          default -> what;
        };
    wire.computeIfAbsent(connection, k -> new ArrayList<>()).add(new Line(text, r));
  }

  private static @Nullable Object tlsDetail(JsonObject r) {
    Object version = r.get("version");
    Object name = r.get("name");
    return version != null ? version : name != null ? name : r.get("error");
  }

  private static String connection(JsonObject r) {
    String peer = r.has("peer") ? "peer" + r.get("peer") + "/" : "";
    return peer + (r.has("conn") ? r.get("conn") : "-");
  }

  private static String frame(JsonObject r) {
    long rsv = r.number("rsv", 0);
    return opcode((int) r.number("opcode", -1))
        + (r.flag("fin", false) ? " FIN" : " more")
        + (r.flag("masked", false) ? " masked" : " UNMASKED")
        + (rsv != 0 ? " rsv=" + rsv : "")
        + " len="
        + r.get("len")
        + "/"
        + r.get("len_form")
        + " sha="
        + head(r.text("payload_sha256", ""));
  }

  private static String opcode(int opcode) {
    return switch (opcode) {
      case 0 -> "CONT";
      case 1 -> "TEXT";
      case 2 -> "BINARY";
      case 8 -> "CLOSE";
      case 9 -> "PING";
      case 10 -> "PONG";
      default -> "op" + opcode;
    };
  }

  private static String head(String sha) {
    return sha.substring(0, Math.min(12, sha.length()));
  }

  /** The recordings' tool prints its language's word for nothing. */
  private static Object python(@Nullable Object value) {
    return value == null ? "None" : value;
  }

  /**
   * The texts of lines.
   *
   * @param lines the lines
   * @return their texts
   */
  static List<String> texts(List<Line> lines) {
    return lines.stream().map(Line::text).toList();
  }
}
