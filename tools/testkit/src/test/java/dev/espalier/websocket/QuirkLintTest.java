package dev.espalier.websocket;

import static dev.espalier.websocket.ClientLab.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.profile.Quirk;
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
}
