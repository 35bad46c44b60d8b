package dev.espalier.websocket;

import static dev.espalier.websocket.ClientLab.HOST;
import static dev.espalier.websocket.ClientLab.URI;
import static dev.espalier.websocket.ClientLab.millis;
import static dev.espalier.websocket.ClientLab.sleep;
import static dev.espalier.websocket.ClientLab.task;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.RunResult;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.profile.Profile;
import dev.espalier.hal.profile.Quirk;
import dev.espalier.hal.system.EspErr;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the client does with a quirk and, all else as in v4.4, without it. */
final class ClientQuirksTest {
  private static final Timeout SECOND = Timeout.millis(1000);
  private static final byte[] BIG = new byte[200_000];

  private static String with(ClientLab.Script script) {
    return new ClientLab().play(script).getLast();
  }

  private static String without(Quirk quirk, ClientLab.Script script) {
    return new ClientLab().without(quirk).play(script).getLast();
  }

  private static long took(Runnable work) {
    long before = millis();
    work.run();
    return millis() - before;
  }

  @Test
  void connectsAgainAfterAServersClose() {
    ClientLab.Script script =
        (lab, peer) -> {
          EspWebsocketClient client = lab.client();
          client.start().orAbort();
          sleep(100);
          peer.send(WsPeer.server(0x88, new byte[0]));
          sleep(100);
          peer.end();
          sleep(30_000);
          lab.note(peer.connected.size() + " connections");
          client.destroy();
        };
    assertEquals("1 connections", with(script));
    assertEquals("2 connections", without(Quirk.NO_RECONNECT_AFTER_CLOSE, script));
  }

  @Test
  void doesNotConnectAgainAfterACloseOfItsOwn() {
    assertEquals(
        "1 connections",
        without(
            Quirk.NO_RECONNECT_AFTER_CLOSE,
            (lab, peer) -> {
              EspWebsocketClient client = lab.client();
              client.start().orAbort();
              sleep(100);
              client.close(SECOND).orAbort();
              sleep(30_000);
              lab.note(peer.connected.size() + " connections");
              client.destroy();
            }));
  }

  @Test
  void endsTheReconnectWaitWhenItIsStopped() {
    ClientLab.Script script =
        (lab, peer) -> {
          peer.stopListening();
          EspWebsocketClient client = lab.client();
          client.start().orAbort();
          sleep(1000);
          long took = took(() -> client.stop().orAbort());
          lab.note(took < 20 ? "at once" : took > 3500 && took <= 5000 ? "late" : took + " ms");
          client.destroy();
        };
    assertEquals("late", with(script));
    assertEquals("at once", without(Quirk.STOP_WAITS_FOR_RECONNECT_SLEEP, script));
  }

  /** start() by a task that comes to run again only when the client's task has ended. */
  private static void startSlowly(EspWebsocketClient client) {
    Task starter =
        Task.create(
            "starter",
            4096,
            3,
            () -> {
              client.start().orAbort();
              Task.current().delete();
            });
    task(
        "busy",
        2,
        () -> {
          long until = millis() + 3000;
          while (millis() < until) {
            Task.yield();
          }
        });
    // Each call takes a millisecond here: the client's task is about to connect when this ends.
    sleep(10);
    starter.prioritySet(1);
  }

  @Test
  void knowsThatTheTaskHasEndedBeforeStartReturned() {
    ClientLab.Script script =
        (lab, peer) -> {
          peer.closes = false;
          EspWebsocketClient client = lab.client();
          Task.current().prioritySet(6);
          startSlowly(client);
          sleep(500);
          peer.send(WsPeer.server(0x88, new byte[0]));
          sleep(5000);
          lab.note("stop");
          EspErr stopped = client.stop();
          lab.note("stop " + stopped.toName());
          client.destroy();
        };
    // The task has ended without CLOSED (Q1), so run is still true; stop() waits for ever.
    ClientLab genuine = new ClientLab().callNanos(1_000_000);
    RunResult hung = genuine.playFor(600, script);
    assertEquals(RunResult.End.DEADLOCK, hung.end(), hung.report());
    assertTrue(hung.report().contains("main"), hung.report());
    assertEquals("stop", genuine.notes.getLast());
    assertTrue(genuine.console().contains("ended before start() returned"), genuine.console());
    assertEquals(
        "stop ESP_FAIL",
        new ClientLab()
            .callNanos(1_000_000)
            .without(Quirk.START_CLEARS_STOPPED_BIT_LATE)
            .play(script)
            .getLast());
  }

  @Test
  void sendsCredentials() {
    ClientLab.Script script =
        (lab, peer) -> {
          EspWebsocketClient client =
              lab.client(WebsocketClientConfig.builder().uri("ws://Aladdin:open@" + HOST + "/ws"));
          client.start().orAbort();
          sleep(100);
          lab.note(
              peer.requests
                  .getFirst()
                  .lines()
                  .filter(line -> line.startsWith("Auth"))
                  .findFirst()
                  .orElse("none"));
          client.destroy();
        };
    assertEquals("none", with(script));
    assertEquals(
        "Authorization: Basic QWxhZGRpbjpvcGVu", without(Quirk.CREDENTIALS_NEVER_SENT, script));
  }

  @Test
  void takesTheTimeoutsOfTheConfiguration() {
    ClientLab.Script script =
        (lab, peer) -> {
          peer.upgrades = false;
          EspWebsocketClient client =
              lab.client(
                  WebsocketClientConfig.builder()
                      .uri(URI)
                      .networkTimeoutMillis(1000)
                      .reconnectTimeoutMillis(2000));
          client.start().orAbort();
          sleep(27_000);
          int attempts = peer.connected.size();
          client.destroy();
          lab.note(attempts + " attempts");
        };
    assertEquals("2 attempts", with(script));
    // 1 s for the answer, then 3 s for sleeps of 1 s that come to more than 2 s.
    assertEquals("7 attempts", without(Quirk.TIMEOUTS_FIXED, script));
  }

  @Test
  void letsSendersThroughWhileAHandlerRuns() {
    ClientLab.Script script =
        (lab, peer) -> {
          EspWebsocketClient client = lab.client();
          client.registerEvents(
              WebsocketEvents.WEBSOCKET_EVENT_DATA, (arg, base, id, data) -> sleep(3000), null);
          client.start().orAbort();
          sleep(100);
          peer.text("slow");
          sleep(100);
          lab.note(client.sendText("x", SECOND) + "");
          sleep(4000);
          client.destroy();
        };
    assertEquals("-1", with(script));
    assertEquals("1", without(Quirk.LOCK_HELD_IN_HANDLERS, script));
  }

  @Test
  void waitsOnceForTheWholeReconnectTime() {
    ClientLab.Script script =
        (lab, peer) -> {
          EspWebsocketClient client = lab.client();
          client.start().orAbort();
          sleep(105);
          peer.end();
          sleep(20_000);
          long gap = peer.connected.get(1) - peer.connected.get(0);
          lab.note(gap / 1000 + " s");
          client.destroy();
        };
    assertEquals("15 s", with(script));
    assertEquals("10 s", without(Quirk.RECONNECT_WAIT_IN_HALVES, script));
  }

  @Test
  void clearsTheFieldsOfEventsWithoutData() {
    ClientLab.Script script =
        (lab, peer) -> {
          EspWebsocketClient client = lab.client();
          client.registerEvents(
              WebsocketEvents.WEBSOCKET_EVENT_DISCONNECTED,
              (arg, base, id, data) ->
                  lab.note(data == null ? "" : data.opCode() + " " + data.payloadLen()),
              null);
          client.start().orAbort();
          sleep(100);
          peer.text("four");
          sleep(100);
          peer.end();
          sleep(100);
          client.destroy();
        };
    assertEquals("1 4", with(script));
    assertEquals("0 0", without(Quirk.STALE_EVENT_FIELDS, script));
  }

  @Test
  void leavesAFailedSendToTheClientsTask() {
    ClientLab.Script script =
        (lab, peer) -> {
          EspWebsocketClient client =
              lab.client(WebsocketClientConfig.builder().uri(URI).autoReconnect(false));
          client.registerEvents(
              WebsocketEvents.WEBSOCKET_EVENT_DISCONNECTED,
              (arg, base, id, data) -> lab.note("in " + Task.current().getName()),
              null);
          client.start().orAbort();
          sleep(100);
          peer.reads = false;
          lab.note("sent " + client.sendBin(BIG, SECOND));
          assertEquals(-1, client.sendText("more", SECOND));
          assertFalse(client.isConnected());
          sleep(3000);
          client.destroy();
        };
    assertEquals(
        List.of("CONNECTED", "DISCONNECTED", "in main", "sent 0"),
        new ClientLab().onLinuxSockets().play(script).subList(0, 4));
    assertEquals(
        List.of("CONNECTED", "DISCONNECTED", "in websocket_task", "sent -1"),
        new ClientLab().onLinuxSockets().without(Quirk.WRITE_TIMEOUT_ABORTS).play(script));
  }

  @Test
  void takesAllOfANewUri() {
    ClientLab.Script script =
        (lab, peer) -> {
          EspWebsocketClient client =
              lab.client(WebsocketClientConfig.builder().uri("ws://" + HOST + ":8080/first"));
          client.setUri("ws://" + HOST + "/second?q=2").orAbort();
          client.start().orAbort();
          sleep(100);
          lab.note(
              peer.requests.isEmpty()
                  ? "nothing on port 80"
                  : peer.requests.getFirst().lines().toList().getFirst());
          client.destroy();
        };
    assertEquals("nothing on port 80", with(script));
    assertEquals("GET /second?q=2 HTTP/1.1", without(Quirk.SET_URI_KEEPS_PATH, script));
  }

  @Test
  void takesANewUriForTheNextConnectionOfARunningClient() {
    assertEquals(
        "GET / HTTP/1.1",
        without(
            Quirk.SET_URI_KEEPS_PATH,
            (lab, peer) -> {
              EspWebsocketClient client = lab.client();
              client.start().orAbort();
              sleep(100);
              assertEquals(EspErr.ESP_FAIL, client.setUri("ws://bad host/x"));
              client.setUri("ws://" + HOST).orAbort();
              peer.end();
              sleep(20_000);
              lab.note(peer.requests.get(1).lines().toList().getFirst());
              client.destroy();
            }));
  }

  @Test
  void countsThePingIntervalFromTheConnection() {
    ClientLab.Script script =
        (lab, peer) -> {
          EspWebsocketClient client =
              lab.client(WebsocketClientConfig.builder().uri(URI).pingIntervalSeconds(2));
          sleep(3000);
          client.start().orAbort();
          sleep(1200);
          int early = peer.frames.size();
          sleep(850);
          lab.note(early + " after 1.2 s, " + peer.frames.size() + " after 2.05 s");
          client.destroy();
        };
    assertEquals("1 after 1.2 s, 1 after 2.05 s", with(script));
    assertEquals("0 after 1.2 s, 1 after 2.05 s", without(Quirk.PING_TIMER_FROM_INIT, script));
  }

  @Test
  void givesAConnectionUpOnce() {
    ClientLab.Script script =
        (lab, peer) -> {
          EspWebsocketClient client =
              lab.client(WebsocketClientConfig.builder().uri(URI).autoReconnect(false));
          client.start().orAbort();
          sleep(100);
          peer.reads = false;
          Timeout brief = Timeout.millis(100);
          int sent = 1;
          while (sent > 0) {
            sent = client.sendBin(new byte[1024], brief);
          }
          sleep(3000);
          client.destroy();
        };
    // lwIP wakes the client's task with an error when a sender closes the socket under it.
    assertEquals(
        List.of("CONNECTED", "DISCONNECTED", "DISCONNECTED"), new ClientLab().play(script));
    assertEquals(
        List.of("CONNECTED", "DISCONNECTED"),
        new ClientLab().without(Quirk.ABORT_WITHOUT_LOCK).play(script));
  }

  @Test
  void canBeStoppedBeforeItsTaskHasRun() {
    ClientLab.Script script =
        (lab, peer) -> {
          EspWebsocketClient client = lab.client();
          Task.current().prioritySet(6);
          client.start().orAbort();
          EspErr stopped = client.stop();
          Task.current().prioritySet(1);
          lab.note("stop " + stopped.toName());
          sleep(100);
          lab.note(client.isConnected() ? "runs on" : "ended");
          client.destroy();
        };
    ClientLab genuine = new ClientLab();
    genuine.play(script);
    assertEquals("stop ESP_FAIL", genuine.notes.getFirst());
    assertEquals("runs on", genuine.notes.getLast());
    assertTrue(genuine.console().contains("task has not run yet (Q31)"), genuine.console());
    assertEquals("ended", without(Quirk.RUN_SET_BY_TASK, script));
    // 1.8 waits for the end of a task that marks itself as running after that.
    ClientLab later = new ClientLab().under(Profile.COMPONENT_1_8);
    assertEquals(RunResult.End.LIMIT, later.playFor(300, script).end());
    assertTrue(later.warnings().toString().contains("main"), later.warnings().toString());
    assertEquals(
        "ended",
        new ClientLab()
            .under(Profile.COMPONENT_1_8)
            .without(Quirk.RUN_SET_BY_TASK)
            .play(script)
            .getLast());
  }

  @Test
  void answersAPingThatIsLongerThanTheBufferWithItsOwnBytesOnly() {
    byte[] payload = "0123456789".getBytes(StandardCharsets.US_ASCII);
    ClientLab.Script script =
        (lab, peer) -> {
          EspWebsocketClient client =
              lab.client(
                  WebsocketClientConfig.builder().uri(URI).bufferSize(8).autoReconnect(false));
          client.start().orAbort();
          sleep(100);
          peer.send(WsPeer.server(0x89, payload));
          sleep(100);
          lab.note(peer.frames.isEmpty() ? "given up" : peer.frames.getFirst());
          client.destroy();
        };
    // The first eight bytes of the buffer hold "89" and what was there before.
    assertEquals("a 38393233343536370000", with(script));
    assertEquals("given up", without(Quirk.PONG_FROM_SHORT_BUFFER, script));
  }
}
