package example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.Board;
import dev.espalier.testkit.junit.EspalierTest;
import dev.espalier.testkit.lab.Lab;
import dev.espalier.testkit.peer.ReceivedFrame;
import dev.espalier.testkit.peer.WebSocketServer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

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
}
