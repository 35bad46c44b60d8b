package dev.espalier.websocket;

import static dev.espalier.websocket.ClientLab.HOST;
import static dev.espalier.websocket.ClientLab.URI;
import static dev.espalier.websocket.ClientLab.millis;
import static dev.espalier.websocket.ClientLab.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.hal.event.EventHandler;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.TaskList;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.profile.Profile;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspException;
import dev.espalier.hal.system.EspSystem;
import dev.espalier.hal.transport.TransportTcp;
import dev.espalier.hal.transport.TransportWs;
import dev.espalier.hal.transport.WsConfig;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is new in the separate component at 1.8. */
final class LaterClientTest {
  private static final Timeout SECOND = Timeout.millis(1000);

  private static ClientLab lab() {
    return new ClientLab().under(Profile.COMPONENT_1_8);
  }

  private static EspWebsocketClient started(ClientLab lab) {
    EspWebsocketClient client = lab.client();
    client.start().orAbort();
    sleep(100);
    return client;
  }

  @Test
  void postsTheEventsOfAWholeLife() {
    ClientLab lab = lab();
    lab.play((l, peer) -> {
      EspWebsocketClient client = started(l);
      client.close(SECOND).orAbort();
      client.destroy();
    });
    assertEquals(
        List.of(
            "BEGIN",
            "BEFORE_CONNECT",
            "HEADER_RECEIVED",
            "HEADER_RECEIVED",
            "CONNECTED",
            "DATA 8 0/0@0",
            "CLOSED",
            "FINISH"),
        lab.notes);
    assertTrue(lab.console().contains("websocket_client: Started"), lab.console());
    assertTrue(lab.console().contains("`reconnect_timeout_ms` is not set"), lab.console());
  }

  @Test
  void givesTheLinesOfTheUpgradesAnswer() {
    ClientLab lab = lab();
    lab.play((l, peer) -> {
      peer.answerHeaders = "X-Server: lab\r\n";
      EspWebsocketClient client = EspWebsocketClient.init(WebsocketClientConfig.of(URI));
      client.registerEvents(
          WebsocketEvents.WEBSOCKET_EVENT_HEADER_RECEIVED,
          (arg, base, id, data) -> l.note(Objects.requireNonNull(data).asText()),
          null);
      client.start().orAbort();
      sleep(100);
      client.destroy();
    });
    assertEquals(List.of("Upgrade: websocket", "Connection: Upgrade", "X-Server: lab"), lab.notes);
  }

  @Test
  void sendsMessagesInParts() {
    lab()
        .play((l, peer) -> {
          EspWebsocketClient client =
              l.client(WebsocketClientConfig.builder().uri(URI).bufferSize(4));
          client.start().orAbort();
          sleep(100);
          byte[] data = {'a', 'b', 'c', 'd', 'e', 'f'};
          assertEquals(6, client.sendTextPartial(data, 0, 6, SECOND));
          assertEquals(2, client.sendContMsg(data, 0, 2, SECOND));
          assertEquals(0, client.sendContMsg(null, 0, 0, SECOND));
          assertEquals(0, client.sendFin(SECOND));
          assertEquals(1, client.sendBinPartial(data, 5, 1, SECOND));
          assertEquals(0, client.sendFin(SECOND));
          assertEquals(0, client.sendText("", SECOND));
          assertEquals(2, client.sendWithOpcode(9, new byte[] {1, 2}, SECOND));
          assertEquals(-1, client.sendText(null, 0, 3, SECOND));
          sleep(10);
          assertEquals(
              List.of("1. abcd", "0. ef", "0. ab", "0 ", "2. f", "0 ", "1 ", "9 0102"),
              peer.frames);
          client.destroy();
        });
  }

  @Test
  void tellsWhichFrameIsTheLast() {
    ClientLab lab = lab();
    lab.play((l, peer) -> {
      EspWebsocketClient client = EspWebsocketClient.init(WebsocketClientConfig.of(URI));
      client.registerEvents(
          WebsocketEvents.WEBSOCKET_EVENT_DATA,
          (arg, base, id, data) -> l.note(Objects.requireNonNull(data).asText() + " " + data.fin()),
          null);
      client.start().orAbort();
      sleep(100);
      peer.send(WsPeer.server(0x01, new byte[] {'a'}));
      peer.send(WsPeer.server(0x80, new byte[] {'b'}));
      sleep(100);
      client.destroy();
    });
    assertEquals(List.of("a false", "b true"), lab.notes);
  }

  @Test
  void addsAndReplacesHeaders() {
    lab()
        .play((l, peer) -> {
          EspWebsocketClient client =
              l.client(
                  WebsocketClientConfig.builder()
                      .uri(URI)
                      .headers("X-A: 1\r\n")
                      .reconnectTimeoutMillis(100));
          assertEquals(EspErr.ESP_ERR_INVALID_ARG, client.setHeaders("X: 1\r\n"));
          assertEquals(EspErr.ESP_ERR_INVALID_ARG, client.appendHeader(null, "x"));
          assertEquals(EspErr.ESP_OK, client.appendHeader("X-B", "2"));
          client.start().orAbort();
          sleep(100);
          assertTrue(peer.requests.getFirst().endsWith("X-A: 1\r\nX-B: 2"));
          assertEquals(EspErr.ESP_OK, client.setHeaders("X-C: 3\r\n"));
          peer.end();
          sleep(500);
          assertTrue(peer.requests.get(1).endsWith("X-C: 3"), peer.requests.get(1));
          client.stop().orAbort();
          client.start().orAbort();
          sleep(100);
          assertTrue(peer.requests.get(2).endsWith("X-A: 1\r\nX-B: 2"));
          client.destroy();
        });
  }

  @Test
  void takesANewPathAtTheNextStart() {
    lab()
        .play((l, peer) -> {
          EspWebsocketClient client = started(l);
          client.setUri("ws://" + HOST + "/other").orAbort();
          client.stop().orAbort();
          client.start().orAbort();
          sleep(100);
          assertTrue(peer.requests.get(1).startsWith("GET /other "), peer.requests.get(1));
          client.destroy();
        });
  }

  @Test
  void followsARedirectToAnotherServerWithTheFirstPath() {
    ClientLab lab = lab();
    lab.play((l, peer) -> {
      peer.status = "302 Found";
      peer.answerHeaders = "Location: ws://" + HOST + ":80/moved\r\n";
      peer.afterAnswer = () -> peer.status = "101 Switching Protocols";
      EspWebsocketClient client = started(l);
      assertTrue(client.isConnected());
      assertEquals(2, peer.requests.size());
      // The transport keeps the path of start(): what 1.8 does, and lint says.
      assertTrue(peer.requests.get(1).startsWith("GET /ws "), peer.requests.get(1));
      client.destroy();
    });
    assertTrue(lab.console().contains("(Q18)"), lab.console());
    assertTrue(lab.console().contains("its socket is lost"), lab.console());
  }

  @Test
  void followsNoRedirectWithoutLocation() {
    ClientLab lab = lab();
    lab.play((l, peer) -> {
      peer.status = "301 Moved Permanently";
      EspWebsocketClient client =
          l.client(WebsocketClientConfig.builder().uri(URI).autoReconnect(false));
      client.start().orAbort();
      sleep(100);
      assertFalse(client.isConnected());
      client.destroy();
    });
    assertEquals("FINISH", lab.notes.getLast());
  }

  @Test
  void tellsTheStatusOfAnUpgradeThatFailed() {
    ClientLab lab = lab();
    lab.play((l, peer) -> {
      peer.status = "401 Unauthorized";
      peer.accepts = false;
      EspWebsocketClient client =
          EspWebsocketClient.init(
              WebsocketClientConfig.builder().uri(URI).autoReconnect(false).build());
      client.registerEvents(
          WebsocketEvents.WEBSOCKET_EVENT_ANY,
          (arg, base, id, data) -> {
            WebsocketErrorCodes codes = Objects.requireNonNull(data).errorHandle();
            if (id == WebsocketEvents.WEBSOCKET_EVENT_ERROR
                || id == WebsocketEvents.WEBSOCKET_EVENT_DISCONNECTED) {
              l.note(
                  WebsocketEvents.name(id)
                      + " "
                      + codes.errorType().value()
                      + " "
                      + codes.espWsHandshakeStatusCode());
            }
          },
          null);
      client.start().orAbort();
      sleep(100);
      client.destroy();
    });
    assertEquals(List.of("ERROR 0 401", "DISCONNECTED 1 401"), lab.notes);
    assertTrue(
        lab.console().contains("esp_transport_connect() failed with -1, transport_error=ESP_OK"),
        lab.console());
    assertTrue(lab.console().contains("esp_ws_handshake_status_code=401, errno="), lab.console());
  }

  @Test
  void tellsErrorsOfTheSocketOnce() {
    ClientLab lab = lab();
    lab.play((l, peer) -> {
      peer.stopListening();
      EspWebsocketClient client =
          EspWebsocketClient.init(
              WebsocketClientConfig.builder().uri(URI).reconnectTimeoutMillis(500).build());
      client.registerEvents(
          WebsocketEvents.WEBSOCKET_EVENT_DISCONNECTED,
          (arg, base, id, data) -> {
            WebsocketErrorCodes codes = Objects.requireNonNull(data).errorHandle();
            l.note(codes.espTlsLastEspErr().toName() + " " + (codes.espTransportSockErrno() != 0));
          },
          null);
      client.start().orAbort();
      sleep(100);
      client.destroy();
    });
    assertEquals("ESP_ERR_ESP_TLS_FAILED_CONNECT_TO_HOST true", lab.notes.getFirst());
  }

  @Test
  void tellsTheStatusOfTheServersClose() {
    ClientLab lab = lab();
    lab.play((l, peer) -> {
      EspWebsocketClient client = EspWebsocketClient.init(WebsocketClientConfig.of(URI));
      client.registerEvents(
          WebsocketEvents.WEBSOCKET_EVENT_CLOSED,
          (arg, base, id, data) -> l.note("" + Objects.requireNonNull(data).closeStatusCode()),
          null);
      client.start().orAbort();
      sleep(100);
      peer.send(WsPeer.server(0x88, new byte[] {0x03, (byte) 0xF3, 'x'}));
      sleep(3000);
      client.destroy();
    });
    assertEquals(List.of("1011"), lab.notes);
  }

  @Test
  void connectsAgainAfterACloseWhenItIsTold() {
    ClientLab lab = lab();
    lab.play((l, peer) -> {
      EspWebsocketClient client =
          l.client(
              WebsocketClientConfig.builder()
                  .uri(URI)
                  .closeReconnect(true)
                  .reconnectTimeoutMillis(500));
      client.registerEvents(
          WebsocketEvents.WEBSOCKET_EVENT_CLOSED,
          (arg, base, id, data) ->
              l.note(Objects.requireNonNull(data).errorHandle().errorType().name()),
          null);
      client.start().orAbort();
      sleep(100);
      long before = millis();
      assertEquals(EspErr.ESP_OK, client.close(Timeout.FOREVER));
      assertTrue(millis() - before < 20, "it does not wait");
      sleep(3000);
      assertTrue(client.isConnected());
      assertEquals(2, peer.connected.size());
      client.destroy();
    });
    assertTrue(lab.notes.contains("WEBSOCKET_ERROR_TYPE_SERVER_CLOSE"), lab.notes.toString());
  }

  @Test
  void changesPingIntervalAndReconnectTimeWhileItRuns() {
    lab()
        .play((l, peer) -> {
          EspWebsocketClient client =
              l.client(WebsocketClientConfig.builder().uri(URI).reconnectTimeoutMillis(60_000));
          assertEquals(10, client.getPingIntervalSec());
          assertEquals(EspErr.ESP_OK, client.setPingIntervalSec(2));
          assertEquals(2, client.getPingIntervalSec());
          assertEquals(60_000, client.getReconnectTimeout());
          assertEquals(EspErr.ESP_ERR_INVALID_ARG, client.setReconnectTimeout(0));
          client.start().orAbort();
          sleep(4500);
          assertEquals(List.of("9 "), peer.frames.subList(0, 1));
          peer.end();
          sleep(5000);
          assertEquals(1, peer.connected.size());
          assertEquals(EspErr.ESP_OK, client.setReconnectTimeout(1000));
          sleep(100);
          assertEquals(2, peer.connected.size(), "the wait that is over ends at once");
          client.destroy();
          EspWebsocketClient once =
              l.client(WebsocketClientConfig.builder().uri(URI).autoReconnect(false));
          assertEquals(-1, once.getReconnectTimeout());
          assertEquals(EspErr.ESP_ERR_INVALID_STATE, once.setReconnectTimeout(1000));
          once.destroy();
        });
  }

  @Test
  void freesItselfAtItsEnd() {
    String reason =
        lab()
            .panic((l, peer) -> {
              EspWebsocketClient client = started(l);
              assertEquals(EspErr.ESP_OK, client.destroyOnExit());
              peer.send(WsPeer.server(0x88, new byte[0]));
              sleep(3000);
              assertNull(TaskList.getHandle("websocket_task"));
              var _ = client.stop();
            });
    assertEquals("esp_websocket_client_stop: use after free: the client was destroyed", reason);
  }

  @Test
  void takesHandlersBack() {
    ClientLab lab = lab();
    lab.play((l, peer) -> {
      EspWebsocketClient client = EspWebsocketClient.init(WebsocketClientConfig.of(URI));
      EventHandler<WebsocketEventData> handler = (arg, base, id, data) -> l.note("event " + id);
      client.registerEvents(WebsocketEvents.WEBSOCKET_EVENT_CONNECTED, handler, null);
      assertEquals(
          EspErr.ESP_OK,
          client.unregisterEvents(WebsocketEvents.WEBSOCKET_EVENT_CONNECTED, handler));
      client.start().orAbort();
      sleep(100);
      client.destroy();
    });
    assertEquals(List.of(), lab.notes);
  }

  @Test
  void namesAndPlacesItsTask() {
    lab()
        .play((l, peer) -> {
          EspWebsocketClient client =
              l.client(WebsocketClientConfig.builder().uri(URI).taskName("ws1").taskCoreId(1));
          client.start().orAbort();
          assertEquals(1, present(TaskList.getHandle("ws1")).getAffinity());
          client.destroy();
        });
  }

  private static Task present(@Nullable Task task) {
    assertNotNull(task);
    return Objects.requireNonNull(task);
  }

  @Test
  void usesATransportOfTheFirmwaresOwn() {
    lab()
        .play((l, peer) -> {
          TransportTcp tcp = TransportTcp.init();
          TransportWs own = TransportWs.init(tcp);
          own.setDefaultPort(80).orAbort();
          own.setConfig(WsConfig.builder().path("/own").propagateControlFrames(true).build())
              .orAbort();
          EspWebsocketClient client =
              l.client(WebsocketClientConfig.builder().host(HOST).extTransport(own));
          client.start().orAbort();
          sleep(100);
          assertTrue(peer.requests.getFirst().startsWith("GET /own "));
          client.destroy();
          own.destroy().orAbort();
          tcp.destroy().orAbort();
        });
  }

  @Test
  void refusesAtStartAndInitWhatCannotWork() {
    ClientLab lab = lab();
    lab.play((l, peer) -> {
      EspWebsocketClient client = l.client(WebsocketClientConfig.builder().uri("http://h/"));
      assertEquals(EspErr.ESP_FAIL, client.start());
      client.destroy();
      assertThrows(
          EspException.class,
          () ->
              EspWebsocketClient.init(
                  WebsocketClientConfig.builder()
                      .uri("wss://h/")
                      .certCommonName("x")
                      .skipCertCommonNameCheck(true)
                      .build()));
    });
    assertTrue(lab.console().contains("Not support this websocket scheme http"), lab.console());
  }

  @Test
  void closesOnlyWhatIsConnected() {
    lab()
        .play((l, peer) -> {
          peer.stopListening();
          EspWebsocketClient client = started(l);
          assertEquals(EspErr.ESP_FAIL, client.close(SECOND));
          assertEquals(EspErr.ESP_OK, client.stop());
          client.destroy();
        });
  }

  @Test
  void hasItsBuffersOnlyWhileItUsesThem() {
    lab()
        .option("CONFIG_ESP_WS_CLIENT_ENABLE_DYNAMIC_BUFFER=y")
        .play((l, peer) -> {
          long before = EspSystem.getFreeHeapSize();
          EspWebsocketClient client =
              EspWebsocketClient.init(
                  WebsocketClientConfig.builder().uri(URI).bufferSize(8192).build());
          assertTrue(before - EspSystem.getFreeHeapSize() < 8192);
          client.registerEvents(
              WebsocketEvents.WEBSOCKET_EVENT_DATA,
              (arg, base, id, data) -> l.note("" + EspSystem.getFreeHeapSize()),
              null);
          client.start().orAbort();
          sleep(100);
          long connected = EspSystem.getFreeHeapSize();
          peer.text("x");
          sleep(100);
          assertTrue(connected - Long.parseLong(l.notes.getLast()) >= 8192, l.notes::toString);
          assertEquals(connected, EspSystem.getFreeHeapSize());
          client.destroy();
          // The idle task frees the stack.
          sleep(20);
          assertEquals(before, EspSystem.getFreeHeapSize());
        });
  }

  @Test
  void needsPsramForWhatIsToLiveThere() {
    lab()
        .option("CONFIG_ESP_WS_CLIENT_ALLOC_IN_EXT_RAM=y")
        .play((l, peer) -> assertThrows(EspException.class, l::client));
    lab()
        .option("CONFIG_ESP_WS_CLIENT_TASK_STACK_IN_EXT_RAM=y")
        .play((l, peer) -> {
          EspWebsocketClient client = l.client();
          assertEquals(EspErr.ESP_FAIL, client.start());
          client.destroy();
        });
  }
}
