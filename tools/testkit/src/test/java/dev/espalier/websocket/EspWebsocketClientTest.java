package dev.espalier.websocket;

import static dev.espalier.websocket.ClientLab.URI;
import static dev.espalier.websocket.ClientLab.millis;
import static dev.espalier.websocket.ClientLab.sleep;
import static dev.espalier.websocket.ClientLab.task;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.profile.Quirk;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What firmware sees of the client, beyond the recorded scenarios. */
final class EspWebsocketClientTest {
  private static final Timeout SECOND = Timeout.millis(1000);

  @Test
  void connectsEchoesAndCloses() {
    ClientLab lab = new ClientLab();
    List<String> notes =
        lab.play((l, peer) -> {
          peer.echoes = true;
          EspWebsocketClient client = l.client();
          assertEquals(EspErr.ESP_OK, client.start());
          sleep(100);
          assertTrue(client.isConnected());
          assertEquals(5, client.sendText("hello", SECOND));
          assertEquals(2, client.sendBin(new byte[] {'o', 'k'}, SECOND));
          sleep(100);
          assertEquals(EspErr.ESP_OK, client.close(SECOND));
          assertFalse(client.isConnected());
          assertEquals(List.of("1 hello", "2 ok", "8 "), peer.frames);
          client.destroy();
        });
    assertEquals(
        List.of("CONNECTED", "DATA 1 5/5@0 hello", "DATA 2 2/2@0 ok", "DATA 8 0/0@0", "CLOSED"),
        notes);
  }

  @Test
  void givesTheReasonOfACloseToThePeer() {
    new ClientLab()
        .play((lab, peer) -> {
          EspWebsocketClient client = lab.client();
          client.start().orAbort();
          sleep(100);
          assertEquals(EspErr.ESP_OK, client.closeWithCode(1001, "bye", SECOND));
          assertEquals(List.of("8 03e9627965"), peer.frames);
          client.destroy();
        });
  }

  @Test
  void isNotConnectedBetweenThePeersCloseAndTheEndOfTcp() {
    new ClientLab()
        .play((lab, peer) -> {
          EspWebsocketClient client = lab.client();
          client.start().orAbort();
          sleep(100);
          peer.closes = false;
          peer.send(WsPeer.server(0x88, new byte[0]));
          sleep(300);
          assertFalse(client.isConnected());
          assertEquals(-1, client.sendText("late", SECOND));
          client.destroy();
        });
  }

  @Test
  void cutsMessagesThatAreLongerThanTheBuffer() {
    new ClientLab()
        .play((lab, peer) -> {
          EspWebsocketClient client =
              lab.client(WebsocketClientConfig.builder().uri(URI).bufferSize(4));
          client.start().orAbort();
          sleep(100);
          assertEquals(8, client.sendText("abcdefgh", SECOND));
          assertEquals(9, client.sendText("ABCDEFGHI", SECOND));
          sleep(10);
          assertEquals(List.of("1. abcd", "0 efgh", "1. ABCD", "0. EFGH", "0 I"), peer.frames);
          client.destroy();
        });
  }

  @Test
  void postsAFrameThatIsLongerThanTheBufferInPieces() {
    ClientLab lab = new ClientLab();
    List<String> notes =
        lab.play((l, peer) -> {
          EspWebsocketClient client =
              l.client(WebsocketClientConfig.builder().uri(URI).bufferSize(4));
          client.start().orAbort();
          sleep(100);
          peer.text("abcdef");
          sleep(100);
          client.destroy();
        });
    assertEquals(List.of("CONNECTED", "DATA 1 4/6@0 abcd", "DATA 1 2/6@4 ef"), notes);
  }

  @Test
  void refusesAnInvalidUriWithAnException() {
    new ClientLab()
        .play((lab, peer) -> {
          EspException refused =
              assertThrows(
                  EspException.class,
                  () -> EspWebsocketClient.init(WebsocketClientConfig.of("ws://bad host/")));
          assertEquals(EspErr.ESP_FAIL, refused.code());
          assertTrue(String.valueOf(refused.getMessage()).contains("\"ws://bad host/\""));
        });
  }

  @Test
  void letsTheConfigurationOverrideTheUri() {
    new ClientLab()
        .play((lab, peer) -> {
          EspWebsocketClient client =
              lab.client(
                  WebsocketClientConfig.builder()
                      .uri("ws://192.168.1.99:8080/elsewhere")
                      .host(ClientLab.HOST)
                      .port(80)
                      .path("/here?x=1")
                      .subprotocol("chat")
                      .userAgent("me")
                      .headers("X-A: b\r\n"));
          client.start().orAbort();
          sleep(100);
          String[] lines = peer.requests.getFirst().split("\r\n");
          assertEquals("GET /here?x=1 HTTP/1.1", lines[0]);
          assertEquals("Host: 192.168.1.5:80", lines[2]);
          assertEquals("User-Agent: me", lines[3]);
          assertEquals("Sec-WebSocket-Protocol: chat", lines[7]);
          assertEquals("X-A: b", lines[8]);
          client.destroy();
        });
  }

  @Test
  void sendsFromHandlersButNotWhenDisconnected() {
    ClientLab lab = new ClientLab();
    lab.play((l, peer) -> {
      EspWebsocketClient client = l.client();
      client.registerEvents(
          WebsocketEvents.WEBSOCKET_EVENT_DATA,
          (arg, base, id, data) -> l.note("sent " + client.sendText("in", SECOND)),
          null);
      client.registerEvents(
          WebsocketEvents.WEBSOCKET_EVENT_DISCONNECTED,
          (arg, base, id, data) -> l.note("sent " + client.sendText("out", SECOND)),
          null);
      client.start().orAbort();
      sleep(100);
      peer.text("x");
      sleep(100);
      peer.end();
      sleep(100);
      assertEquals(List.of("1 in"), peer.frames);
      client.destroy();
    });
    assertEquals(
        List.of("CONNECTED", "DATA 1 1/1@0 x", "sent 2", "DISCONNECTED", "sent -1"), lab.notes);
  }

  @Test
  void keepsTheEventOfAHandlerWhenAFailingSendPostsAnotherWithinIt() {
    ClientLab lab = new ClientLab();
    lab.play((l, peer) -> {
      EspWebsocketClient client =
          EspWebsocketClient.init(
              WebsocketClientConfig.builder().uri(URI).autoReconnect(false).build());
      byte[] big = new byte[200_000];
      client.registerEvents(
          WebsocketEvents.WEBSOCKET_EVENT_ANY,
          (arg, base, id, data) -> {
            WebsocketEventData event = Objects.requireNonNull(data);
            l.note("in " + id);
            if (id == WebsocketEvents.WEBSOCKET_EVENT_DATA) {
              int sent = client.sendBin(big, Timeout.NONE);
              l.note("sent " + sent + ", still " + event.asText());
            } else {
              assertNull(event.dataPtr());
            }
            l.note("out " + id);
          },
          null);
      client.start().orAbort();
      sleep(100);
      peer.reads = false;
      peer.text("mine");
      sleep(500);
      client.destroy();
    });
    assertEquals(
        List.of("in 1", "out 1", "in 3", "in 2", "out 2", "sent 0, still mine", "out 3"),
        lab.notes);
  }

  @Test
  void postsDisconnectedInTheSendersTaskWhenAWriteTimesOut() {
    // lwIP wakes the client's task as well, when its socket is closed under it.
    ClientLab lab = new ClientLab().onLinuxSockets();
    lab.play((l, peer) -> {
      EspWebsocketClient client =
          l.client(WebsocketClientConfig.builder().uri(URI).autoReconnect(false));
      client.registerEvents(
          WebsocketEvents.WEBSOCKET_EVENT_DISCONNECTED,
          (arg, base, id, data) -> l.note("in " + Task.current().getName()),
          null);
      client.start().orAbort();
      sleep(100);
      peer.reads = false;
      int sent = 1;
      long before = 0;
      while (sent > 0) {
        before = millis();
        sent = client.sendBin(new byte[1024], Timeout.millis(500));
      }
      long took = millis() - before;
      assertTrue(took > 480 && took <= 500, () -> took + " ms");
      assertEquals(0, sent);
      client.destroy();
    });
    assertEquals(List.of("CONNECTED", "DISCONNECTED", "in main"), lab.notes.subList(0, 3));
  }

  @Test
  void keepsMessagesOfConcurrentSendersWhole() {
    new ClientLab()
        .play((lab, peer) -> {
          EspWebsocketClient client =
              lab.client(WebsocketClientConfig.builder().uri(URI).bufferSize(8));
          client.start().orAbort();
          sleep(100);
          for (String sender : List.of("a", "b", "c")) {
            task(
                sender,
                3,
                () -> {
                  for (int i = 0; i < 20; i++) {
                    assertEquals(20, client.sendText(sender.repeat(20), Timeout.FOREVER));
                  }
                });
          }
          sleep(1000);
          StringBuilder message = new StringBuilder();
          int messages = 0;
          for (String frame : peer.frames) {
            message.append(frame.substring(frame.indexOf(' ') + 1));
            if (frame.charAt(1) == ' ') {
              assertEquals(1, message.chars().distinct().count(), message.toString());
              messages++;
              message.setLength(0);
            }
          }
          assertEquals(60, messages);
          client.destroy();
        });
  }

  @Test
  void deliversWhatComesBehindTheUpgradeAnswerOnlyWithoutThatQuirk() {
    byte[] early = WsPeer.server(0x81, "early".getBytes(StandardCharsets.US_ASCII));
    ClientLab.Script script =
        (lab, peer) -> {
          peer.withUpgrade = early;
          EspWebsocketClient client = lab.client();
          client.start().orAbort();
          sleep(200);
          client.destroy();
        };
    ClientLab genuine = new ClientLab();
    assertEquals(List.of("CONNECTED"), genuine.play(script));
    assertTrue(genuine.console().contains("(Q12"), genuine.console());
    assertEquals(
        List.of("CONNECTED", "DATA 1 5/5@0 early"),
        new ClientLab().without(Quirk.BYTES_BEHIND_UPGRADE_LOST).play(script));
  }

  @Test
  void saysOnceThatCredentialsAreNeverSent() {
    ClientLab lab = new ClientLab();
    lab.play((l, peer) -> {
      l.client(WebsocketClientConfig.builder().uri(URI).username("u").password("p")).close();
      l.client(WebsocketClientConfig.builder().uri("ws://u:p@h/")).close();
    });
    assertEquals(2, lab.console().split("v4.4 never sends them", -1).length, lab.console());
  }

  @Test
  void saysWhichSettingsAndExpectationsV44Ignores() {
    ClientLab lab = new ClientLab();
    lab.play((l, peer) -> {
      l.client(WebsocketClientConfig.builder().uri("wss://h/").keepAliveEnable(true)).close();
      EspWebsocketClient client = l.client();
      client.setUri("ws://192.168.1.5/other").orAbort();
      client.start().orAbort();
      sleep(100);
      assertEquals("GET /ws HTTP/1.1", peer.requests.getFirst().lines().toList().getFirst());
      peer.send(WsPeer.server(0x88, new byte[0]));
      sleep(2000);
      client.destroy();
    });
    for (String quirk : List.of("(Q20)", "(Q18)", "(Q2)")) {
      assertTrue(lab.console().contains(quirk), lab.console());
    }
  }

  @Test
  void abortsTheFirmwareThatUsesADestroyedClient() {
    String reason =
        new ClientLab()
            .panic((lab, peer) -> {
              EspWebsocketClient client = lab.client();
              client.destroy();
              client.close();
              var _ = client.sendText("x", SECOND);
            });
    assertEquals("esp_websocket_client_send: use after free: the client was destroyed", reason);
  }
}
