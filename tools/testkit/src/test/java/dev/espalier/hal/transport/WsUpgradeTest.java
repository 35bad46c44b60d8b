package dev.espalier.hal.transport;

import static dev.espalier.hal.transport.ScriptedParent.SECOND;
import static dev.espalier.hal.transport.ScriptedParent.SWITCHING;
import static dev.espalier.hal.transport.ScriptedParent.accepted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.hal.profile.Profile;
import dev.espalier.hal.profile.Quirk;
import dev.espalier.hal.profile.QuirkSet;
import dev.espalier.hal.system.EspErr;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The upgrade: each quirk on and off, and what current ESP-IDF has beside. */
final class WsUpgradeTest {
  private static final QuirkSet V4_4 = QuirkSet.of(Profile.IDF_4_4);
  private static final QuirkSet CURRENT = QuirkSet.of(Profile.COMPONENT_1_8);

  /** Connects and notes the result, the status and where a redirect goes. */
  private static String connect(QuirkSet quirks, UnaryOperator<String> answer) {
    List<String> notes = new ArrayList<>();
    ScriptedParent.run(
        quirks,
        parent -> {
          TransportWs ws = parent.answering(answer).transport();
          int result = ws.connect("host", 80, SECOND);
          notes.add(result + " " + ws.getUpgradeRequestStatus() + " " + ws.getRedirUri());
        });
    return notes.getFirst();
  }

  private static void differs(
      Quirk quirk, String with, String without, UnaryOperator<String> answer) {
    assertEquals(with, connect(V4_4, answer), "v4.4");
    assertEquals(without, connect(V4_4.with(quirk, false), answer), "v4.4 without " + quirk);
    assertEquals(without, connect(CURRENT, answer), "current");
    assertEquals(with, connect(CURRENT.with(quirk, true), answer), "current with " + quirk);
  }

  @Test
  void connectsInEitherVersion() {
    assertEquals("0 101 null", connect(V4_4, ScriptedParent::accepted));
    assertEquals("0 101 null", connect(CURRENT, ScriptedParent::accepted));
  }

  @Test
  void refusesAnAnswerWithoutAStatusOnceItIsLookedAt() {
    differs(
        Quirk.STATUS_LINE_IGNORED,
        "0 -1 null",
        "-1 -1 null",
        accept -> "Welcome\r\nSec-WebSocket-Accept: " + accept + "\r\n\r\n");
    differs(
        Quirk.STATUS_LINE_IGNORED,
        "0 -1 null",
        "-1 -1 null",
        accept -> "HTTP/1.1 OK 101\r\nSec-WebSocket-Accept: " + accept + "\r\n\r\n");
  }

  @Test
  void takesAnyStatusWithTheRightAcceptAsCurrentCodeDoes() {
    UnaryOperator<String> notFound =
        accept -> "HTTP/1.1 404 Not Found\r\nSec-WebSocket-Accept: " + accept + "\r\n\r\n";
    assertEquals("0 404 null", connect(CURRENT, notFound));
    assertEquals("0 404 null", connect(V4_4, notFound));
    assertEquals("-1 403 null", connect(CURRENT, accept -> "HTTP/1.1 403 Forbidden\r\n\r\n"));
  }

  @Test
  void readsThreeCharsForTheStatusAndSkipsSpaceInThem() {
    UnaryOperator<String> spaces =
        accept -> "HTTP/1.1  101 S\r\nSec-WebSocket-Accept: " + accept + "\r\n\r\n";
    assertEquals("0 10 null", connect(CURRENT, spaces));
    assertEquals("-1 -1 null", connect(CURRENT, accept -> "HTTP/1.1    101 S\r\n\r\n"));
  }

  @Test
  void givesARedirectToTheCaller() {
    for (int status : List.of(301, 302, 303, 307, 308)) {
      differs(
          Quirk.REDIRECT_REFUSED,
          "-1 " + status + " null",
          status + " " + status + " ws://b/c",
          accept -> "HTTP/1.1 " + status + " Moved\r\nlocation: ws://b/c\r\n\r\n");
    }
    assertEquals("-1 302 null", connect(CURRENT, accept -> "HTTP/1.1 302 Found\r\n\r\n"));
    assertEquals(
        "-1 300 null", connect(CURRENT, accept -> "HTTP/1.1 300 X\r\nLocation: a\r\n\r\n"));
  }

  @Test
  void forgetsTheRedirectAtTheNextConnect() {
    List<String> notes = new ArrayList<>();
    ScriptedParent.run(
        CURRENT,
        parent -> {
          parent.answering(accept -> "HTTP/1.1 307 Go\r\nLocation: ws://b\r\n\r\n");
          TransportWs ws = parent.transport();
          notes.add(ws.connect("host", 80, SECOND) + " " + ws.getRedirUri());
          parent.answering(ScriptedParent::accepted);
          notes.add(ws.connect("host", 80, SECOND) + " " + ws.getRedirUri());
        });
    assertEquals(List.of("307 ws://b", "0 null"), notes);
  }

  @Test
  void findsTheAcceptInLinesOfItsOwnOnly() {
    differs(
        Quirk.ACCEPT_FOUND_ANYWHERE,
        "0 101 null",
        "-1 101 null",
        accept -> SWITCHING + "X-Note: Sec-WebSocket-Accept: " + accept + "\r\n\r\n");
    differs(
        Quirk.ACCEPT_FOUND_ANYWHERE,
        "0 101 null",
        "-1 101 null",
        accept -> SWITCHING + "Sec-WebSocket-Accept:" + accept + "\r\n\r\n");
    differs(
        Quirk.ACCEPT_FOUND_ANYWHERE,
        "0 101 null",
        "-1 101 null",
        accept ->
            SWITCHING
                + ("Sec-WebSocket-Accept: " + accept + "\r\n").repeat(2)
                + "Upgrade: websocket\r\n\r\n");
  }

  @Test
  void takesTheBeginningOfTheAcceptAsCurrentCodeDoes() {
    differs(
        Quirk.ACCEPT_FOUND_ANYWHERE,
        "-1 101 null",
        "0 101 null",
        accept -> SWITCHING + "Sec-WebSocket-Accept: " + accept.substring(0, 5) + "\r\n\r\n");
    assertEquals("-1 101 null", connect(CURRENT, accept -> accepted("0" + accept)));
    assertEquals("-1 101 null", connect(CURRENT, accept -> accepted(accept + " ")));
  }

  @Test
  void refusesAnAnswerThatDoesNotEndWithinTheBuffer() {
    differs(
        Quirk.HANDSHAKE_IN_ONE_BUFFER,
        "0 101 null",
        "-1 0 null",
        accept ->
            SWITCHING
                + "Sec-WebSocket-Accept: "
                + accept
                + "\r\nX-Filler: "
                + "x".repeat(1024)
                + "\r\n\r\n");
  }

  @Test
  void needsAByteOfTheBufferForTheEndOfTheString() {
    UnaryOperator<String> exactly1024 =
        accept -> {
          String head = SWITCHING + "Sec-WebSocket-Accept: " + accept + "\r\nX: ";
          return head + "x".repeat(1024 - head.length() - 4) + "\r\n\r\n";
        };
    differs(Quirk.HANDSHAKE_IN_ONE_BUFFER, "0 101 null", "-1 0 null", exactly1024);
    assertEquals("0 101 null", connect(CURRENT, a -> exactly1024.apply(a).replace("X: x", "X: ")));
  }

  @Test
  void refusesARequestThatDoesNotFitInEitherVersion() {
    for (QuirkSet quirks : List.of(V4_4, CURRENT)) {
      String console =
          ScriptedParent.run(
              quirks,
              parent -> {
                TransportWs ws = parent.answering(ScriptedParent::accepted).transport();
                ws.setPath("/" + "x".repeat(1024));
                assertEquals(-1, ws.connect("host", 80, SECOND));
                assertEquals(0, parent.written.size());
                ws.setPath("/");
                ws.setHeaders("X: " + "x".repeat(1024) + "\r\n").orAbort();
                assertEquals(-1, ws.connect("host", 80, SECOND));
              });
      assertTrue(console.contains("CONFIG_WS_BUFFER_SIZE is 1024: raise it"), console);
    }
  }

  @Test
  void keepsWhatComesBehindTheAnswer() {
    UnaryOperator<String> withFrame = accept -> accepted(accept) + "\u0081\u0002hi";
    List<String> notes = new ArrayList<>();
    for (QuirkSet quirks :
        List.of(V4_4, V4_4.with(Quirk.BYTES_BEHIND_UPGRADE_LOST, false), CURRENT)) {
      ScriptedParent.run(
          quirks,
          parent -> {
            TransportWs ws = parent.answering(withFrame).transport();
            assertEquals(0, ws.connect("host", 80, SECOND));
            byte[] buffer = new byte[16];
            int poll = ws.pollRead(SECOND);
            int read = ws.read(buffer, 0, 16, SECOND);
            notes.add(
                poll + " " + read + " " + new String(buffer, 0, read, StandardCharsets.US_ASCII));
          });
    }
    assertEquals(List.of("0 0 ", "1 2 hi", "1 2 hi"), notes);
  }

  @Test
  void sendsTheAuthorizationBehindTheSubprotocol() {
    ScriptedParent.run(
        CURRENT,
        parent -> {
          TransportWs ws = parent.answering(ScriptedParent::accepted).transport();
          ws.setConfig(
                  WsConfig.builder()
                      .subProtocol("chat")
                      .auth("Basic dXNlcjpwYXNz")
                      .headers("X-A: b\r\n")
                      .build())
              .orAbort();
          assertEquals(0, ws.connect("host", 80, SECOND));
          String request = parent.written.toString(StandardCharsets.US_ASCII);
          List<String> lines = request.lines().toList();
          assertEquals(
              List.of(
                  "Sec-WebSocket-Protocol: chat",
                  "Authorization: Basic dXNlcjpwYXNz",
                  "X-A: b",
                  ""),
              lines.subList(lines.size() - 4, lines.size()));
          ws.setAuth(null).orAbort();
          parent.written.reset();
          assertEquals(0, ws.connect("host", 80, SECOND));
          assertFalse(parent.written.toString(StandardCharsets.US_ASCII).contains("Authorization"));
        });
  }

  @Test
  void showsTheHeaderLinesToTheHookButTheAccept() {
    List<String> lines = new ArrayList<>();
    ScriptedParent.run(
        CURRENT,
        parent -> {
          parent.answering(accept ->
              SWITCHING
                  + "Upgrade: websocket\r\nsec-websocket-accept: "
                  + accept
                  + "\r\nSet-Cookie: a=b\r\n\r\n");
          TransportWs ws = parent.transport();
          assertEquals(EspErr.ESP_ERR_INVALID_ARG, ws.setHeaderHook(null));
          ws.setHeaderHook(lines::add).orAbort();
          assertEquals(0, ws.connect("host", 80, SECOND));
        });
    assertEquals(List.of("Upgrade: websocket", "Set-Cookie: a=b"), lines);
  }

  @Test
  void copiesTheAnswerToTheFirmwaresBuffer() {
    ScriptedParent.run(
        CURRENT,
        parent -> {
          TransportWs ws = parent.answering(accept -> accepted(accept) + "\u0081\0").transport();
          byte[] copy = new byte[256];
          assertEquals(EspErr.ESP_ERR_INVALID_ARG, ws.setResponseHeaders(copy, 0));
          ws.setResponseHeaders(copy, copy.length).orAbort();
          assertEquals(0, ws.connect("host", 80, SECOND));
          String text = new String(copy, StandardCharsets.ISO_8859_1);
          assertTrue(text.startsWith(SWITCHING), text);
          assertEquals(0, copy[text.indexOf("\r\n\r\n") + 5]);
          byte[] small = new byte[16];
          ws.setResponseHeaders(small, 10).orAbort();
          assertEquals(0, ws.connect("host", 80, SECOND));
          assertEquals("HTTP/1.1 ", new String(small, 0, 9, StandardCharsets.US_ASCII));
          assertEquals(0, small[9]);
        });
  }

  @Test
  void tellsOfFunctionsThatV44DoesNotHave() {
    String console =
        ScriptedParent.run(
            V4_4,
            parent -> {
              TransportWs ws = parent.transport();
              ws.setAuth("x").orAbort();
              ws.setAuth("y").orAbort();
              assertFalse(ws.getFinFlag());
            });
    assertEquals(2, console.split("does not exist under IDF_4_4", -1).length - 1, console);
    assertTrue(console.contains("esp_transport_ws_set_auth()"), console);
    assertFalse(
        ScriptedParent.run(
                V4_4.with(Quirk.CREDENTIALS_NEVER_SENT, false),
                parent -> parent.transport().setAuth("x").orAbort())
            .contains("does not exist"));
  }
}
