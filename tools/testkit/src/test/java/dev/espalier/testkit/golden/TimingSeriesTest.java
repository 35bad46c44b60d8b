package dev.espalier.testkit.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.hal.profile.Profile;
import dev.espalier.testkit.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The virtual clock shows the times that were measured with the genuine code (timing.json). */
class TimingSeriesTest {
  private static final Timings TIMINGS = Recordings.timings();
  private static final String ANSWER = "{'op':'recv_request'},{'op':'respond'},";
  private static final String ECHO = ANSWER + "{'op':'serve','ms':60000,'on_close':'echo'}";
  private static final String SILENT =
      ANSWER + "{'op':'serve','ms':60000,'on_close':'ignore','pong':false}";
  private static final String CONNECTED =
      "{'op':'wait_event','event':'CONNECTED','count':1,'timeout_ms':20000},";

  private static List<JsonObject> play(String config, String steps, String actions, String peer) {
    String script =
        "{'type':'scenario','name':'x','limit_s':120,'client':["
            + "{'op':'init','config':{'uri':'ws://127.0.0.1:{PORT}/ws'"
            + config
            + "}},{'op':'register','handler':'h1','event':'ANY'},{'op':'start'},"
            + steps
            + "],'actions':["
            + actions
            + "],'peer':"
            + peer
            + "}";
    JsonObject empty = JsonObject.create();
    try {
      var recording =
          new Recording(
              "x",
              Recording.Kind.SCENARIO,
              JsonObject.parse(script.replace('\'', '"')),
              List.of(),
              empty,
              empty);
      return new World(Profile.IDF_4_4, false).play(recording).records();
    } catch (IOException e) {
      throw new IllegalArgumentException(script, e);
    }
  }

  private static String connections(String operations) {
    return "{'more':'repeat','conns':[[" + operations + "]]}";
  }

  private static void check(String series, List<Double> times) {
    assertFalse(times.isEmpty(), series + ": nothing was measured");
    for (double time : times) {
      assertTrue(
          TIMINGS.contains(series, time),
          () -> series + ": " + time + " ms is none of " + TIMINGS.values(series));
    }
  }

  /** Times of events by name, or of frames and connections on the wire by what they are. */
  private static List<Double> times(List<JsonObject> records, String what) {
    List<Double> times = new ArrayList<>();
    for (JsonObject r : records) {
      boolean ping = what.equals("PING") && r.number("opcode", -1) == 9;
      boolean wire = r.text("dir", "").equals("c2s") && what.equals(r.text("what"));
      if (ping || wire || what.equals(r.text("name"))) {
        times.add(r.fraction("t"));
      }
    }
    return times;
  }

  private static List<Double> gaps(List<Double> times) {
    List<Double> gaps = new ArrayList<>();
    for (int i = 1; i < times.size(); i++) {
      gaps.add(times.get(i) - times.get(i - 1));
    }
    return gaps;
  }

  private static double duration(List<JsonObject> records, String op) {
    return records.stream()
            .filter(r -> r.text("type", "").equals("ret") && op.equals(r.text("op")))
            .mapToDouble(r -> r.fraction("dur_us"))
            .findFirst()
            .orElseThrow()
        / 1000;
  }

  @ParameterizedTest
  @CsvSource({"0", "100", "300", "500", "700", "900", "950"})
  void stopTakesTheRestOfThePoll(int millis) {
    String steps = CONNECTED + "{'op':'sleep_ms','ms':" + millis + "},{'op':'stop'}";
    List<JsonObject> records = play("", steps, "", connections(ECHO));
    check("stop_after_" + millis + "ms", List.of(duration(records, "stop")));
  }

  @ParameterizedTest
  @CsvSource({"0", "5", "15"})
  void reconnectsAfterTwoOrThreeHalfWaits(int handler) {
    String actions =
        handler == 0 ? "" : "{'event':2,'steps':[{'op':'sleep_ms','ms':" + handler + "}]}";
    String peer = connections(ANSWER + "{'op':'sleep','ms':100},{'op':'close'}");
    List<JsonObject> records = play("", "{'op':'sleep_ms','ms':50000}", actions, peer);
    List<Double> lost = times(records, "DISCONNECTED");
    List<Double> connects = times(records, "connect");
    List<Double> waits = new ArrayList<>();
    for (int i = 1; i < connects.size(); i++) {
      waits.add(connects.get(i) - lost.get(i - 1));
    }
    check("reconnect_handler_" + handler + "ms", waits);
  }

  @Test
  void triesAgainWhenRefused() {
    List<JsonObject> records = play("", "{'op':'sleep_ms','ms':50000}", "", "{'listen':false}");
    check("refused_interval", gaps(times(records, "DISCONNECTED")));
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "5"})
  void pingsAtTheInterval(int interval) {
    String config = ",'ping_interval_sec':" + interval;
    List<JsonObject> records = play(config, "{'op':'sleep_ms','ms':30000}", "", connections(ECHO));
    List<Double> pings = times(records, "PING");
    check("ping_first_" + interval + "s", pings.subList(0, 1));
    check("ping_gap_" + interval + "s", gaps(pings));
  }

  @Test
  void pingsOnWithoutAnswer() {
    String config = ",'ping_interval_sec':1,'disable_pingpong_discon':true";
    List<JsonObject> records =
        play(config, "{'op':'sleep_ms','ms':20000}", "", connections(SILENT));
    check("ping_gap_nopong_1s", gaps(times(records, "PING")));
  }

  @ParameterizedTest
  @CsvSource({"1,2", "1,3", "3,1", "2,5"})
  void givesUpWithoutPong(int interval, int timeout) {
    String config = ",'ping_interval_sec':" + interval + ",'pingpong_timeout_sec':" + timeout;
    List<JsonObject> records =
        play(config, "{'op':'sleep_ms','ms':12000}", "", connections(SILENT));
    double first = times(records, "PING").getFirst();
    double lost = times(records, "DISCONNECTED").getFirst();
    check("pingpong_i" + interval + "_t" + timeout, List.of(lost - first));
  }

  @Test
  void waitsForTheSleepOfTheReconnect() {
    String steps =
        "{'op':'wait_event','event':'DISCONNECTED','count':1,'timeout_ms':20000},"
            + "{'op':'sleep_ms','ms':500},{'op':'stop'}";
    List<JsonObject> records = play("", steps, "", "{'listen':false}");
    check("stop_in_reconnect_wait", List.of(duration(records, "stop")));
  }

  @Test
  void closesWithoutAnswerAfterTheTimeAndThePoll() {
    String steps = CONNECTED + "{'op':'sleep_ms','ms':300},{'op':'close','ticks':200}";
    List<JsonObject> records = play("", steps, "", connections(SILENT));
    check("close_no_answer_2s", List.of(duration(records, "close")));
  }

  @Test
  void waitsOutTheReconnectWhenThePeerDropsTcp() {
    String peer =
        connections(
            ANSWER + "{'op':'recv_close','timeout':60},{'op':'sleep','ms':20},{'op':'close'}");
    String steps = CONNECTED + "{'op':'close','ticks':300}";
    check("close_server_fin_3s", List.of(duration(play("", steps, "", peer), "close")));
  }

  @Test
  void givesUpConnectingAfterTenSeconds() {
    String steps = "{'op':'sleep_ms','ms':12000}";
    String full = "{'backlog':0,'fill':true,'accept':false}";
    check("connect_timeout", times(play("", steps, "", full), "DISCONNECTED"));
    String mute = connections("{'op':'recv_request'},{'op':'sleep','ms':30000}");
    check("no_upgrade_answer", times(play("", steps, "", mute), "DISCONNECTED"));
  }

  @Test
  void saysClosedWhenTcpEnds() {
    String peer =
        connections(
            ANSWER
                + "{'op':'sleep','ms':100},{'op':'frame','opcode':8},{'op':'recv_close'},"
                + "{'op':'sleep','ms':100},{'op':'close'}");
    List<JsonObject> records = play("", "{'op':'sleep_ms','ms':2000}", "", peer);
    double fin =
        records.stream()
            .filter(r -> r.text("dir", "").equals("s2c") && "fin".equals(r.text("what")))
            .mapToDouble(r -> r.fraction("t"))
            .findFirst()
            .orElseThrow();
    check("closed_after_close_in", List.of(times(records, "CLOSED").getFirst() - fin));
  }

  @Test
  void leavesNoSeriesOut() {
    Set<String> tested =
        new TreeSet<>(
            Set.of(
                "refused_interval",
                "ping_gap_nopong_1s",
                "stop_in_reconnect_wait",
                "close_no_answer_2s",
                "close_server_fin_3s",
                "connect_timeout",
                "no_upgrade_answer",
                "closed_after_close_in"));
    List.of(0, 100, 300, 500, 700, 900, 950).forEach(x -> tested.add("stop_after_" + x + "ms"));
    List.of(0, 5, 15).forEach(x -> tested.add("reconnect_handler_" + x + "ms"));
    List.of(1, 2, 5)
        .forEach(x -> tested.addAll(Set.of("ping_first_" + x + "s", "ping_gap_" + x + "s")));
    tested.addAll(Set.of("pingpong_i1_t2", "pingpong_i1_t3", "pingpong_i3_t1", "pingpong_i2_t5"));
    assertEquals(new TreeSet<>(TIMINGS.names()), tested);
  }
}
