package dev.espalier.testkit.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.fault.Fault;
import dev.espalier.emulator.fault.FaultRule;
import dev.espalier.emulator.fault.Trigger;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.netif.IpEvent;
import dev.espalier.hal.system.ResetReason;
import dev.espalier.hal.wifi.WifiEvent;
import dev.espalier.testkit.peer.WebSocketServer;
import dev.espalier.websocket.WebsocketEvents;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Each fault, as firmware with a WebSocket client sees it. */
final class FaultsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Duration LONG = Duration.ofMinutes(3);

  private static void play(FaultRule rule, int ticks, BiConsumer<Lab, WebSocketServer> judge) {
    try (Lab lab = new Lab(LabConfig.defaults().withFault(rule))) {
      WebSocketServer server = lab.server("server", 80);
      lab.boot(new ChattyFirmware(ticks));
      judge.accept(lab, server);
    }
  }

  @Test
  void resetsConnectionsAtBothEnds() {
    play(
        FaultRule.at(5 * SECOND, new Fault.Reset()),
        40,
        (lab, server) -> {
          lab.awaitLog("event DISCONNECTED", Duration.ofSeconds(6));
          lab.await("the reset", () -> "rst".equals(server.last().ended()), LONG);
          lab.awaitLog("event CONNECTED", 2, LONG);
          assertEquals(1, lab.faults().fired().size());
        });
  }

  @Test
  void endsConnectionsInOrder() {
    play(
        FaultRule.at(5 * SECOND, new Fault.Fin()),
        40,
        (lab, server) -> {
          lab.awaitLog("event DISCONNECTED", Duration.ofSeconds(6));
          lab.await("the end", () -> "fin".equals(server.last().ended()), LONG);
        });
  }

  @Test
  void stallsConnectionsUntilTheyGoOn() {
    play(
        FaultRule.from(5_500_000_000L, new Fault.Stall(), 5 * SECOND),
        15,
        (lab, server) -> {
          lab.await("five ticks", () -> server.texts().size() == 4, Duration.ofSeconds(6));
          var _ = lab.run(Duration.ofSeconds(4));
          assertEquals(4, server.texts().size());
          lab.awaitLog("done", LONG);
          assertTrue(server.texts().size() >= 13, server.texts()::toString);
          assertFalse(lab.log().has("DISCONNECTED"));
        });
  }

  @Test
  void cutsAtAByte() {
    var trigger = new Trigger.Bytes(true, 200, 1);
    play(
        FaultRule.of(new Fault.Reset(), trigger, 0),
        5,
        (lab, server) -> {
          server.onOpen(connection -> connection.text("x".repeat(300)));
          lab.awaitLog("event DISCONNECTED", Duration.ofSeconds(3));
          lab.awaitLog("done", LONG);
        });
  }

  @Test
  void beginsWhenTheConsoleSaysSo() {
    play(
        FaultRule.of(new Fault.Reset(), new Trigger.Log("event CONNECTED", 2), 0),
        60,
        (lab, server) -> {
          lab.awaitLog("event CONNECTED", Duration.ofSeconds(3));
          lab.never("DISCONNECTED", Duration.ofSeconds(5));
          server.last().reset();
          lab.awaitLog("event CONNECTED", 2, Duration.ofSeconds(20));
          lab.awaitLog("event DISCONNECTED", 2, Duration.ofSeconds(2));
        });
  }

  @Test
  void refusesAndSwallowsNewConnections() {
    play(
        FaultRule.from(0, new Fault.Refuse(), 8 * SECOND),
        40,
        (lab, server) -> {
          lab.awaitLog("event DISCONNECTED", Duration.ofSeconds(2));
          assertEquals(0, server.accepted());
          lab.awaitLog("event CONNECTED", LONG);
        });
    play(
        FaultRule.from(0, new Fault.BlackHole(), 30 * SECOND),
        80,
        (lab, server) -> {
          lab.awaitLog("event DISCONNECTED", Duration.ofSeconds(12));
          assertTrue(lab.now().toSeconds() >= 10, lab.now()::toString);
          lab.awaitLog("event CONNECTED", LONG);
        });
  }

  @Test
  void makesNamesUnknownSlowAndWrong() {
    play(
        FaultRule.from(0, new Fault.DnsFails(), 8 * SECOND),
        40,
        (lab, server) -> {
          lab.awaitLog("couldn't get hostname", Duration.ofSeconds(2));
          lab.awaitLog("event CONNECTED", LONG);
        });
    play(
        FaultRule.always(new Fault.DnsSlow(3 * SECOND)),
        10,
        (lab, server) -> {
          lab.never("event CONNECTED", Duration.ofSeconds(3));
          lab.awaitLog("event CONNECTED", Duration.ofSeconds(2));
        });
    play(
        FaultRule.always(new Fault.DnsWrong(InetAddress.ofLiteral("10.9.9.9"))),
        20,
        (lab, server) -> lab.never("event CONNECTED", Duration.ofSeconds(30)));
  }

  @Test
  void makesThingsSlow() {
    play(
        FaultRule.always(new Fault.Latency(300_000_000, 0)),
        5,
        (lab, server) -> {
          lab.awaitLog("event CONNECTED", LONG);
          long millis = lab.now().toMillis();
          assertTrue(millis >= 1_400, () -> "request and answer took 300 ms each: " + millis);
        });
    play(
        FaultRule.always(new Fault.Drip(1, 10_000_000)),
        10,
        (lab, server) -> {
          lab.awaitLog("event CONNECTED", LONG);
          lab.awaitLog("done", LONG);
        });
    play(
        FaultRule.always(new Fault.Loss(0.2)),
        20,
        (lab, server) -> {
          lab.awaitLog("done", LONG);
          assertFalse(lab.log().has("DISCONNECTED"), lab.log()::toString);
        });
  }

  /** What a fault holds back does not find a board whose clock has stood still meanwhile. */
  @Test
  void leavesTheBoardsClockRight() {
    Pattern time = Pattern.compile("[EWI] \\((\\d+)\\) app: .*");
    for (Fault.Lasting slow :
        List.of(new Fault.Latency(300_000_000, 0), new Fault.DnsSlow(3 * SECOND))) {
      play(
          FaultRule.always(slow),
          5,
          (lab, server) -> {
            server.onOpen(connection -> connection.text("hello"));
            lab.awaitLog("done", LONG);
            for (LogLine line : lab.log().lines()) {
              Matcher found = time.matcher(line.text());
              if (found.matches()) {
                long late = line.nanos() / 1_000_000 - Long.parseLong(found.group(1));
                assertTrue(late >= 0 && late <= 10, line + " is " + late + " ms late");
              }
            }
          });
    }
  }

  @Test
  void answersInThePeersPlace() {
    play(
        FaultRule.of(
            Fault.Answer.captivePortal("http://login.hotel/"), new Trigger.Connected(1, 0), 0),
        30,
        (lab, server) -> {
          lab.awaitLog("event DISCONNECTED", Duration.ofSeconds(3));
          lab.awaitLog("event CONNECTED", LONG);
        });
  }

  @Test
  void throwsStationsOutOfTheWifi() {
    try (Lab lab =
        new Lab(
            LabConfig.defaults()
                .withFault(FaultRule.at(5 * SECOND, new Fault.WifiDrop(Fault.BEACON_TIMEOUT))))) {
      WebSocketServer server = lab.server("server", 80);
      lab.boot(new ChattyFirmware(40));
      lab.awaitLog("Wi-Fi disconnected", Duration.ofSeconds(6));
      lab.awaitLog("Wi-Fi disconnected, trying to reconnect...", Duration.ofSeconds(1));
      lab.awaitLog("sta ip", 2, LONG);
      assertTrue(server.texts().size() >= 3, server.texts()::toString);
    }
  }

  @Test
  void cutsThePower() {
    play(
        FaultRule.at(5 * SECOND, new Fault.PowerLoss(2 * SECOND)),
        10,
        (lab, server) -> {
          lab.awaitLog("event CONNECTED", 2, LONG);
          assertEquals(2, lab.board().boots());
          assertTrue(lab.now().toMillis() > 7_500, lab.now()::toString);
        });
    play(
        FaultRule.at(5 * SECOND, new Fault.BrownOut()),
        10,
        (lab, server) -> lab.awaitBoot(ResetReason.ESP_RST_BROWNOUT, Duration.ofSeconds(6)));
  }

  @Test
  void fadesUntilTheStationLosesItsAccessPoint() {
    var fading = new Fault.SignalFades(-100, 10 * SECOND);
    play(
        FaultRule.from(5 * SECOND, fading, 20 * SECOND),
        60,
        (lab, server) -> {
          var _ = lab.run(Duration.ofSeconds(10));
          assertEquals(-45 - 55 / 2, lab.air().signal("esp32"), "half way");
          assertFalse(lab.log().has("Wi-Fi disconnected"));
          lab.awaitEvent(
              WifiEvent.WIFI_EVENT,
              WifiEvent.WIFI_EVENT_STA_DISCONNECTED,
              1,
              Duration.ofSeconds(6));
          lab.never(WifiEvent.WIFI_EVENT, WifiEvent.WIFI_EVENT_STA_CONNECTED, tenSeconds());
          lab.awaitEvent(WifiEvent.WIFI_EVENT, WifiEvent.WIFI_EVENT_STA_CONNECTED, 2, LONG);
          assertEquals(-45, lab.air().signal("esp32"));
        });
  }

  @Test
  void fadesAgainBeforeTheFirstTimeIsOver() {
    var fading = new Fault.SignalFades(-65, 10 * SECOND);
    play(
        FaultRule.from(5 * SECOND, fading, 20 * SECOND),
        60,
        (lab, server) -> {
          lab.faults().add(FaultRule.from(20 * SECOND, fading, 22 * SECOND));
          var _ = lab.run(Duration.ofSeconds(40));
          assertEquals(-65, lab.air().signal("esp32"), "the second one goes on");
          var _ = lab.run(Duration.ofSeconds(10));
          assertEquals(-45, lab.air().signal("esp32"), "as before the first one");
        });
  }

  private static Duration tenSeconds() {
    return Duration.ofSeconds(10);
  }

  @Test
  void changesTheAddress() {
    play(
        FaultRule.at(5 * SECOND, new Fault.AddressChange()),
        20,
        (lab, server) -> {
          lab.awaitEvent(IpEvent.IP_EVENT, IpEvent.IP_EVENT_STA_GOT_IP, 2, tenSeconds());
          assertEquals(5, lab.now().toSeconds());
        });
  }

  @Test
  void beginsOnAnEvent() {
    Trigger second =
        new Trigger.Event("WEBSOCKET_EVENTS", WebsocketEvents.WEBSOCKET_EVENT_CONNECTED, 1, SECOND);
    play(
        FaultRule.of(new Fault.Reset(), second, 0),
        60,
        (lab, server) -> {
          lab.awaitLog("event CONNECTED", LONG);
          long connected = lab.now().toMillis();
          lab.awaitLog("event DISCONNECTED", LONG);
          long later = lab.now().toMillis() - connected;
          assertTrue(Math.abs(later - 1000) < 5, () -> later + " ms");
          lab.awaitLog("event CONNECTED", 2, LONG);
          lab.never("DISCONNECTED", tenSeconds());
        });
  }

  @Test
  void losesPowerWhileTheFirstAddressIsNew() {
    Trigger gotIp = Trigger.Event.first(IpEvent.IP_EVENT, IpEvent.IP_EVENT_STA_GOT_IP);
    play(
        FaultRule.of(new Fault.PowerLoss(SECOND), gotIp, 0),
        5,
        (lab, server) -> {
          lab.awaitLog("done", LONG);
          assertEquals(2, lab.boots().size());
          assertEquals(1, server.accepted(), "the first boot did not come that far");
        });
  }

  @Test
  void drawsFromTheSeedWhetherItBegins() {
    var trigger = new Trigger.Perhaps(0.5, new Trigger.Every(SECOND, SECOND));
    List<Integer> counts = new ArrayList<>();
    for (long seed = 1; seed <= 2; seed++) {
      LabConfig config =
          LabConfig.defaults()
              .withSeed(seed)
              .withFault(FaultRule.of(new Fault.ResetButton(), trigger, 0));
      try (Lab lab = new Lab(config)) {
        lab.boot(() -> Task.delay(Timeout.FOREVER));
        var _ = lab.run(Duration.ofSeconds(101));
        counts.add(lab.boots().size() - 1);
      }
    }
    assertTrue(counts.stream().allMatch(count -> count > 30 && count < 70), counts::toString);
    assertEquals(2, Set.copyOf(counts).size(), counts::toString);
  }
}
