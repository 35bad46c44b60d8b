package dev.espalier.hal.transport;

import static dev.espalier.hal.transport.ScriptedParent.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.hal.profile.LintMode;
import dev.espalier.hal.profile.Profile;
import dev.espalier.hal.profile.Quirk;
import dev.espalier.hal.profile.QuirkSet;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reading frames: each quirk on and off, under either version. */
final class WsFrameQuirksTest {
  private static final QuirkSet V4_4 = QuirkSet.of(Profile.IDF_4_4);
  private static final QuirkSet CURRENT = QuirkSet.of(Profile.COMPONENT_1_8);

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  /** Reads so often: what each read gives, with opcode, FIN, length and payload. */
  private static List<String> reads(QuirkSet quirks, int times, int room, String... segments) {
    List<String> notes = new ArrayList<>();
    ScriptedParent.run(
        quirks,
        LintMode.OFF,
        parent -> {
          for (String segment : segments) {
            parent.sending(bytes(segment));
          }
          TransportWs ws = parent.transport();
          ws.setConfig(WsConfig.builder().propagateControlFrames(true).build()).orAbort();
          byte[] buffer = new byte[room];
          for (int i = 0; i < times; i++) {
            int read = ws.read(buffer, 0, room, SECOND);
            notes.add(
                read
                    + " "
                    + Integer.toHexString(ws.getReadOpcode())
                    + (ws.getFinFlag() ? "." : "-")
                    + ws.getReadPayloadLen()
                    + " "
                    + HexFormat.of().formatHex(buffer, 0, Math.max(read, 0)));
          }
        });
    return notes;
  }

  private static void differs(
      Quirk quirk, List<String> with, List<String> without, int room, String... segments) {
    int times = with.size();
    assertEquals(with, reads(V4_4, times, room, segments), "v4.4");
    assertEquals(
        without, reads(V4_4.with(quirk, false), times, room, segments), "v4.4 without " + quirk);
    assertEquals(without, reads(CURRENT, times, room, segments), "current");
    assertEquals(
        with, reads(CURRENT.with(quirk, true), times, room, segments), "current with " + quirk);
  }

  @Test
  void readsAControlFrameWholeOrNotAtAll() {
    differs(
        Quirk.PONG_FROM_SHORT_BUFFER,
        List.of("2 9.3 0102", "1 9.3 03"),
        List.of("-1 9.3 ", "2 9.3 0102"),
        2,
        "8903",
        "010203");
    differs(
        Quirk.PONG_FROM_SHORT_BUFFER,
        List.of("1 9.3 01", "2 9.3 0203"),
        List.of("3 9.3 010203", "0 100.3 "),
        8,
        "8903",
        "01",
        "0203");
    assertEquals(
        List.of("-1 9.3 "), reads(CURRENT, 1, 8, "8903", "0102"), "the third byte never comes");
  }

  @Test
  void readsOnInAFrameThatStalled() {
    QuirkSet stalls = V4_4.with(Quirk.STALLED_FRAME_LOSES_SYNC, false);
    for (QuirkSet quirks : List.of(stalls, CURRENT)) {
      assertEquals(
          List.of("1 1.3 61", "0 1.3 "), reads(quirks, 2, 8, "8103 61"), "the frame goes on");
    }
    assertEquals("0 100.3 ", reads(V4_4, 3, 8, "8103 61").get(2), "v4.4 waits for a header");
    assertEquals("0 1.3 ", reads(CURRENT, 3, 8, "8103 61").get(2), "and here for the payload");
  }

  @Test
  void endsTheReadOfAHeaderThatStalls() {
    assertEquals(List.of("-1 100-0 "), reads(CURRENT, 1, 8, "81"));
    assertEquals(List.of("-1 1.0 "), reads(CURRENT, 1, 8, "81 7e 00"));
  }

  @Test
  void givesAForbiddenFrameAsAnError() {
    for (String frame :
        List.of("c10161", "a10161", "910161", "830161", "870161", "8b00", "8f00", "0900", "0800")) {
      List<String> read = reads(CURRENT, 1, 8, frame);
      assertTrue(read.getFirst().startsWith("-1 "), frame + ": " + read);
      assertTrue(reads(V4_4, 1, 8, frame).getFirst().matches("[01] .*"), frame);
    }
  }

  @Test
  void takesAControlFrameOf126BytesOutOfTheStreamBeforeTheError() {
    assertEquals(
        List.of("-1 9.0 ", "2 1.2 6869"),
        reads(CURRENT, 2, 16, "897e007e" + "00".repeat(126) + "81026869"));
    assertEquals(
        List.of("2 9.2 6869"), reads(CURRENT, 1, 16, "897e0002 6869"), "a long form is no reason");
  }

  @Test
  void refusesALengthBeyond31Bits() {
    differs(
        Quirk.LENGTH_64_MISREAD,
        List.of("-2147483648 2.-2147483648 "),
        List.of("-1 2.0 "),
        8,
        "827f 0000000080000000 00");
    differs(
        Quirk.LENGTH_64_MISREAD,
        List.of("-1 2.-1 "),
        List.of("-1 2.0 "),
        8,
        "827f 0000000100000000 00");
    assertEquals(List.of("1 2.2147483647 00"), reads(CURRENT, 1, 8, "827f 000000007fffffff 00"));
  }

  @Test
  void saysWhetherAFrameEndsItsMessage() {
    assertEquals(
        List.of("1 1-1 61", "0 9.0 ", "1 0-1 62", "0 0.0 "),
        reads(CURRENT, 4, 8, "010161", "8900", "000162", "8000"));
  }

  @Test
  void leavesTheMaskOnControlFramesAsCurrentCodeDoes() {
    assertEquals(List.of("1 9.1 0b"), reads(CURRENT, 1, 8, "8981 0a000000 0b"));
    assertEquals(List.of("1 9.1 01"), reads(V4_4, 1, 8, "8981 0a000000 0b"));
    assertEquals(List.of("1 1.1 01"), reads(CURRENT, 1, 8, "8181 0a000000 0b"));
  }

  @Test
  void answersControlFramesByItselfUnlessTheFirmwareWantsThem() {
    ScriptedParent.run(
        CURRENT,
        parent -> {
          parent.sending(bytes("8903 010203"), bytes("8a01 07"), bytes("8101 61"));
          TransportWs ws = parent.transport();
          byte[] buffer = new byte[8];
          assertEquals(0, ws.read(buffer, 0, 8, SECOND), "a ping");
          byte[] pong = parent.written.toByteArray();
          assertEquals("8a83", HexFormat.of().formatHex(pong, 0, 2));
          assertEquals(1 ^ pong[2], pong[6]);
          assertEquals(9, pong.length);
          assertEquals(0, ws.read(buffer, 0, 8, SECOND), "a pong");
          assertEquals(1, ws.read(buffer, 0, 8, SECOND), "text");
        });
  }

  @Test
  void writesHeaderAndPayloadAtOnce() {
    ScriptedParent.run(
        CURRENT,
        parent -> {
          TransportWs ws = parent.transport();
          assertEquals(5, ws.sendRaw(0x81, bytes("68656c6c6f"), 0, 5, SECOND));
          assertEquals(0, ws.write(new byte[0], 0, 0, SECOND));
          assertEquals(List.of(11, 6), parent.writes);
        });
  }
}
