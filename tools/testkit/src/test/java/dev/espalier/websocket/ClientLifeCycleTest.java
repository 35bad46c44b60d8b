package dev.espalier.websocket;

import static dev.espalier.websocket.ClientLab.URI;
import static dev.espalier.websocket.ClientLab.millis;
import static dev.espalier.websocket.ClientLab.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.hal.freertos.TaskList;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.lwip.Sockets;
import dev.espalier.hal.system.EspErr;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Start, stop, loss and return of connections, on virtual time. */
final class ClientLifeCycleTest {
  private static final Timeout SECOND = Timeout.millis(1000);

  private static long took(Runnable work) {
    long before = millis();
    work.run();
    return millis() - before;
  }

  @Test
  void refusesASecondStartAndAStopFromItsOwnTask() {
    ClientLab lab = new ClientLab();
    lab.play((l, peer) -> {
      EspWebsocketClient client = l.client();
      client.registerEvents(
          WebsocketEvents.WEBSOCKET_EVENT_CONNECTED,
          (arg, base, id, data) -> {
            assertEquals(EspErr.ESP_FAIL, client.stop());
            assertEquals(EspErr.ESP_FAIL, client.close(SECOND));
            l.note("refused");
          },
          null);
      assertEquals(EspErr.ESP_FAIL, client.stop());
      assertEquals(EspErr.ESP_OK, client.start());
      assertEquals(EspErr.ESP_FAIL, client.start());
      sleep(100);
      assertEquals(EspErr.ESP_OK, client.stop());
      assertEquals(EspErr.ESP_FAIL, client.stop());
      client.destroy();
    });
    assertEquals(List.of("CONNECTED", "refused"), lab.notes);
  }

  @Test
  void stopsWithinTheOneSecondPoll() {
    new ClientLab()
        .play((lab, peer) -> {
          EspWebsocketClient client = lab.client();
          client.start().orAbort();
          sleep(300);
          long millis = took(() -> client.stop().orAbort());
          assertTrue(millis > 600 && millis <= 1000, () -> millis + " ms");
          assertEquals(List.of(), peer.frames);
          client.destroy();
        });
  }

  @Test
  void stopsOnlyAfterTheFiveSecondSleepWhenItWaitsToReconnect() {
    new ClientLab()
        .play((lab, peer) -> {
          peer.stopListening();
          EspWebsocketClient client = lab.client();
          client.start().orAbort();
          sleep(1000);
          long millis = took(() -> client.stop().orAbort());
          assertTrue(millis > 3500 && millis <= 5000, () -> millis + " ms");
          client.destroy();
        });
  }

  @Test
  void reconnectsAfterFifteenSecondsWhenTheHandlerIsQuick() {
    new ClientLab()
        .play((lab, peer) -> {
          EspWebsocketClient client = lab.client();
          client.start().orAbort();
          sleep(105);
          peer.end();
          sleep(20_000);
          assertEquals(2, peer.connected.size());
          long gap = peer.connected.get(1) - peer.connected.get(0);
          assertTrue(gap > 15_000 && gap < 15_200, () -> gap + " ms");
          client.destroy();
        });
  }

  @Test
  void reconnectsAfterTenSecondsWhenTheHandlerIsSlow() {
    new ClientLab()
        .play((lab, peer) -> {
          EspWebsocketClient client = lab.client();
          client.registerEvents(
              WebsocketEvents.WEBSOCKET_EVENT_DISCONNECTED,
              (arg, base, id, data) -> sleep(15),
              null);
          client.start().orAbort();
          sleep(105);
          peer.end();
          sleep(14_000);
          assertEquals(2, peer.connected.size());
          client.destroy();
        });
  }

  @Test
  void endsItsTaskAfterALossWithoutAutoReconnect() {
    ClientLab lab = new ClientLab();
    lab.play((l, peer) -> {
      EspWebsocketClient client =
          l.client(WebsocketClientConfig.builder().uri(URI).autoReconnect(false));
      client.start().orAbort();
      sleep(100);
      peer.reset();
      sleep(100);
      assertEquals(EspErr.ESP_FAIL, client.stop());
      assertEquals(EspErr.ESP_OK, client.start());
      sleep(100);
      assertTrue(client.isConnected());
      client.destroy();
    });
    assertEquals(List.of("CONNECTED", "DISCONNECTED", "CONNECTED"), lab.notes);
  }

  @Test
  void givesUpAConnectionWithoutPong() {
    ClientLab lab = new ClientLab();
    lab.play((l, peer) -> {
      peer.pongs = false;
      EspWebsocketClient client =
          l.client(
              WebsocketClientConfig.builder()
                  .uri(URI)
                  .pingIntervalSeconds(2)
                  .pongTimeoutSeconds(3)
                  .autoReconnect(false));
      client.start().orAbort();
      sleep(4900);
      assertTrue(client.isConnected());
      sleep(2200);
      assertFalse(client.isConnected());
      assertEquals("9 ", peer.frames.getFirst());
      client.destroy();
    });
    assertEquals(List.of("CONNECTED", "DISCONNECTED"), lab.notes);
  }

  @Test
  void staysConnectedAsLongAsPongsCome() {
    new ClientLab()
        .play((lab, peer) -> {
          EspWebsocketClient client =
              lab.client(
                  WebsocketClientConfig.builder()
                      .uri(URI)
                      .pingIntervalSeconds(2)
                      .pongTimeoutSeconds(3));
          client.start().orAbort();
          sleep(60_000);
          assertTrue(client.isConnected());
          assertEquals(1, peer.connected.size());
          assertTrue(peer.frames.size() >= 19, () -> peer.frames.size() + " pings");
          client.destroy();
        });
  }

  @Test
  void cutsTheConnectionWhenThePeerDoesNotAnswerAClose() {
    ClientLab lab = new ClientLab();
    lab.play((l, peer) -> {
      peer.closes = false;
      EspWebsocketClient client = l.client();
      client.start().orAbort();
      sleep(100);
      long millis = took(() -> client.close(Timeout.millis(2000)).orAbort());
      assertTrue(millis >= 1990 && millis <= 3000, () -> millis + " ms");
      client.destroy();
    });
    assertEquals(List.of("CONNECTED"), lab.notes);
  }

  @Test
  void leavesNothingBehindAfterAThousandConnections() {
    new ClientLab()
        .play((lab, peer) -> {
          EspWebsocketClient client = lab.client();
          for (int i = 0; i < 1000; i++) {
            client.start().orAbort();
            sleep(20);
            client.close(SECOND).orAbort();
          }
          assertEquals(1000, peer.connected.size());
          int tasks = TaskList.getNumberOfTasks();
          client.start().orAbort();
          assertEquals(tasks + 1, TaskList.getNumberOfTasks());
          client.destroy();
          assertEquals(tasks, TaskList.getNumberOfTasks());
          int fd = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
          assertEquals(54, fd, "the first descriptor is free again");
          var _ = Sockets.close(fd);
        });
  }

  @Test
  void playsTheSameWithTheSameSeed() {
    ClientLab.Script script =
        (lab, peer) -> {
          peer.echoes = true;
          EspWebsocketClient client = lab.client();
          client.start().orAbort();
          sleep(100);
          for (int i = 0; i < 10; i++) {
            var _ = client.sendText("message " + i, SECOND);
          }
          lab.note(peer.requests.getFirst());
          client.close(SECOND).orAbort();
          client.destroy();
        };
    assertEquals(new ClientLab().seed(7).play(script), new ClientLab().seed(7).play(script));
    assertFalse(new ClientLab().seed(7).play(script).equals(new ClientLab().seed(8).play(script)));
  }
}
