package dev.espalier.testkit.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.testkit.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The comparison finds nothing in the recordings themselves, and finds every single change. */
class ComparisonTest {
  private static final Timings TIMINGS = Recordings.timings();

  @Test
  void findsNothingInWhatWasRecorded() {
    for (Recording recording : Recordings.scenarios()) {
      List<Difference> found =
          Comparison.of(recording, Recordings.replayed(recording, r -> r), TIMINGS);
      assertEquals(List.of(), found, recording.name());
    }
  }

  static Stream<Arguments> changes() {
    return Stream.of(
        change("echo_text_000126", "events[1]", is("event", 3), r -> r.put("op_code", 2)),
        change("echo_text_000126", "events[1]", is("event", 3), r -> r.put("payload_len", 127)),
        change("echo_text_000126", "events[1]", is("event", 3), r -> r.put("payload_offset", 1)),
        change("echo_text_000126", "events[1]", is("event", 3), r -> r.put("data_sha256", "00")),
        change("echo_text_000126", "events[0]", is("event", 1), r -> r.put("data_null", false)),
        change("echo_text_000126", "events[0]", is("event", 1), r -> r.put("task", "main")),
        change(
            "echo_text_000126", "events[0].c", is("event", 1), r -> r.put("connected_now", false)),
        change("echo_text_000126", "events[1]", is("event", 3), r -> r.put("type", "lost")),
        change("echo_text_000126", "returns[3]", is("ret", "send_text"), r -> r.put("ret", 125)),
        change(
            "echo_text_000126", "returns[3].task", is("ret", "send_text"), r -> r.put("task", "x")),
        change(
            "echo_text_000126", "wire_c2s[0][2]", is("wire", "frame"), r -> r.put("len_form", "7")),
        change(
            "echo_text_000126", "wire_c2s[0][2]", is("wire", "frame"), r -> r.put("masked", false)),
        change("echo_text_000126", "wire_c2s[0][2]", is("wire", "frame"), r -> r.put("fin", 0)),
        change(
            "echo_text_000126", "wire_c2s[0][2]", is("wire", "frame"), r -> r.put("type", "lost")),
        change("req_default", "wire_c2s[0][1]", is("wire", "request"), r -> r.put("norm", "GET /")),
        change("hs_200", "wire_c2s[0][2]", is("wire", "fin"), r -> r.put("what", "rst")),
        change("sockopt_default", "sockopt[0]", is("sockopt", ""), r -> r.put("text", "x")),
        change(
            "tls_wrong_ca",
            "returns[1].tls_flags",
            is("ret", "tls_conn_new_sync"),
            r -> r.put("tls_flags", 4)),
        change(
            "tls_wrong_ca",
            "returns[1].last_error",
            is("ret", "tls_conn_new_sync"),
            r -> r.put("last_error", "ESP_OK")),
        change(
            "tls_plain_read_rst",
            "returns[2].host_errno",
            is("ret", "tls_read"),
            r -> r.put("host_errno", 11)),
        change("ev_run_ticks10", "returns[", is("ret", "ev_run"), r -> r.put("dur_us", 190_000)),
        change("start_twice", "returns[", is("ret", "stop"), r -> r.put("dur_us", 5)),
        change(
            "ev_null_loop_post", "panic: step", is("call", "ev_post"), r -> r.put("type", "lost")));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("changes")
  void findsEveryChange(String name, String position, UnaryOperator<JsonObject> change) {
    Recording recording = Recordings.named(name);
    List<Difference> found =
        Comparison.of(recording, Recordings.replayed(recording, change), TIMINGS);
    assertFalse(found.isEmpty(), "nothing found");
    assertTrue(found.getFirst().position().startsWith(position), found::toString);
  }

  @Test
  void findsWhatComesLate() {
    Recording recording = Recordings.named("close_peer_sends_data_first");
    boolean[] late = {false};
    Played played =
        Recordings.replayed(
            recording,
            r -> {
              late[0] |= r.text("name", "").equals("DATA");
              return late[0] ? r.put("t", r.fraction("t") + 200) : r;
            });
    List<Difference> found = Comparison.of(recording, played, TIMINGS);
    assertEquals(1, found.size(), found::toString);
    assertTrue(found.getFirst().position().contains("time after"), found::toString);
  }

  @Test
  void findsTwoEventsThatAreSwapped() {
    Recording recording = Recordings.named("ev_order_mixed");
    int[] seen = {0};
    Played played =
        Recordings.replayed(
            recording,
            r -> {
              if (r.text("type", "").equals("event") && seen[0]++ < 2) {
                return r.put("handler", seen[0] == 1 ? "h2" : "h1");
              }
              return r;
            });
    assertFalse(Comparison.of(recording, played, TIMINGS).isEmpty());
  }

  private static Arguments change(
      String name,
      String position,
      java.util.function.Predicate<JsonObject> which,
      UnaryOperator<JsonObject> edit) {
    UnaryOperator<JsonObject> change = r -> which.test(r) ? edit.apply(r) : r;
    return Arguments.of(name, position, org.junit.jupiter.api.Named.of("changed", change));
  }

  private static java.util.function.Predicate<JsonObject> is(String type, Object which) {
    return r ->
        r.text("type", "").equals(type)
            && Stream.of("id", "op", "what")
                .anyMatch(key -> which.equals("") || which.equals(r.get(key)));
  }

  @Test
  void namesThePositionWithBothSides() {
    String text = new Difference("events[3]", "a", "b").toString();
    assertEquals("events[3]\n      expected a\n      got      b", text.toLowerCase(Locale.ROOT));
  }
}
