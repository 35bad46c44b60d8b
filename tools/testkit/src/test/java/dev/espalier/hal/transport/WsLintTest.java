package dev.espalier.hal.transport;

import static dev.espalier.hal.transport.ScriptedParent.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.hal.profile.LintMode;
import dev.espalier.hal.profile.Profile;
import dev.espalier.hal.profile.Quirk;
import dev.espalier.hal.profile.QuirkSet;
import dev.espalier.hal.system.EspAbort;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the lint tells of a WebSocket connection: each cause, once, and nothing else. */
final class WsLintTest {
  private static final QuirkSet V4_4 = QuirkSet.of(Profile.IDF_4_4);
  private static final QuirkSet CURRENT = QuirkSet.of(Profile.COMPONENT_1_8);

  /** Lines of the lint, without colours. */
  private static List<String> told(QuirkSet quirks, Consumer<TransportWs> firmware, String... in) {
    String console =
        ScriptedParent.run(
            quirks,
            parent -> {
              for (String segment : in) {
                parent.sending(HexFormat.of().parseHex(segment.replace(" ", "")));
              }
              TransportWs ws = parent.transport();
              ws.setConfig(WsConfig.builder().propagateControlFrames(true).build()).orAbort();
              firmware.accept(ws);
            });
    return console
        .lines()
        .filter(line -> line.contains(" espalier: "))
        .map(line -> line.replaceFirst(".* espalier: ", "").replace("\u001B[0m", ""))
        .toList();
  }

  private static void readAll(TransportWs ws) {
    byte[] buffer = new byte[64];
    for (int i = 0; i < 12; i++) {
      var _ = ws.read(buffer, 0, buffer.length, SECOND);
    }
  }

  private static void send(TransportWs ws, int firstByte, String hex) {
    byte[] payload = HexFormat.of().parseHex(hex);
    assertEquals(payload.length, ws.sendRaw(firstByte, payload, 0, payload.length, SECOND));
  }

  @ParameterizedTest
  @CsvSource({
    "8180 8180,                    'the server masks its frames'",
    "c100 c100,                    'the server breaks RFC 6455: Non-zero RSV bits'",
    "8300 8300,                    'the server breaks RFC 6455: Reserved opcode'",
    "0900 0900,                    'the server breaks RFC 6455: Fragmented control'",
    "817e0001 61 817e0001 61,      'the server writes a length of 1 in too many bytes'",
    "827f0000000000000001 61,      'the server writes a length of 1 in too many bytes'",
    "8000 8000,                    'the server continues a message that was not begun'",
    "0100 8100 0100 8100,          'the server begins a message before the last one has ended'",
    "8101ff 8101ff,                'the server sends text that is not UTF-8'",
    "8101c2 8101c2,                'the server sends text that is not UTF-8'",
    "0101c2 8001 41,               'the server sends text that is not UTF-8'",
    "880103 880103,                'the server sends a CLOSE with one byte'",
    "880203ed 880203ed,            'the server closes with code 1005'",
    "88020000,                     'the server closes with code 0'",
    "880403e8c2c2,                 'the server closes with a reason that is not UTF-8'",
  })
  void tellsOnceOfAServerThatBreaksARule(String bytes, String text) {
    List<String> told = told(V4_4, WsLintTest::readAll, bytes);
    assertEquals(1, told.size(), told::toString);
    assertTrue(told.getFirst().startsWith(text), told::toString);
  }

  @Test
  void tellsWhatTheVersionDoesAboutIt() {
    assertTrue(told(V4_4, WsLintTest::readAll, "c100").getFirst().endsWith("(Q13b)"));
    assertTrue(
        told(CURRENT, WsLintTest::readAll, "c100").getFirst().endsWith("the connection ends"));
  }

  @Test
  void tellsOfALongControlFrame() {
    List<String> told = told(CURRENT, WsLintTest::readAll, "897e007e" + "00".repeat(126));
    assertEquals(1, told.size(), told::toString);
    assertTrue(told.getFirst().contains("excessive payload"), told::toString);
  }

  @Test
  void saysNothingOfWhatIsAllowed() {
    String[] good = {
      "0102 61ce", "8900", "0001 ba", "8002 e1bd", "8101 41", "8202 ffc0", "8802 03e8"
    };
    good[3] = "8000";
    assertEquals(List.of(), told(CURRENT, WsLintTest::readAll, good));
    assertEquals(List.of(), told(CURRENT, WsLintTest::readAll, "8103 e2", "82", "ac"));
    assertEquals(List.of(), told(CURRENT, WsLintTest::readAll, "880203f4", "88020bb8"));
  }

  @ParameterizedTest
  @CsvSource({
    "0xc1, 61,     'the firmware sends reserved bits'",
    "0x83, 61,     'the firmware sends the reserved opcode 3'",
    "0x09, 61,     'the firmware sends a control frame without FIN'",
    "0x80, 61,     'the firmware continues a message that was not begun'",
    "0x81, ff,     'the firmware sends text that is not UTF-8'",
    "0x88, 03ec,   'the firmware closes with code 1004'",
    "0x88, 03,     'the firmware sends a CLOSE with one byte'",
    "0x88, 03e8ff, 'the firmware closes with a reason that is not UTF-8'",
  })
  void tellsOnceOfFirmwareThatBreaksARule(String firstByte, String payload, String text) {
    List<String> told =
        told(
            CURRENT,
            ws -> {
              send(ws, Integer.decode(firstByte), payload);
              send(ws, Integer.decode(firstByte), payload);
            });
    assertEquals(1, told.size(), told::toString);
    assertTrue(told.getFirst().startsWith(text), told::toString);
  }

  @Test
  void tellsOfFirmwareThatBeginsAMessageWithinAnother() {
    List<String> told =
        told(
            CURRENT,
            ws -> {
              send(ws, 0x01, "61");
              send(ws, 0x89, "");
              send(ws, 0x82, "61");
            });
    assertEquals(1, told.size(), told::toString);
    assertTrue(told.getFirst().startsWith("the firmware begins a message before"));
    assertEquals(
        "the firmware sends a control frame of 126 bytes; RFC 6455 allows 125",
        told(CURRENT, ws -> send(ws, 0x89, "00".repeat(126))).getFirst());
  }

  @Test
  void tellsOfTwoWritesPerFrameWhereTheyCostTime() {
    Consumer<TransportWs> tenQuestions =
        ws -> {
          byte[] buffer = new byte[8];
          for (int i = 0; i < 10; i++) {
            assertEquals(1, ws.read(buffer, 0, 8, SECOND));
            send(ws, 0x81, "61");
          }
        };
    String tenAnswers = "810161".repeat(10);
    for (QuirkSet quirks : List.of(V4_4, CURRENT)) {
      List<String> told = told(quirks, tenQuestions, tenAnswers);
      assertEquals(1, told.size(), told::toString);
      assertTrue(told.getFirst().endsWith("TCP_NODELAY cures that (Q14)"), told::toString);
      assertEquals(
          List.of(),
          told(quirks.with(Quirk.TWO_WRITES_PER_FRAME, false), tenQuestions, tenAnswers));
    }
    assertEquals(
        List.of(),
        told(
            CURRENT,
            ws -> {
              for (int i = 0; i < 50; i++) {
                send(ws, 0x81, "61");
              }
            }),
        "nobody waits for an answer");
  }

  @Test
  void abortsOrIsSilentAsTold() {
    Consumer<ScriptedParent> masked =
        parent -> {
          parent.sending(HexFormat.of().parseHex("8181010203040161"));
          readAll(parent.transport());
        };
    AssertionError panic =
        assertThrows(
            AssertionError.class, () -> ScriptedParent.run(CURRENT, LintMode.ERROR, masked));
    assertTrue(String.valueOf(panic.getMessage()).contains("the server masks its frames"));
    assertFalse(ScriptedParent.run(CURRENT, LintMode.OFF, masked).contains("masks"));
    ScriptedParent.run(
        CURRENT,
        LintMode.ERROR,
        parent -> {
          TransportWs ws = parent.transport();
          assertThrows(EspAbort.class, () -> send(ws, 0x83, ""));
        });
  }

  @Test
  void checksUtf8AsTheLibraryDoesWhateverThePieces() {
    var random = new java.util.Random(5);
    byte[] text = new byte[12];
    for (int i = 0; i < 200_000; i++) {
      int length = 1 + random.nextInt(text.length);
      for (int k = 0; k < length; k++) {
        int[] likely = {0x41, 0x80, 0xBF, 0xC3, 0xE0, 0xA0, 0xED, 0x9F, 0xF0, 0x90, 0xF4, 0x8F};
        text[k] = (byte) likely[random.nextInt(likely.length)];
      }
      int cut = random.nextInt(length + 1);
      Utf8Check check = new Utf8Check();
      check.begin();
      boolean good =
          check.accept(text, 0, cut) && check.accept(text, cut, length - cut) && check.isComplete();
      assertEquals(isUtf8(text, length), good, HexFormat.of().formatHex(text, 0, length));
    }
  }

  private static boolean isUtf8(byte[] text, int length) {
    try {
      var _ =
          java.nio.charset.StandardCharsets.UTF_8
              .newDecoder()
              .decode(java.nio.ByteBuffer.wrap(text, 0, length));
      return true;
    } catch (java.nio.charset.CharacterCodingException e) {
      return false;
    }
  }
}
