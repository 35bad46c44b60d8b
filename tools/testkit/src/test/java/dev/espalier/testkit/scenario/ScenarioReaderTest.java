package dev.espalier.testkit.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.espalier.emulator.RebootLoop;
import dev.espalier.emulator.fault.Fault;
import dev.espalier.emulator.fault.Trigger;
import dev.espalier.hal.wifi.WifiEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What scenario files may say, and what is said about those that say something else. */
final class ScenarioReaderTest {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void putFirmware() throws IOException {
    file = folder.resolve("s.yaml");
    Files.writeString(folder.resolve("F.java"), "class F {}");
  }

  private Scenario read(String text) {
    return ScenarioReader.read(file, text);
  }

  private Fault fault(String yaml) {
    return read("firmware: F.java\nfaults: [{at: 1s, fault: " + yaml + "}]")
        .faults()
        .getFirst()
        .fault();
  }

  @Test
  void needsNothingButFirmware() {
    Scenario scenario = read("firmware: F.java\n");
    assertEquals("s.yaml", scenario.name());
    assertEquals(60_000_000_000L, scenario.endNanos());
    assertEquals(1, scenario.boards().size());
  }

  @Test
  void readsWhenBootsAreALoop() {
    assertEquals(
        new RebootLoop(4, 30_000_000_000L),
        read("firmware: F.java\nreboot-loop: 4/30s\nends: [reboot-loop]").rebootLoop());
    assertEquals(RebootLoop.OFF, read("firmware: F.java\nreboot-loop: 'off'").rebootLoop());
    assertThrows(ScenarioException.class, () -> read("firmware: F.java\nreboot-loop: 1/30s"));
  }

  @Test
  void readsFaultsOfEveryKind() {
    assertEquals(new Fault.Reset(), fault("reset"));
    assertEquals(new Fault.Latency(5_000_000, 0), fault("{latency: 5ms}"));
    assertEquals(new Fault.Drip(2, 1_000_000), fault("{drip: 2, every: 1ms}"));
    assertEquals(new Fault.Loss(0.25), fault("{loss: 0.25}"));
    assertEquals(new Fault.WifiDrop(200), fault("{wifi-drop: 200}"));
    assertEquals(new Fault.PowerLoss(2_000_000_000L), fault("{power-loss: 2s}"));
    assertEquals(
        new Fault.PowerLossInWrite(2_000_000_000L, 40), fault("{power-loss: 2s, in-write: 40}"));
    assertEquals(new Fault.BrownOut(), fault("brown-out"));
    assertEquals(
        new Fault.SignalFades(-96, 5_000_000_000L), fault("{signal-fades: -96, over: 5s}"));
    assertEquals(new Fault.AddressChange(), fault("address-change"));
  }

  @Test
  void readsTriggersOfEveryKind() {
    Scenario scenario =
        read(
            """
            firmware: F.java
            faults:
              - {fault: stall, lasts: 1s}
              - {every: 1m, from: 10s, fault: reset}
              - {chance: 0.5, each: 10s, fault: reset}
              - {on-connect: 2, after: 1s, fault: reset}
              - {on-log: hello, nth: 3, fault: reset}
              - {at-byte-in: 100, fault: fin, host: server, port: 80}
              - {on-event: WIFI_EVENT_STA_CONNECTED, nth: 2, after: 1s, fault: reset}
              - {on-event: {base: MY_EVENTS}, fault: reset}
              - {on-connect: 0, chance: 0.5, fault: reset}
            """);
    assertEquals(new Trigger.At(0), scenario.faults().get(0).trigger());
    assertEquals(
        new Trigger.Every(10_000_000_000L, 60_000_000_000L), scenario.faults().get(1).trigger());
    assertEquals(new Trigger.Chance(0.5, 10_000_000_000L), scenario.faults().get(2).trigger());
    assertEquals(new Trigger.Connected(2, 1_000_000_000L), scenario.faults().get(3).trigger());
    assertEquals(new Trigger.Log("hello", 3), scenario.faults().get(4).trigger());
    assertEquals(new Trigger.Bytes(true, 100, 1), scenario.faults().get(5).trigger());
    assertEquals(80, scenario.faults().get(5).port());
    assertEquals(
        new Trigger.Event("WIFI_EVENT", WifiEvent.WIFI_EVENT_STA_CONNECTED, 2, 1_000_000_000L),
        scenario.faults().get(6).trigger());
    assertEquals(
        new Trigger.Event("MY_EVENTS", Trigger.Event.ANY_ID, 1, 0),
        scenario.faults().get(7).trigger());
    assertEquals(
        new Trigger.Perhaps(0.5, new Trigger.Connected(0, 0)), scenario.faults().get(8).trigger());
  }

  @Test
  void makesSeveralBoards() {
    Scenario scenario = read("boards: [{firmware: F.java, count: 3}, {firmware: F.java, name: x}]");
    assertEquals(4, scenario.boards().size());
    assertEquals("x", scenario.boards().get(3).name());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          firmware: G.java                          | 1:11: there is no file
          name: x                                   | 1:1: 'firmware' is missing here
          "firmware: F.java\nfirmwear: y"           | 2:1: unknown key 'firmwear' (did you mean 'firmware'?); known here: name, seed
          "firmware: F.java\nend: 5 minutes"        | 2:6: expected a time such as 500ms, 30s, 5m or 1h: '5 minutes'
          "firmware: F.java\nseed: x"               | 2:7: expected a whole number: 'x'
          "firmware: F.java\nprofile: v5"           | 2:10: 'v5' is none of IDF_4_4, COMPONENT_1_8
          "firmware: F.java\nsdkconfig: {CONFIG_FREERTOS_HZ: x}" | 2:33: CONFIG_FREERTOS_HZ=x: expected
          "firmware: F.java\nsdkconfig: {CONFIG_FREERTOS_HT: 1}" | 2:33: CONFIG_FREERTOS_HT=1: no such option
          "firmware: F.java\ndate: yesterday"        | 2:7: expected a time of day such as 2026-01-01T12:00:00Z: yesterday
          "firmware: F.java\nquirks: {Q99: off}"    | 2:15: there is no quirk 'Q99'
          "firmware: F.java\nfaults: [{fault: x}]"  | 2:18: unknown fault 'x'; known: address-change, answer, bandwidth
          "firmware: F.java\nfaults: [{fault: loss}]"      | 2:18: 'loss' needs a value
          "firmware: F.java\nfaults: [{fault: {loss: 2}}]" | 2:25: expected a probability from 0 to 1: '2'
          "firmware: F.java\nexpect: [{lgo: x}]"    | 2:10: an expectation has one of log, matches
          "firmware: F.java\nprofile: idf_44"        | 2:10: 'idf_44' is none of IDF_4_4, COMPONENT_1_8 (did you mean 'IDF_4_4'?)
          "firmware: F.java\nfaults: [{fault: rest}]" | 2:18: unknown fault 'rest' (did you mean 'reset'?); known: address-change
          "firmware: F.java\nfaults: [{on-event: WIFI_EVENT_STA_CONECTED, fault: reset}]" | 2:21: unknown event 'WIFI_EVENT_STA_CONECTED' (did you mean 'WIFI_EVENT_STA_CONNECTED'?)
          "firmware: F.java\nfaults: [{at-byte-in: 0, fault: reset}]" | 2:23: bytes are counted from 1 on: 0
          "firmware: F.java\nexpect: [{evnt: IP_EVENT}]" | 2:10: an expectation has one of log, matches, frame, event, reset, request, heap, connections, boots, never, never-matches, never-frame, never-event, never-reset (did you mean 'event'?)
          "firmware: F.java\nexpect: [{reset: ESP_RST_PANIK}]" | 2:18: 'ESP_RST_PANIK' is none of ESP_RST_UNKNOWN
          "firmware: F.java\nexpect: [{heap: {from: 1s}}]" | 2:17: say what of the heap
          "firmware: F.java\nservers: [{sends: [{raw: xyz}]}]" | 2:26: expected bytes in hex, such as 8105: 'xyz'
          "firmware: F.java\nexpect: [{matches: '('}]" | 2:20: no regular expression
          "firmware: F.java\nservers: [{sends: [{txt: a}]}]" | 2:20: say what is sent: one of text
          "firmware: [F.java"                       | 1:18:
          """)
  void saysWhereAFileIsWrong(String text, String message) {
    var e = assertThrows(ScenarioException.class, () -> read(text.replace("\\n", "\n")));
    String expected = file + ":" + message.strip();
    assertEquals(
        expected,
        String.valueOf(e.getMessage()).substring(0, Math.min(expected.length(), message(e))));
  }

  private static int message(Exception e) {
    return String.valueOf(e.getMessage()).length();
  }
}
