package dev.espalier.websocket;

import static dev.espalier.websocket.ClientLab.URI;
import static dev.espalier.websocket.ClientLab.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.profile.Quirk;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One quirk off, all others as in v4.4. */
final class QuirkSwitchTest {
  private static final Timeout SECOND = Timeout.millis(1000);

  @Test
  void postsClosedAlthoughThePeerKeepsTcpOpen() {
    ClientLab.Script script =
        (lab, peer) -> {
          EspWebsocketClient client = lab.client();
          client.start().orAbort();
          sleep(100);
          peer.closes = false;
          peer.send(WsPeer.server(0x88, new byte[0]));
          sleep(1500);
          client.destroy();
        };
    assertEquals(List.of("CONNECTED", "DATA 8 0/0@0"), new ClientLab().play(script));
    assertEquals(
        List.of("CONNECTED", "DATA 8 0/0@0", "CLOSED"),
        new ClientLab().without(Quirk.CLOSED_EVENT_NEEDS_TCP_END).play(script));
  }

  @Test
  void postsErrorsBeforeDisconnected() {
    ClientLab.Script script =
        (lab, peer) -> {
          EspWebsocketClient client =
              lab.client(WebsocketClientConfig.builder().uri(URI).autoReconnect(false));
          client.start().orAbort();
          sleep(100);
          peer.end();
          sleep(100);
          client.destroy();
        };
    assertEquals(List.of("CONNECTED", "DISCONNECTED"), new ClientLab().play(script));
    assertEquals(
        List.of("CONNECTED", "ERROR", "DISCONNECTED"),
        new ClientLab().without(Quirk.NO_ERROR_EVENT).play(script));
  }

  @Test
  void pingsWhileDataFlows() {
    ClientLab.Script script =
        (lab, peer) -> {
          EspWebsocketClient client =
              lab.client(WebsocketClientConfig.builder().uri(URI).pingIntervalSeconds(2));
          client.start().orAbort();
          sleep(100);
          for (int i = 0; i < 10; i++) {
            peer.text("x");
            sleep(500);
          }
          lab.note(peer.frames.size() + " pings");
          client.destroy();
        };
    assertEquals("0 pings", new ClientLab().play(script).getLast());
    assertEquals(
        "2 pings", new ClientLab().without(Quirk.READ_RESETS_PING_TIMER).play(script).getLast());
  }

  @Test
  void sendsEmptyMessages() {
    ClientLab.Script script =
        (lab, peer) -> {
          EspWebsocketClient client = lab.client();
          client.start().orAbort();
          sleep(100);
          int sent = client.sendText("", SECOND);
          sleep(100);
          lab.note(sent + " " + peer.frames);
          client.destroy();
        };
    assertEquals("-1 []", new ClientLab().play(script).getLast());
    assertEquals(
        "0 [1 ]", new ClientLab().without(Quirk.EMPTY_SEND_REFUSED).play(script).getLast());
  }

  @Test
  void looksAtTheStatusLine() {
    ClientLab.Script script =
        (lab, peer) -> {
          peer.status = "and welcome";
          EspWebsocketClient client =
              lab.client(WebsocketClientConfig.builder().uri(URI).autoReconnect(false));
          client.start().orAbort();
          sleep(100);
          client.destroy();
        };
    assertEquals(List.of("CONNECTED"), new ClientLab().play(script));
    assertEquals(
        List.of("DISCONNECTED"), new ClientLab().without(Quirk.STATUS_LINE_IGNORED).play(script));
  }
}
