package dev.espalier.websocket;

import static dev.espalier.websocket.ClientLab.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.profile.Quirk;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A quirk that bites is told of, once; switched off, it bites nobody. */
final class QuirkLintTest {
  private static void assertTold(Quirk quirk, String text, ClientLab.Script script) {
    assertEquals(1, count(new ClientLab(), text + " (" + quirk.id() + ")", script));
    assertEquals(0, count(new ClientLab().without(quirk), text, script));
  }

  private static long count(ClientLab lab, String text, ClientLab.Script script) {
    lab.play(script);
    return lab.console()
        .lines()
        .filter(line -> line.contains(" espalier: ") && line.contains(text))
        .count();
  }

  @Test
  void tellsOfAnEmptyMessageThatIsNotSent() {
    assertTold(
        Quirk.EMPTY_SEND_REFUSED,
        "v4.4 sends no empty message: send a byte or none at all",
        (lab, peer) -> {
          EspWebsocketClient client = lab.client();
          client.start().orAbort();
          sleep(100);
          for (int i = 0; i < 2; i++) {
            var _ = client.sendText("", Timeout.millis(1000));
          }
          client.destroy();
        });
  }

  @Test
  void tellsOfAWaitThatGoesOn() {
    assertTold(
        Quirk.RECONNECT_WAIT_IN_HALVES,
        "which is not more than 10000: v4.4 sleeps another half of it",
        (lab, peer) -> {
          EspWebsocketClient client = lab.client();
          client.start().orAbort();
          for (int i = 0; i < 2; i++) {
            sleep(105);
            peer.end();
            sleep(16_000);
          }
          client.destroy();
        });
  }

  @Test
  void tellsOfPingsThatDataPutsOff() {
    assertTold(
        Quirk.READ_RESETS_PING_TIMER,
        "no PING goes out while data comes in more often than every 2 s (ping_interval_sec)",
        (lab, peer) -> {
          EspWebsocketClient client =
              lab.client(WebsocketClientConfig.builder().uri(ClientLab.URI).pingIntervalSeconds(2));
          client.start().orAbort();
          for (int i = 0; i < 6; i++) {
            sleep(900);
            peer.text("x");
          }
          client.destroy();
        });
  }

  @Test
  void tellsOfAPingRightAfterConnecting() {
    assertTold(
        Quirk.PING_TIMER_FROM_INIT,
        "a PING goes out right after CONNECTED: its interval counts from init on",
        (lab, peer) -> {
          EspWebsocketClient client = lab.client();
          sleep(11_000);
          client.start().orAbort();
          sleep(1500);
          client.destroy();
        });
  }

  @Test
  void tellsOfASenderThatWaitsForAHandler() {
    assertTold(
        Quirk.LOCK_HELD_IN_HANDLERS,
        "a sender waits until the handler that the client's task is in has returned",
        (lab, peer) -> {
          EspWebsocketClient client = lab.client();
          client.registerEvents(
              WebsocketEvents.WEBSOCKET_EVENT_DATA, (arg, base, id, data) -> sleep(500), null);
          client.start().orAbort();
          sleep(100);
          peer.text("x");
          sleep(100);
          var _ = client.sendText("y", Timeout.FOREVER);
          client.destroy();
        });
  }

  @Test
  void tellsOfLengthsThatAreTheLastMessages() {
    assertTold(
        Quirk.STALE_EVENT_FIELDS,
        "opcode and lengths of an event that is not DATA are those of the last message",
        (lab, peer) -> {
          EspWebsocketClient client = lab.client();
          client.registerEvents(
              WebsocketEvents.WEBSOCKET_EVENT_DISCONNECTED,
              (arg, base, id, data) -> {
                lab.note("length " + Objects.requireNonNull(data).payloadLen());
                lab.note("opcode " + data.opCode());
              },
              null);
          client.start().orAbort();
          sleep(100);
          peer.text("abc");
          sleep(100);
          peer.end();
          sleep(1500);
          client.destroy();
        });
  }
}
