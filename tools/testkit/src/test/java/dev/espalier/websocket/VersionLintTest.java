package dev.espalier.websocket;

import static dev.espalier.websocket.ClientLab.HOST;
import static dev.espalier.websocket.ClientLab.URI;
import static dev.espalier.websocket.ClientLab.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.profile.LintMode;
import dev.espalier.hal.profile.Profile;
import dev.espalier.hal.profile.Quirk;
import dev.espalier.hal.tls.EspCrtBundle;
import dev.espalier.hal.transport.TransportTcp;
import dev.espalier.hal.transport.TransportWs;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a version lacks is told once, by name, with the version that has it. */
final class VersionLintTest {
  private static final Timeout SECOND = Timeout.millis(1000);

  private static List<String> warnings(ClientLab lab) {
    return lab.console().lines().filter(line -> line.contains(" espalier: ")).toList();
  }

  private static void assertTold(ClientLab lab, String text) {
    long count = warnings(lab).stream().filter(line -> line.contains(text)).count();
    assertEquals(1, count, () -> text + " in " + lab.console());
  }

  /** Everything that only the separate component has. */
  private static void useAll(ClientLab lab, WsPeer peer) {
    EspWebsocketClient client = lab.client();
    for (int round = 0; round < 2; round++) {
      var _ = client.appendHeader("X-A", "1");
      client.registerEvents(
          WebsocketEvents.WEBSOCKET_EVENT_BEFORE_CONNECT, (arg, base, id, data) -> {}, null);
      client.registerEvents(
          WebsocketEvents.WEBSOCKET_EVENT_BEGIN, (arg, base, id, data) -> {}, null);
      client.registerEvents(
          WebsocketEvents.WEBSOCKET_EVENT_FINISH, (arg, base, id, data) -> {}, null);
      client.registerEvents(
          WebsocketEvents.WEBSOCKET_EVENT_HEADER_RECEIVED, (arg, base, id, data) -> {}, null);
      client.registerEvents(
          WebsocketEvents.WEBSOCKET_EVENT_DATA,
          (arg, base, id, data) -> {
            var event = Objects.requireNonNull(data);
            lab.note("fin " + event.fin() + event.errorHandle() + event.closeStatusCode());
          },
          null);
      var _ = client.unregisterEvents(WebsocketEvents.WEBSOCKET_EVENT_CLOSED, null);
      var _ = client.getPingIntervalSec();
      var _ = client.setPingIntervalSec(5);
      var _ = client.getReconnectTimeout();
      var _ = client.setReconnectTimeout(5000);
      client.start().orAbort();
      sleep(100);
      var _ = client.setHeaders("X-B: 2\r\n");
      byte[] data = {'a'};
      assertEquals(1, client.sendTextPartial(data, 0, 1, SECOND));
      assertEquals(1, client.sendContMsg(data, 0, 1, SECOND));
      assertEquals(0, client.sendFin(SECOND));
      assertEquals(1, client.sendBinPartial(data, 0, 1, SECOND));
      assertEquals(0, client.sendFin(SECOND));
      assertEquals(1, client.sendWithOpcode(1, data, SECOND));
      peer.text("x");
      sleep(100);
      client.stop().orAbort();
    }
    var _ = client.destroyOnExit();
    client.destroy();
  }

  private static final List<String> FUNCTIONS =
      List.of(
          "esp_websocket_client_append_header() is not in ESP-IDF v4.4: esp_websocket_client 1.2.0",
          "esp_websocket_client_set_headers() is not in ESP-IDF v4.4: esp_websocket_client 1.0.0",
          "esp_websocket_client_get_ping_interval_sec()",
          "esp_websocket_client_set_ping_interval_sec()",
          "esp_websocket_client_get_reconnect_timeout()",
          "esp_websocket_client_set_reconnect_timeout()",
          "esp_websocket_client_send_text_partial()",
          "esp_websocket_client_send_bin_partial()",
          "esp_websocket_client_send_cont_msg()",
          "esp_websocket_client_send_fin()",
          "esp_websocket_client_send_with_opcode()",
          "esp_websocket_client_destroy_on_exit()",
          "esp_websocket_unregister_events()",
          "WEBSOCKET_EVENT_BEFORE_CONNECT is not in ESP-IDF v4.4: esp_websocket_client 1.0.0",
          "WEBSOCKET_EVENT_BEGIN is not in",
          "WEBSOCKET_EVENT_FINISH is not in",
          "WEBSOCKET_EVENT_HEADER_RECEIVED is not in ESP-IDF v4.4: esp_websocket_client 1.6.0",
          "esp_websocket_event_data_t.fin is not in ESP-IDF v4.4: esp_websocket_client 0.0.2",
          "esp_websocket_event_data_t.error_handle is not in",
          "esp_websocket_event_data_t.close_status_code is not in",
          "v4.4 waits 10 s before it connects again");

  @Test
  void namesFunctionsEventsAndEventFieldsThatV44Lacks() {
    ClientLab lab = new ClientLab();
    lab.play(VersionLintTest::useAll);
    FUNCTIONS.forEach(text -> assertTold(lab, text));
  }

  @Test
  void saysNothingOfThemUnder18() {
    ClientLab lab = new ClientLab().under(Profile.COMPONENT_1_8);
    lab.play(VersionLintTest::useAll);
    assertEquals(List.of(), warnings(lab));
  }

  @Test
  void namesConfigurationFieldsThatV44Ignores() {
    ClientLab lab = new ClientLab();
    lab.play((l, peer) -> {
      for (int round = 0; round < 2; round++) {
        TransportTcp tcp = TransportTcp.init();
        TransportWs own = TransportWs.init(tcp);
        l.client(
                WebsocketClientConfig.builder()
                    .uri(URI)
                    .taskName("x")
                    .taskCoreId(0)
                    .certCommonName("x")
                    .crtBundleAttach(EspCrtBundle::attach)
                    .clientDsData("x")
                    .extTransport(own)
                    .closeReconnect(true)
                    .reconnectTimeoutMillis(1)
                    .networkTimeoutMillis(1))
            .close();
        own.destroy().orAbort();
        tcp.destroy().orAbort();
      }
    });
    for (String field :
        List.of(
            "task_name is set, but ESP-IDF v4.4 has no such field: esp_websocket_client 1.0.0",
            "task_core_id is set",
            "cert_common_name is set",
            "crt_bundle_attach is set",
            "client_ds_data is set",
            "ext_transport is set",
            "enable_close_reconnect is set",
            "reconnect_timeout_ms is set",
            "network_timeout_ms is set")) {
      assertTold(lab, field);
    }
  }

  @Test
  void namesOptionsThatV44DoesNotHave() {
    ClientLab lab =
        new ClientLab()
            .option("CONFIG_ESP_WS_CLIENT_SEPARATE_TX_LOCK=y")
            .option("CONFIG_ESP_WS_CLIENT_ENABLE_DYNAMIC_BUFFER=y");
    lab.play((l, peer) -> l.client().close());
    assertTold(lab, "CONFIG_ESP_WS_CLIENT_SEPARATE_TX_LOCK has no effect");
    assertTold(lab, "CONFIG_ESP_WS_CLIENT_ENABLE_DYNAMIC_BUFFER has no effect");
  }

  @Test
  void namesTheFunctionThat18Lacks() {
    ClientLab lab = new ClientLab().under(Profile.COMPONENT_1_8);
    lab.play((l, peer) -> {
      EspWebsocketClient client = l.client();
      client.start().orAbort();
      sleep(100);
      assertEquals(1, client.send(new byte[1], 0, 1, SECOND));
      client.destroy();
    });
    assertTold(lab, "esp_websocket_client_send() is gone since esp_websocket_client 0.0.1");
  }

  @Test
  void tellsOfHandlersForErrorsThatAreNeverPosted() {
    ClientLab.Script script =
        (lab, peer) -> {
          EspWebsocketClient client = EspWebsocketClient.init(WebsocketClientConfig.of(URI));
          client.registerEvents(
              WebsocketEvents.WEBSOCKET_EVENT_ERROR, (arg, base, id, data) -> {}, null);
          client.destroy();
        };
    ClientLab genuine = new ClientLab();
    genuine.play(script);
    assertTold(genuine, "(Q3)");
    ClientLab mended = new ClientLab().without(Quirk.NO_ERROR_EVENT);
    mended.play(script);
    assertEquals(List.of(), warnings(mended));
  }

  @Test
  void tellsOfARequestThatIsTooLongForTheBuffer() {
    ClientLab lab = new ClientLab();
    lab.play((l, peer) -> {
      EspWebsocketClient client =
          l.client(
              WebsocketClientConfig.builder()
                  .uri("ws://" + HOST + "/" + "x".repeat(1024))
                  .autoReconnect(false));
      client.start().orAbort();
      sleep(1000);
      client.destroy();
    });
    assertTold(lab, "CONFIG_WS_BUFFER_SIZE is 1024");
  }

  @Test
  void tellsOfHalfTheCredentialsUnder18() {
    ClientLab lab = new ClientLab().under(Profile.COMPONENT_1_8);
    lab.play((l, peer) -> l.client(WebsocketClientConfig.builder().uri(URI).username("u")).close());
    assertTold(lab, "only one of username and password is set");
  }

  @Test
  void goesIntoTheTraceToo() {
    ClientLab lab = new ClientLab();
    lab.play((l, peer) -> {
      l.client(WebsocketClientConfig.builder().uri(URI).taskName("x")).close();
      l.client(WebsocketClientConfig.builder().uri(URI).taskName("y")).close();
    });
    assertEquals(1, lab.traced().size(), lab.traced()::toString);
    String text = lab.traced().getFirst();
    assertTrue(text.startsWith("esp_websocket_client_config_t.task_name: task_name is set"), text);
  }

  @Test
  void isSilentOrAbortsWhenToldTo() {
    ClientLab.Script script =
        (lab, peer) -> {
          EspWebsocketClient client = lab.client();
          client.start().orAbort();
          sleep(100);
          var _ = client.sendFin(SECOND);
          client.destroy();
        };
    ClientLab off = new ClientLab().lint(LintMode.OFF);
    off.play(script);
    assertFalse(off.console().contains("espalier:"), off.console());
    String reason = new ClientLab().lint(LintMode.ERROR).panic(script);
    assertTrue(reason.contains("esp_websocket_client_send_fin() is not in"), reason);
  }
}
