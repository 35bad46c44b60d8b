package dev.espalier.testkit.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.Board;
import dev.espalier.emulator.Simulation;
import dev.espalier.testkit.junit.EspalierTest;
import dev.espalier.testkit.peer.ReceivedFrame;
import dev.espalier.testkit.peer.WebSocketServer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The JUnit extension, used as firmware authors do. */
@EspalierTest(seed = 3)
final class EspalierTestTest {
  @Test
  void givesTheServerWhatTheFirmwareSays(Lab lab, WebSocketServer server) {
    lab.boot(new ChattyFirmware(3));
    lab.awaitLog("done", Duration.ofSeconds(30));
    assertEquals(List.of("tick 0", "tick 1", "tick 2"), server.texts());
    ReceivedFrame close = server.frames().getLast();
    assertEquals(ReceivedFrame.CLOSE, close.opcode());
    assertTrue(close.masked());
  }

  @EspalierTest(seed = 10, seeds = 5, explore = true)
  void worksWithAnySchedule(Lab lab, Board board, Simulation simulation, WebSocketServer server) {
    server.echo(true);
    board.boot(new ChattyFirmware(3));
    lab.awaitLog("event DATA", Duration.ofSeconds(30));
    assertEquals(lab.now().toNanos(), simulation.now());
  }

  @Test
  void tellsTheTime(Lab lab, Clock clock) {
    lab.boot(new ChattyFirmware(1));
    var _ = lab.run(Duration.ofSeconds(1));
    assertEquals(1_000, clock.millis());
  }
}
