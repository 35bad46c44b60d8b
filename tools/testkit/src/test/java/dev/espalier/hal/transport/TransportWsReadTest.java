package dev.espalier.hal.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.Simulation;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.profile.LintMode;
import dev.espalier.hal.profile.Profile;
import dev.espalier.hal.profile.Quirk;
import dev.espalier.hal.profile.QuirkSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bytes in, split in every way, frames out. */
final class TransportWsReadTest {
  private static final QuirkSet V4_4 = QuirkSet.of(Profile.IDF_4_4);
  private static final QuirkSet WHOLE_HEADERS = V4_4.with(Quirk.HEADER_PART_IN_ONE_READ, false);
  private static final int BUFFER = 1024;

  /** Gives each segment to its own reads; then time is over. */
  private static final class Segments implements TransportFunctions {
    private final Deque<byte[]> segments = new ArrayDeque<>();

    Segments(byte[]... given) {
      for (byte[] segment : given) {
        if (segment.length > 0) {
          segments.add(segment);
        }
      }
    }

    @Override
    public int pollRead(EspTransport transport, Timeout timeout) {
      return segments.isEmpty() ? 0 : 1;
    }

    @Override
    public int read(EspTransport transport, byte[] buffer, int at, int length, Timeout timeout) {
      byte[] first = segments.poll();
      if (first == null) {
        return 0;
      }
      int count = Math.min(length, first.length);
      System.arraycopy(first, 0, buffer, at, count);
      if (count < first.length) {
        segments.addFirst(Arrays.copyOfRange(first, count, first.length));
      }
      return count;
    }
  }

  /** One entry for each frame: opcode, length, payload put together. */
  private static List<String> frames(QuirkSet quirks, int bufferSize, byte[]... segments) {
    List<String> events = new ArrayList<>();
    for (String piece : pieces(quirks, bufferSize, segments)) {
      String[] parts = piece.split(" ");
      boolean continues = parts.length > 2 && !parts[2].equals("0");
      String payload = parts.length > 3 ? parts[3] : "";
      if (continues && !events.isEmpty()) {
        events.set(events.size() - 1, events.getLast() + payload);
      } else if (parts.length < 3) {
        events.add(piece);
      } else {
        events.add(parts[0] + " " + parts[1] + " " + payload);
      }
    }
    return events;
  }

  /** One entry for each read, as the client posts them: opcode, length, offset, bytes. */
  private static List<String> pieces(QuirkSet quirks, int bufferSize, byte[]... segments) {
    List<String> events = new ArrayList<>();
    try (Simulation simulation = Simulation.builder().build()) {
      simulation
          .board(BoardConfig.defaults().withLint(LintMode.OFF))
          .boot(() -> readAll(quirks, bufferSize, segments, events));
      var _ = simulation.run();
    }
    return events;
  }

  private static void readAll(
      QuirkSet quirks, int bufferSize, byte[][] segments, List<String> events) {
    EspTransport parent = EspTransport.init();
    parent.setFunc(new Segments(segments)).orAbort();
    TransportWs transport = new TransportWs(parent, quirks, BUFFER);
    transport.setConfig(WsConfig.builder().propagateControlFrames(true).build()).orAbort();
    byte[] buffer = new byte[bufferSize];
    while (true) {
      int offset = 0;
      do {
        int read = transport.read(buffer, 0, buffer.length, Timeout.millis(10));
        if (read < 0) {
          events.add("error");
          return;
        }
        if (read == 0 && transport.getReadOpcode() == WsOpcode.WS_TRANSPORT_OPCODES_NONE) {
          return;
        }
        events.add(
            transport.getReadOpcode()
                + " "
                + transport.getReadPayloadLen()
                + " "
                + offset
                + " "
                + HexFormat.of().formatHex(buffer, 0, read));
        if (read == 0 && transport.getReadPayloadLen() > 0) {
          events.add("stalled");
          return;
        }
        offset += read;
      } while (offset < transport.getReadPayloadLen());
    }
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private static final String PAYLOAD_126 = "ab".repeat(126);

  /** Text, empty ping, 16-bit length, 64-bit length, close. */
  private static final String STREAM =
      "8102 6869 8900 027e007e" + PAYLOAD_126 + "807f0000000000000003 010203 8802 03e8";

  /** Where a split falls into a part of a header that v4.4 reads in one call. */
  private static final List<Integer> WITHIN_HEADER_PARTS =
      List.of(1, 5, 7, 9, 137, 139, 140, 141, 142, 143, 144, 145, 150);

  private static final List<String> EXPECTED =
      List.of("1 2 6869", "9 0 ", "2 126 " + PAYLOAD_126, "0 3 010203", "8 2 03e8");

  private static byte[][] splitAt(byte[] stream, int at) {
    return new byte[][] {Arrays.copyOf(stream, at), Arrays.copyOfRange(stream, at, stream.length)};
  }

  @Test
  void readsFramesFromOneSegment() {
    assertEquals(EXPECTED, frames(V4_4, BUFFER, bytes(STREAM)));
  }

  @Test
  void readsFramesWhateverTheSplitWhenHeadersAreReadWhole() {
    byte[] stream = bytes(STREAM);
    for (int at = 1; at < stream.length; at++) {
      assertEquals(EXPECTED, frames(WHOLE_HEADERS, BUFFER, splitAt(stream, at)), "split at " + at);
    }
  }

  @Test
  void losesSyncInV44ExactlyWhenAPartOfAHeaderIsSplit() {
    byte[] stream = bytes(STREAM);
    for (int at = 1; at < stream.length; at++) {
      List<String> read = frames(V4_4, BUFFER, splitAt(stream, at));
      if (WITHIN_HEADER_PARTS.contains(at)) {
        assertNotEquals(EXPECTED, read, "split at " + at);
      } else {
        assertEquals(EXPECTED, read, "split at " + at);
      }
    }
  }

  @Test
  void cutsAFrameIntoPiecesOfTheBuffer() {
    assertEquals(
        List.of("2 5 0 0102", "2 5 2 0304", "2 5 4 05"), pieces(V4_4, 2, bytes("8205 0102030405")));
  }

  @Test
  void givesAPieceForEachSegment() {
    assertEquals(
        List.of("2 3 0 01", "2 3 1 0203"), pieces(V4_4, BUFFER, bytes("8203 01"), bytes("0203")));
  }

  @Test
  void unmasksAndBeginsTheMaskAnewAtEveryRead() {
    assertEquals(List.of("1 3 0 00000f"), pieces(V4_4, BUFFER, bytes("8183 0a0b0c0d 0a0b03")));
    assertEquals(
        List.of("1 3 0 00", "1 3 1 0108"),
        pieces(V4_4, BUFFER, bytes("8183 0a0b0c0d 0a"), bytes("0b03")));
  }

  @Test
  void takesAMaskWithoutPayloadForTheNextHeader() {
    assertEquals(List.of("1 0 0 ", "2 1 0 07"), pieces(V4_4, BUFFER, bytes("8180 8201 07")));
  }

  @Test
  void ignoresReservedBitsAndReadsReservedOpcodes() {
    assertEquals(
        List.of("1 1 0 01", "3 1 0 02", "15 0 0 "),
        pieces(V4_4, BUFFER, bytes("f101 01 8301 02 8f00")));
  }

  @Test
  void refusesWhatTheRfcForbidsWhenHeadersAreChecked() {
    QuirkSet checked = V4_4.with(Quirk.FRAME_HEADER_UNCHECKED, false);
    for (String frame : List.of("c100", "a100", "9100", "8300", "8b00", "0900", "8a7e007e")) {
      assertEquals(List.of("error"), pieces(checked, BUFFER, bytes(frame)), frame);
    }
    assertEquals(List.of("10 1 0 01"), pieces(checked, BUFFER, bytes("8a01 01")));
  }

  @Test
  void failsForALengthBeyond31Bits() {
    assertEquals(List.of("error"), pieces(V4_4, BUFFER, bytes("817f0000000080000000")));
    assertEquals(List.of("error"), pieces(V4_4, BUFFER, bytes("817f0000000100000000")));
  }

  @Test
  void givesAnEmptyPieceWhenAFrameStalls() {
    assertEquals(List.of("2 3 0 01", "2 3 1 ", "stalled"), pieces(V4_4, BUFFER, bytes("8203 01")));
  }
}
