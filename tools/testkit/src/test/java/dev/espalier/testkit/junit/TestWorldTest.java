package dev.espalier.testkit.junit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.RunResult;
import dev.espalier.hal.Firmware;
import dev.espalier.hal.lwip.Sockets;
import dev.espalier.hal.system.EspSystem;
import dev.espalier.testkit.lab.Lab;
import dev.espalier.testkit.lab.LabConfig;
import dev.espalier.websocket.EspWebsocketClient;
import dev.espalier.websocket.WebsocketClientConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the extension says at the end of a test that has passed so far. */
final class TestWorldTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static TestWorld after(Firmware firmware) {
    var lab = new Lab(LabConfig.defaults());
    lab.boot(firmware);
    var _ = lab.run(SECOND);
    return new TestWorld(lab);
  }

  private static String complaint(Firmware firmware) {
    TestWorld world = after(firmware);
    return String.valueOf(assertThrows(AssertionError.class, () -> world.end(true)).getMessage());
  }

  @Test
  void isContentWithFirmwareThatGivesAllBack() {
    TestWorld world =
        after(() -> {
          EspWebsocketClient client =
              EspWebsocketClient.init(WebsocketClientConfig.builder().uri("ws://server/").build());
          client.destroy().orAbort();
        });
    assertEquals(RunResult.End.DONE, world.lab().lastResult().end());
    assertDoesNotThrow(() -> world.end(true));
  }

  @Test
  void complainsOfOpenSockets() {
    String said =
        complaint(() -> {
          int _ = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
        });
    assertEquals("the firmware is done and leaves socket 54 of esp32 open", said);
  }

  @Test
  void complainsOfClientsThatWereNotDestroyed() {
    String said =
        complaint(() -> {
          EspWebsocketClient _ =
              EspWebsocketClient.init(WebsocketClientConfig.builder().uri("ws://server/").build());
        });
    assertTrue(said.contains("B of WebSocket clients of esp32"), said);
    assertTrue(said.contains("B of transports of esp32"), said);
  }

  @Test
  void complainsOfPanicsThatWereNotAwaited() {
    String said =
        complaint(() -> {
          throw EspSystem.abort("no reason");
        });
    assertTrue(said.startsWith("the firmware panicked, and the test did not await it"), said);
    TestWorld awaited = new TestWorld(new Lab(LabConfig.defaults()));
    awaited
        .lab()
        .boot(() -> {
          throw EspSystem.abort("no reason");
        });
    awaited.lab().awaitPanic("no reason", SECOND);
    assertDoesNotThrow(() -> awaited.end(true));
  }

  @Test
  void leavesTestsAloneThatHaveFailedAlready() {
    TestWorld world =
        after(() -> {
          throw EspSystem.abort("no reason");
        });
    assertDoesNotThrow(() -> world.end(false));
  }
}
