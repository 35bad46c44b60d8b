package dev.espalier.hal.freertos;

import static dev.espalier.hal.NotingBoard.interruptIn;
import static dev.espalier.hal.NotingBoard.task;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.hal.NotingBoard;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamBufferTest {
  private final NotingBoard board = new NotingBoard();

  @Test
  void writesWhatFitsAndReadsAroundItsEnd() {
    List<String> notes =
        board.play(b -> {
          StreamBuffer stream = StreamBuffer.create(5, 1);
          b.note("" + stream.send(bytes("abcd"), Timeout.NONE));
          b.note(text(stream, 3));
          b.note("" + stream.send(bytes("efghij"), Timeout.NONE));
          b.note(stream.isFull() + " " + stream.bytesAvailable());
          b.note(text(stream, 9));
          b.note(stream.isEmpty() + " " + stream.spacesAvailable());
        });
    assertEquals(List.of("4", "abc", "4", "true 5", "defgh", "true 5"), notes);
  }

  @Test
  void wakesAReaderAtTheTriggerLevelOrWhenTimeIsOver() {
    List<String> notes =
        board.play(b -> {
          StreamBuffer stream = StreamBuffer.create(9, 3);
          task(
              "reader",
              2,
              () -> {
                b.noteTime(text(stream, 9, Timeout.FOREVER));
                b.noteTime(text(stream, 9, Timeout.ticks(4)));
                b.noteTime(text(stream, 9, Timeout.ticks(1)));
              });
          assertEquals(2, stream.send(bytes("ab"), Timeout.NONE));
          Task.delay(Timeout.ticks(1));
          assertEquals(1, stream.send(bytes("c"), Timeout.NONE));
          assertEquals(1, stream.send(bytes("d"), Timeout.NONE));
          Task.delay(Timeout.ticks(9));
        });
    assertEquals(List.of("10 abc", "50 d", "60 "), notes);
  }

  @Test
  void keepsAWriterWaitingForRoomForAllOfIt() {
    List<String> notes =
        board.play(b -> {
          StreamBuffer stream = StreamBuffer.create(4, 1);
          assertEquals(3, stream.send(bytes("abc"), Timeout.NONE));
          task(
              "writer",
              2,
              () -> {
                b.noteTime("" + stream.send(bytes("defg"), Timeout.FOREVER));
                b.noteTime("" + stream.send(bytes("hi"), Timeout.ticks(2)));
              });
          Task.delay(Timeout.ticks(1));
          b.note(text(stream, 2));
          Task.delay(Timeout.ticks(1));
          b.note(text(stream, 9));
          Task.delay(Timeout.ticks(5));
        });
    assertEquals(List.of("ab", "20 4", "c", "40 0"), notes);
  }

  @Test
  void passesBytesFromAndToInterrupts() {
    List<String> notes =
        board.play(b -> {
          StreamBuffer stream = StreamBuffer.create(4, 1);
          interruptIn(
              15,
              () -> {
                Woken woken = new Woken();
                b.note(stream.sendFromIsr(bytes("abcdef"), woken) + " " + woken.isSet());
              });
          b.noteTime(text(stream, 2, Timeout.FOREVER));
          interruptIn(5, () -> b.note("" + stream.receiveFromIsr(new byte[9], null)));
          Task.delay(Timeout.ticks(2));
        });
    assertEquals(List.of("4 true", "15 ab", "2"), notes);
  }

  @Test
  void keepsMessagesWholeAndLeavesOneThatIsTooLongForTheReader() {
    List<String> notes =
        board.play(b -> {
          MessageBuffer messages = MessageBuffer.create(20);
          b.note("" + messages.send(bytes("hello"), Timeout.NONE));
          b.note("" + messages.send(bytes("world!"), Timeout.NONE));
          b.note("" + messages.send(bytes("more"), Timeout.NONE));
          b.note("" + messages.nextLengthBytes());
          b.note("" + messages.receive(new byte[4], Timeout.NONE));
          byte[] data = new byte[9];
          b.note("" + messages.receive(data, Timeout.NONE));
          b.note(new String(data, 0, 5, StandardCharsets.US_ASCII));
          b.note("" + messages.send(new byte[17], Timeout.FOREVER));
          b.note("" + messages.receive(data, Timeout.NONE));
          b.note("" + messages.isEmpty());
        });
    assertEquals(List.of("5", "6", "0", "5", "0", "5", "hello", "0", "6", "true"), notes);
  }

  @Test
  void refusesToResetWhileATaskWaits() {
    List<String> notes =
        board.play(b -> {
          MessageBuffer messages = MessageBuffer.create(20);
          task("reader", 2, () -> b.note("" + messages.receive(new byte[9], Timeout.ticks(2))));
          b.note("" + messages.reset());
          Task.delay(Timeout.ticks(3));
          b.note("" + messages.reset());
        });
    assertEquals(List.of("false", "0", "true"), notes);
  }

  @Test
  void assertsOnSizesThatAreNotAllowed() {
    assertEquals(
        "assert failed: xStreamBufferGenericCreate stream_buffer.c:302 (xTriggerLevelBytes <="
            + " xBufferSizeBytes)",
        board.panic(_ -> assertNotNull(StreamBuffer.create(3, 4))));
    String message = new NotingBoard().panic(_ -> assertNotNull(MessageBuffer.create(4)));
    assertTrue(message.contains("stream_buffer.c:293"), message);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String text(StreamBuffer stream, int count) {
    return text(stream, count, Timeout.NONE);
  }

  private static String text(StreamBuffer stream, int count, Timeout timeout) {
    byte[] data = new byte[count];
    return new String(data, 0, stream.receive(data, timeout), StandardCharsets.US_ASCII);
  }
}
