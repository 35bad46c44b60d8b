package dev.espalier.websocket;

import static dev.espalier.websocket.ClientLab.HOST;
import static dev.espalier.websocket.ClientLab.URI;
import static dev.espalier.websocket.ClientLab.millis;
import static dev.espalier.websocket.ClientLab.sleep;
import static dev.espalier.websocket.ClientLab.task;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.RunResult;
import dev.espalier.hal.freertos.Semaphore;
import dev.espalier.hal.freertos.TaskList;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.lwip.Sockets;
import dev.espalier.hal.profile.Profile;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspException;
import dev.espalier.hal.system.EspSystem;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The complaints that keep coming back about the genuine client, under v4.4 and under 1.8: what
 * hangs there hangs here, and the report says who waits for what.
 */
final class BothVersionsTest {
  private static final Timeout SECOND = Timeout.millis(1000);
  private static final String SEPARATE_LOCK = "CONFIG_ESP_WS_CLIENT_SEPARATE_TX_LOCK=y";

  private static boolean isLater(Profile profile) {
    return profile == Profile.COMPONENT_1_8;
  }

  private static long took(Runnable work) {
    long before = millis();
    work.run();
    return millis() - before;
  }

  private static void assertWithin(long low, long high, long millis) {
    assertTrue(millis >= low && millis <= high, () -> millis + " ms, not " + low + " to " + high);
  }

  @ParameterizedTest
  @EnumSource(Profile.class)
  void stopDuringConnectWaitsForTheNetworkTimeout(Profile profile) {
    new ClientLab()
        .under(profile)
        .play((lab, peer) -> {
          peer.upgrades = false;
          EspWebsocketClient client = lab.client();
          client.start().orAbort();
          sleep(1000);
          // v4.4 then sleeps 5 s before it looks.
          assertWithin(
              isLater(profile) ? 8900 : 13_900,
              isLater(profile) ? 9100 : 14_100,
              took(() -> client.stop().orAbort()));
          client.destroy();
        });
  }

  @ParameterizedTest
  @EnumSource(Profile.class)
  void destroyDuringReconnectWait(Profile profile) {
    new ClientLab()
        .under(profile)
        .play((lab, peer) -> {
          peer.stopListening();
          EspWebsocketClient client = lab.client();
          client.start().orAbort();
          sleep(1000);
          assertWithin(
              isLater(profile) ? 0 : 3500, isLater(profile) ? 20 : 5000, took(client::destroy));
          assertEquals(null, TaskList.getHandle("websocket_task"));
        });
  }

  @ParameterizedTest
  @EnumSource(Profile.class)
  void stopFromAnotherTaskWhileMainSends(Profile profile) {
    new ClientLab()
        .under(profile)
        .play((lab, peer) -> {
          EspWebsocketClient client = lab.client();
          client.start().orAbort();
          sleep(100);
          task("stopper", 3, () -> lab.note("stop " + client.stop().toName()));
          int sent = 0;
          while (client.sendText("x", SECOND) > 0) {
            sent++;
            sleep(10);
          }
          assertTrue(sent > 10, sent + " sent");
          sleep(2000);
          assertEquals("stop ESP_OK", lab.notes.getLast());
          client.destroy();
        });
  }

  @ParameterizedTest
  @EnumSource(Profile.class)
  void twoTasksMayStopAtOnce(Profile profile) {
    new ClientLab()
        .under(profile)
        .play((lab, peer) -> {
          EspWebsocketClient client = lab.client();
          client.start().orAbort();
          sleep(100);
          task("one", 3, () -> lab.note("one " + client.stop().toName()));
          task("two", 3, () -> lab.note("two " + client.stop().toName()));
          sleep(3000);
          List<String> results =
              lab.notes.stream().filter(n -> n.startsWith("one") || n.startsWith("two")).toList();
          // v4.4 goes by the flag that the first has cleared.
          assertTrue(results.contains("one ESP_OK"), results.toString());
          assertTrue(
              results.contains(isLater(profile) ? "two ESP_OK" : "two ESP_FAIL"),
              results.toString());
          client.destroy();
        });
  }

  @ParameterizedTest
  @EnumSource(Profile.class)
  void stopAndCloseInAHandlerAreRefusedAndToldOf(Profile profile) {
    ClientLab lab = new ClientLab().under(profile);
    lab.play((l, peer) -> {
      EspWebsocketClient client = l.client();
      client.registerEvents(
          WebsocketEvents.WEBSOCKET_EVENT_CONNECTED,
          (arg, base, id, data) -> {
            assertEquals(EspErr.ESP_FAIL, client.stop());
            assertEquals(EspErr.ESP_FAIL, client.stop());
            assertEquals(EspErr.ESP_FAIL, client.close(Timeout.FOREVER));
          },
          null);
      client.start().orAbort();
      sleep(100);
      assertTrue(client.isConnected());
      client.destroy();
    });
    assertEquals(2, lab.console().split("was called in a handler", -1).length - 1, lab.console());
  }

  @ParameterizedTest
  @EnumSource(Profile.class)
  void destroyInAHandlerIsAUseAfterFree(Profile profile) {
    ClientLab lab = new ClientLab().under(profile);
    String reason =
        lab.panic((l, peer) -> {
          EspWebsocketClient client = l.client();
          client.registerEvents(
              WebsocketEvents.WEBSOCKET_EVENT_CONNECTED,
              (arg, base, id, data) -> client.destroy(),
              null);
          client.start().orAbort();
          sleep(5000);
        });
    assertTrue(reason.contains("use after free"), reason);
    assertTrue(lab.console().contains("esp_websocket_client_destroy() was called in a handler"));
  }

  @ParameterizedTest
  @EnumSource(Profile.class)
  void aHandlerThatWaitsForTheStoppingTaskIsADeadlock(Profile profile) {
    RunResult result =
        new ClientLab()
            .under(profile)
            .playFor(
                600,
                (lab, peer) -> {
                  Semaphore mutex = Semaphore.createMutex();
                  EspWebsocketClient client = lab.client();
                  client.registerEvents(
                      WebsocketEvents.WEBSOCKET_EVENT_DATA,
                      (arg, base, id, data) -> {
                        assertTrue(mutex.take(Timeout.FOREVER));
                        mutex.give();
                      },
                      null);
                  client.start().orAbort();
                  sleep(100);
                  assertTrue(mutex.take(Timeout.FOREVER));
                  peer.text("x");
                  sleep(100);
                  client.stop().orAbort();
                });
    assertEquals(RunResult.End.DEADLOCK, result.end());
    String report = result.report();
    assertTrue(report.contains("main") && report.contains("websocket_task"), report);
    assertTrue(report.contains("event group"), report);
    assertTrue(report.contains("mutex"), report);
  }

  @ParameterizedTest
  @EnumSource(Profile.class)
  void aSenderWithoutTimeLimitHoldsEverybodyUp(Profile profile) {
    ClientLab.Script script =
        (lab, peer) -> {
          EspWebsocketClient client = lab.client();
          client.start().orAbort();
          sleep(100);
          peer.reads = false;
          task(
              "sender", 2, () -> lab.note("" + client.sendBin(new byte[200_000], Timeout.FOREVER)));
          sleep(5000);
          lab.note("stop");
          client.stop().orAbort();
          lab.note("stopped");
          client.destroy();
        };
    ClientLab lab = new ClientLab().under(profile);
    RunResult result = lab.playFor(600, script);
    assertFalse(lab.notes.contains("stopped"), "the sender has the client's lock");
    String told = result.report() + lab.warnings();
    assertTrue(told.contains("main") && told.contains("websocket_task"), told);
    assertTrue(told.contains("sender"), told);
    if (isLater(profile)) {
      ClientLab separate = new ClientLab().under(profile).option(SEPARATE_LOCK);
      var _ = separate.playFor(600, script);
      assertTrue(separate.notes.contains("stopped"), separate.notes::toString);
    }
  }

  @ParameterizedTest
  @EnumSource(Profile.class)
  void aSlowHandlerHoldsSendersUpUnlessTheyHaveALockOfTheirOwn(Profile profile) {
    ClientLab.Script script =
        (lab, peer) -> {
          EspWebsocketClient client = lab.client();
          client.registerEvents(
              WebsocketEvents.WEBSOCKET_EVENT_DATA, (arg, base, id, data) -> sleep(2000), null);
          client.start().orAbort();
          sleep(100);
          peer.text("slow");
          sleep(100);
          lab.note(took(() -> assertEquals(1, client.sendText("x", Timeout.FOREVER))) + "");
          client.destroy();
        };
    long held = Long.parseLong(lastNumber(new ClientLab().under(profile).play(script)));
    assertWithin(1800, 2000, held);
    if (isLater(profile)) {
      ClientLab separate = new ClientLab().under(profile).option(SEPARATE_LOCK);
      assertWithin(0, 10, Long.parseLong(lastNumber(separate.play(script))));
    }
  }

  private static String lastNumber(List<String> notes) {
    return notes.stream().filter(n -> n.matches("\\d+")).reduce((a, b) -> b).orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(Profile.class)
  void concurrentSendersDoNotMixTheirMessages(Profile profile) {
    for (String option : isLater(profile) ? List.of("", SEPARATE_LOCK) : List.of("")) {
      ClientLab lab = new ClientLab().under(profile);
      if (!option.isEmpty()) {
        lab.option(option);
      }
      lab.play((l, peer) -> {
        EspWebsocketClient client =
            l.client(WebsocketClientConfig.builder().uri(URI).bufferSize(8));
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
        for (int i = 0; i < 20; i++) {
          peer.send(WsPeer.server(0x89, new byte[] {1}));
          sleep(50);
        }
        assertEquals(60, wholeMessages(peer.frames));
        assertEquals(20, peer.frames.stream().filter("a 01"::equals).count());
        client.destroy();
      });
    }
  }

  private static int wholeMessages(List<String> frames) {
    StringBuilder message = new StringBuilder();
    int messages = 0;
    for (String frame : frames) {
      if (!frame.startsWith("a ")) {
        message.append(frame.substring(frame.indexOf(' ') + 1));
        if (frame.charAt(1) == ' ') {
          assertEquals(1, message.chars().distinct().count(), message.toString());
          messages++;
          message.setLength(0);
        }
      }
    }
    return messages;
  }

  @ParameterizedTest
  @EnumSource(Profile.class)
  void startsFromSeveralTasksAtOnceButRunsOnce(Profile profile) {
    new ClientLab()
        .under(profile)
        .play((lab, peer) -> {
          EspWebsocketClient client = lab.client();
          task("one", 3, () -> lab.note("start " + client.start().toName()));
          task("two", 3, () -> lab.note("start " + client.start().toName()));
          sleep(100);
          assertTrue(lab.notes.contains("start ESP_OK"), lab.notes::toString);
          assertTrue(lab.notes.contains("start ESP_FAIL"), lab.notes::toString);
          assertEquals(1, peer.connected.size());
          client.stop().orAbort();
          client.start().orAbort();
          client.stop().orAbort();
          client.destroy();
        });
  }

  @ParameterizedTest
  @EnumSource(Profile.class)
  void aHalfOpenLinkIsNoticedByTheMissingPong(Profile profile) {
    ClientLab lab = new ClientLab().under(profile);
    lab.play((l, peer) -> {
      EspWebsocketClient client =
          l.client(
              WebsocketClientConfig.builder()
                  .uri(URI)
                  .pingIntervalSeconds(5)
                  .pongTimeoutSeconds(10)
                  .reconnectTimeoutMillis(5000));
      client.start().orAbort();
      sleep(100);
      peer.reads = false;
      peer.pongs = false;
      long before = millis();
      int sent = 0;
      while (client.isConnected()) {
        sent += client.sendText("still there?", SECOND) > 0 ? 1 : 0;
        sleep(500);
      }
      assertWithin(15_000, 18_000, millis() - before);
      assertTrue(sent > 25, "sending goes on as if nothing were wrong: " + sent);
      peer.reads = true;
      peer.pongs = true;
      sleep(20_000);
      assertTrue(client.isConnected());
      client.destroy();
    });
    assertTrue(
        lab.console().contains("no PONG received for more than 10 seconds after PING"),
        lab.console());
  }

  @ParameterizedTest
  @EnumSource(Profile.class)
  void aThousandReconnectsLeaveNothingBehind(Profile profile) {
    new ClientLab()
        .under(profile)
        .play((lab, peer) -> {
          long free = EspSystem.getFreeHeapSize();
          EspWebsocketClient client =
              EspWebsocketClient.init(
                  WebsocketClientConfig.builder().uri(URI).reconnectTimeoutMillis(1000).build());
          int[] count = new int[2];
          client.registerEvents(
              WebsocketEvents.WEBSOCKET_EVENT_ANY,
              (arg, base, id, data) -> {
                if (id == WebsocketEvents.WEBSOCKET_EVENT_CONNECTED) {
                  count[0]++;
                } else if (id == WebsocketEvents.WEBSOCKET_EVENT_DATA) {
                  count[1] += Objects.requireNonNull(data).dataLen();
                }
              },
              null);
          long lowest = 0;
          client.start().orAbort();
          sleep(500);
          int tasks = TaskList.getNumberOfTasks();
          for (int i = 0; i < 1000; i++) {
            assertEquals(i + 1, count[0]);
            peer.text("x");
            sleep(10);
            if (i % 3 == 0) {
              peer.reset();
            } else {
              peer.end();
            }
            sleep(isLater(profile) ? 1500 : 15_500);
            if (i == 10) {
              lowest = EspSystem.getMinimumFreeHeapSize();
            }
          }
          assertEquals(1000, count[1]);
          assertEquals(tasks, TaskList.getNumberOfTasks());
          assertEquals(lowest, EspSystem.getMinimumFreeHeapSize(), "no growth after the tenth");
          client.destroy();
          // The idle task frees a stack.
          sleep(20);
          assertEquals(free, EspSystem.getFreeHeapSize());
          int fd = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
          assertEquals(54, fd, "the first descriptor is free again");
          var _ = Sockets.close(fd);
        });
  }

  @ParameterizedTest
  @EnumSource(Profile.class)
  void aHeapThatIsTooSmallGivesNoClientAndTakesNothing(Profile profile) {
    new ClientLab()
        .under(profile)
        .play((lab, peer) -> {
          long before = EspSystem.getFreeHeapSize();
          EspException none =
              assertThrows(
                  EspException.class,
                  () ->
                      EspWebsocketClient.init(
                          WebsocketClientConfig.builder().uri(URI).bufferSize(200_000).build()));
          assertEquals(EspErr.ESP_ERR_NO_MEM, none.code());
          assertEquals(before, EspSystem.getFreeHeapSize());
          EspWebsocketClient client =
              EspWebsocketClient.init(
                  WebsocketClientConfig.builder().uri(URI).taskStackBytes(400_000).build());
          assertEquals(EspErr.ESP_FAIL, client.start());
          assertEquals(EspErr.ESP_FAIL, client.stop());
          client.destroy();
          assertEquals(before, EspSystem.getFreeHeapSize());
        });
  }

  @ParameterizedTest
  @EnumSource(Profile.class)
  void aNameThatIsNotFoundIsTriedAgainAfterTheReconnectTime(Profile profile) {
    new ClientLab()
        .under(profile)
        .play((lab, peer) -> {
          EspWebsocketClient client =
              lab.client(
                  WebsocketClientConfig.builder()
                      .uri("ws://nowhere.invalid/")
                      .reconnectTimeoutMillis(5000));
          client.start().orAbort();
          sleep(60_000);
          long failures = lab.notes.stream().filter("DISCONNECTED"::equals).count();
          assertWithin(isLater(profile) ? 11 : 4, isLater(profile) ? 12 : 6, failures);
          client.destroy();
        });
  }

  @ParameterizedTest
  @EnumSource(Profile.class)
  void aServerThatKeepsTcpOpenGetsAClosedEventIn18Only(Profile profile) {
    ClientLab lab = new ClientLab().under(profile);
    lab.play((l, peer) -> {
      EspWebsocketClient client = l.client(WebsocketClientConfig.builder().uri("ws://" + HOST));
      client.start().orAbort();
      sleep(100);
      peer.closes = false;
      peer.send(WsPeer.server(0x88, new byte[0]));
      sleep(3000);
      client.destroy();
    });
    assertEquals(isLater(profile), lab.notes.contains("CLOSED"), lab.notes::toString);
  }
}
