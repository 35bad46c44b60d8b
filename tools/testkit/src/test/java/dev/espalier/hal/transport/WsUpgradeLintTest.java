package dev.espalier.hal.transport;

import static dev.espalier.hal.transport.ScriptedParent.SECOND;
import static dev.espalier.hal.transport.ScriptedParent.SWITCHING;
import static dev.espalier.hal.transport.ScriptedParent.accepted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.hal.profile.Profile;
import dev.espalier.hal.profile.QuirkSet;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What the lint tells of upgrades and of what v4.4 makes of frames: each cause, once. */
final class WsUpgradeLintTest {
  private static final QuirkSet V4_4 = QuirkSet.of(Profile.IDF_4_4);
  private static final QuirkSet CURRENT = QuirkSet.of(Profile.COMPONENT_1_8);

  /** Connects twice; gives the lines of the lint. */
  private static List<String> told(QuirkSet quirks, UnaryOperator<String> answer) {
    return told(quirks, answer, ws -> {});
  }

  private static List<String> told(
      QuirkSet quirks, UnaryOperator<String> answer, Consumer<TransportWs> before) {
    return lines(
        ScriptedParent.run(
            quirks,
            parent -> {
              TransportWs ws = parent.answering(answer).transport();
              before.accept(ws);
              for (int i = 0; i < 2; i++) {
                var _ = ws.connect("host", 80, SECOND);
              }
            }));
  }

  private static List<String> lines(String console) {
    return console.lines().filter(line -> line.contains(" espalier: ")).toList();
  }

  private static void assertOne(String text, List<String> told) {
    assertEquals(1, told.size(), told::toString);
    assertTrue(told.getFirst().contains(text), told::toString);
  }

  @Test
  void saysNothingOfAGoodUpgrade() {
    assertEquals(List.of(), told(V4_4, ScriptedParent::accepted));
    assertEquals(List.of(), told(CURRENT, accept -> accepted(accept) + "\u0081\0"));
  }

  @Test
  void tellsOfBytesThatV44Loses() {
    assertOne(
        "2 bytes arrived together with the upgrade answer and are lost (Q12",
        told(V4_4, accept -> accepted(accept) + "\u0081\0"));
  }

  @Test
  void tellsOfAnAcceptThatV44FindsAnywhere() {
    assertOne(
        "the answer has no line of its own with Sec-WebSocket-Accept, which v4.4 takes all the same"
            + " (Q13f)",
        told(V4_4, accept -> SWITCHING + "X: Sec-WebSocket-Accept: " + accept + "\r\n\r\n"));
    assertOne(
        "the answer has two lines with Sec-WebSocket-Accept",
        told(
            V4_4,
            accept -> SWITCHING + ("Sec-WebSocket-Accept: " + accept + "\r\n").repeat(2) + "\r\n"));
  }

  @Test
  void tellsOfAnAnswerThatIsTooLong() {
    UnaryOperator<String> answer =
        accept ->
            SWITCHING
                + "Sec-WebSocket-Accept: "
                + accept
                + "\r\nX: "
                + "x".repeat(1024)
                + "\r\n\r\n";
    assertOne("the rest of it is taken for frames (Q13c)", told(V4_4, answer));
    assertOne("does not fit CONFIG_WS_BUFFER_SIZE=1024: raise it", told(CURRENT, answer));
  }

  @Test
  void tellsOfHeadersWithoutTheirEnd() {
    for (QuirkSet quirks : List.of(V4_4, CURRENT)) {
      assertOne(
          "headers do not end with CRLF",
          told(quirks, accept -> accepted(accept), ws -> ws.setHeaders("X: y").orAbort()));
    }
  }

  @Test
  void tellsOfStatusAndAcceptThatAreNotRight() {
    assertOne(
        "the server upgrades with status 200 instead of 101",
        told(CURRENT, accept -> "HTTP/1.1 200 OK\r\nSec-WebSocket-Accept: " + accept + "\r\n\r\n"));
    assertOne(
        "Sec-WebSocket-Accept is cut short",
        told(CURRENT, accept -> accepted("" + accept.charAt(0))));
  }

  @Test
  void tellsOfARedirectThatV44DoesNotFollow() {
    UnaryOperator<String> moved = accept -> "HTTP/1.1 302 Found\r\nLocation: ws://b\r\n\r\n";
    assertOne("the server redirects with status 302", told(V4_4, moved));
    assertEquals(List.of(), told(CURRENT, moved));
  }

  private static List<String> reads(QuirkSet quirks, String... segments) {
    return lines(
        ScriptedParent.run(
            quirks,
            parent -> {
              for (String segment : segments) {
                parent.sending(HexFormat.of().parseHex(segment));
              }
              TransportWs ws = parent.transport();
              byte[] buffer = new byte[8];
              for (int i = 0; i < 6; i++) {
                var _ = ws.read(buffer, 0, buffer.length, SECOND);
              }
            }));
  }

  @Test
  void tellsOfWhatV44MakesOfPiecesAndPauses() {
    List<String> pieces = reads(V4_4, "82", "01", "00", "82", "01", "00");
    assertEquals(1, pieces.stream().filter(line -> line.contains("arrived in pieces")).count());
    assertOne("a frame stalled for longer than the timeout", reads(V4_4, "8203", "01"));
    assertEquals(List.of(), reads(CURRENT, "82", "0201"));
  }
}
