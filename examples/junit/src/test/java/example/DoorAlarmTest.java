package example;

import static dev.espalier.hal.netif.IpEvent.IP_EVENT;
import static dev.espalier.hal.netif.IpEvent.IP_EVENT_STA_GOT_IP;
import static dev.espalier.hal.wifi.WifiEvent.WIFI_EVENT;
import static dev.espalier.hal.wifi.WifiEvent.WIFI_EVENT_STA_DISCONNECTED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.Board;
import dev.espalier.emulator.fault.Fault;
import dev.espalier.emulator.fault.FaultRule;
import dev.espalier.emulator.fault.Faults;
import dev.espalier.emulator.fault.Trigger;
import dev.espalier.hal.system.EspSystem;
import dev.espalier.hal.system.ResetReason;
import dev.espalier.testkit.junit.EspalierTest;
import dev.espalier.testkit.lab.Lab;
import dev.espalier.testkit.lab.LabBoot;
import dev.espalier.testkit.lab.LabConfig;
import dev.espalier.testkit.peer.ReceivedFrame;
import dev.espalier.testkit.peer.WebSocketServer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoorAlarmTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  private final DoorAlarm firmware = new DoorAlarm();

  private void open(Board board, String door) {
    board.post(() -> firmware.doorOpened(door)); // an interrupt
  }

  @EspalierTest
  void tellsOfADoorThatOpens(Lab lab, Board board, WebSocketServer server) {
    lab.boot(firmware);
    lab.awaitLog("door: connected", SOON);
    open(board, "front door");
    lab.awaitFrame("the message", frame -> frame.text().equals("front door opened"), SOON);
    ReceivedFrame frame = server.frames().getLast();
    assertEquals(ReceivedFrame.TEXT, frame.opcode());
    assertTrue(frame.masked());
  }

  @EspalierTest(seed = 100, seeds = 20, explore = true)
  void losesNothingWhenTheServerIsAway(Lab lab, Board board, WebSocketServer server, Clock clock) {
    lab.boot(firmware);
    lab.awaitLog("door: connected", SOON);
    server.listen(false).last().reset();
    lab.never("door: told", Duration.ofSeconds(1));
    open(board, "front door");
    open(board, "back door");
    server.listen(true);
    lab.await("two messages", () -> server.texts().size() == 2, Duration.ofMinutes(1));
    assertEquals(List.of("front door opened", "back door opened"), server.texts());
    assertTrue(clock.millis() > 10_000, "v4.4 waits before it connects again");
  }

  @EspalierTest
  void joinsAgainWhenTheAccessPointThrowsItOut(Lab lab, WebSocketServer server) {
    lab.boot(firmware);
    lab.awaitLog("door: connected", SOON);
    lab.air().drop(200); // WIFI_REASON_BEACON_TIMEOUT
    lab.awaitEvent(WIFI_EVENT, WIFI_EVENT_STA_DISCONNECTED, 1, SOON);
    lab.awaitEvent(IP_EVENT, IP_EVENT_STA_GOT_IP, 2, SOON);
    lab.never(WIFI_EVENT, WIFI_EVENT_STA_DISCONNECTED, Duration.ofMinutes(1));
    assertEquals(2, server.accepted());
  }

  @EspalierTest
  void needsNoMoreMemoryWithEachReconnect(Lab lab, Board board, WebSocketServer server) {
    lab.boot(firmware);
    lab.awaitLog("door: connected", SOON);
    long before = lab.heap().free(board.name());
    for (int times = 2; times <= 10; times++) {
      server.last().reset();
      lab.awaitLog("door: connected", times, Duration.ofSeconds(20));
    }
    assertEquals(before, lab.heap().free(board.name()));
    assertTrue(lab.heap().leastFree(board.name()) > 150_000);
  }

  @EspalierTest(panics = 1)
  void comesBackAfterAPanic(Lab lab, Board board, WebSocketServer server) {
    lab.boot(firmware);
    lab.awaitLog("door: connected", SOON);
    board.spawn("culprit", 5, () -> EspSystem.abort("a cosmic ray"));
    lab.awaitBoot(ResetReason.ESP_RST_PANIC, SOON);
    lab.awaitLog("door: connected", 2, SOON);
  }

  @EspalierTest
  void panicsWhenItsQueueIsNotThereYet(Lab lab, Board board) {
    lab.boot(firmware);
    open(board, "front door"); // before app_main has begun
    lab.awaitPanic("NullPointerException", SOON);
  }

  @EspalierTest
  void tellsOfTheDoorWhenAStalledLinkGoesOn(
      Lab lab, Board board, WebSocketServer server, Faults faults) {
    lab.boot(firmware);
    lab.awaitLog("door: connected", SOON);
    faults.add(FaultRule.from(0, new Fault.Stall(), 3_000_000_000L)); // from now on, for 3 s
    open(board, "front door");
    lab.never("No connection", Duration.ofSeconds(2));
    assertEquals(List.of(), server.texts());
    lab.await("the message", () -> server.texts().size() == 1, SOON);
  }

  @Test
  void tellsOfTheDoorEvenIfPowerFailsWhileItJoins() {
    FaultRule powerFails =
        FaultRule.of(
            new Fault.PowerLoss(1_000_000_000),
            Trigger.Event.first(IP_EVENT, IP_EVENT_STA_GOT_IP),
            0);
    try (Lab lab = new Lab(LabConfig.defaults().withFault(powerFails))) {
      WebSocketServer server = lab.server("server", 80);
      lab.boot(firmware);
      lab.awaitLog("door: connected", Duration.ofSeconds(10));
      open(lab.board(), "front door");
      lab.await("the message", () -> server.texts().size() == 1, SOON);
      assertEquals(
          List.of(ResetReason.ESP_RST_POWERON, ResetReason.ESP_RST_POWERON),
          lab.boots().stream().map(LabBoot::reason).toList());
      assertEquals(1, lab.faults().fired().size());
    }
  }
}
