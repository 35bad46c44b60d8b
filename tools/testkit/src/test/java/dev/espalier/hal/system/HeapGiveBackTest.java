package dev.espalier.hal.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.Board;
import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.RunResult;
import dev.espalier.emulator.Simulation;
import dev.espalier.emulator.net.SimulatedNetwork;
import dev.espalier.hal.Firmware;
import dev.espalier.hal.event.EventBase;
import dev.espalier.hal.event.EventHandlerInstance;
import dev.espalier.hal.event.EventLoop;
import dev.espalier.hal.event.EventLoopArgs;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.lwip.AddrInfo;
import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.lwip.Netdb;
import dev.espalier.hal.lwip.SockAddr;
import dev.espalier.hal.lwip.Sockets;
import dev.espalier.hal.profile.Profile;
import dev.espalier.hal.timer.EspTimer;
import dev.espalier.hal.timer.EspTimerCreateArgs;
import dev.espalier.hal.transport.EspTransport;
import dev.espalier.hal.transport.TransportList;
import dev.espalier.hal.transport.TransportSsl;
import dev.espalier.hal.transport.TransportTcp;
import dev.espalier.hal.transport.TransportWs;
import dev.espalier.websocket.EspWebsocketClient;
import dev.espalier.websocket.WebsocketClientConfig;
import org.junit.jupiter.api.Test;

/** What mirrored objects take of the heap, they give back: on every way out. */
class HeapGiveBackTest {
  private static final EventBase<Object> MINE = EventBase.define("MINE");

  private static int free() {
    return EspSystem.getFreeHeapSize();
  }

  private static void play(int heapBytes, Firmware firmware) {
    try (Simulation simulation = Simulation.builder().network(new SimulatedNetwork(1)).build()) {
      Board board = simulation.board(BoardConfig.defaults().withHeapBytes(heapBytes));
      board.boot(firmware);
      RunResult result = simulation.runFor(600_000_000_000L);
      assertEquals(RunResult.End.DONE, result.end(), () -> result.report() + board.output());
    }
  }

  private static void play(Firmware firmware) {
    play(288_000, firmware);
  }

  @Test
  void eventLoopsGiveBackWhatTheyTook() {
    play(() -> {
      int before = free();
      EventLoop loop = EventLoop.create(new EventLoopArgs(8, null, 0, 0, 0));
      assertEquals(before - (24 + 4) - (84 + 8 * 16 + 4) - (84 + 4), free());
      loop.delete().orAbort();
      assertEquals(before, free());
    });
  }

  @Test
  void handlersGiveBackTheirNodes() {
    play(() -> {
      EventLoop loop = EventLoop.create(new EventLoopArgs(8, null, 0, 0, 0));
      int before = free();
      EventHandlerInstance one = loop.handlerInstanceRegister(MINE, 1, (a, b, i, d) -> {}, null);
      int withOne = free();
      assertEquals(before - 4 * 16 - 20, withOne); // context, handler, id, loop; base is larger
      EventHandlerInstance two = loop.handlerInstanceRegister(MINE, 1, (a, b, i, d) -> {}, null);
      assertEquals(withOne - 2 * 16, free());
      loop.handlerInstanceUnregister(MINE, 1, two).orAbort();
      assertEquals(withOne, free());
      loop.handlerInstanceUnregister(MINE, 1, one).orAbort();
      assertEquals(before, free());
      loop.handlerRegister(MINE, 2, (a, b, i, d) -> {}, null).orAbort();
      loop.delete().orAbort();
      assertTrue(free() > before);
    });
  }

  @Test
  void eventDataIsGivenBackAfterItsHandlers() {
    play(() -> {
      EventLoop loop = EventLoop.create(new EventLoopArgs(2, null, 0, 0, 0));
      int before = free();
      int[] within = new int[1];
      loop.handlerRegister(MINE, 1, (a, b, i, d) -> within[0] = free(), null).orAbort();
      int registered = free();
      loop.post(MINE, 1, new byte[100], Timeout.NONE).orAbort();
      loop.post(MINE, 1, new byte[100], Timeout.NONE).orAbort();
      assertEquals(registered - 208, free());
      assertEquals(EspErr.ESP_ERR_TIMEOUT, loop.post(MINE, 1, new byte[100], Timeout.NONE));
      assertEquals(registered - 208, free());
      loop.run(Timeout.NONE).orAbort();
      assertEquals(registered - 208, within[0]);
      assertEquals(registered - 104, free());
      assertEquals(EspErr.ESP_ERR_NO_MEM, loop.post(MINE, 1, new byte[1_000_000], Timeout.NONE));
      loop.delete().orAbort();
      assertTrue(free() > before);
    });
  }

  @Test
  void aLoopWithoutMemoryForItsTaskLeavesNothingBehind() {
    play(
        4_000,
        () -> {
          int before = free();
          EspException failure =
              assertThrows(
                  EspException.class,
                  () -> EventLoop.create(new EventLoopArgs(8, "loop", 5, 4096, 0)));
          assertEquals(EspErr.ESP_FAIL, failure.code());
          assertEquals(before, free());
          EspException noQueue =
              assertThrows(
                  EspException.class,
                  () -> EventLoop.create(new EventLoopArgs(1000, null, 0, 0, 0)));
          assertEquals(EspErr.ESP_ERR_NO_MEM, noQueue.code());
          assertEquals(before, free());
        });
  }

  @Test
  void timersGiveBackInTheirTask() {
    play(() -> {
      EspTimer first = EspTimer.create(EspTimerCreateArgs.of("first", () -> {}));
      Task.delay(Timeout.ticks(1));
      int before = free();
      EspTimer second = EspTimer.create(EspTimerCreateArgs.of("second", () -> {}));
      assertEquals(before - 36, free());
      second.delete().orAbort();
      Task.delay(Timeout.ticks(1));
      assertEquals(before, free());
      first.delete().orAbort();
    });
  }

  @Test
  void socketsGiveBackWhatLwipTook() {
    play(() -> {
      int fresh = free();
      int udp = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_DGRAM, 0);
      Sockets.close(udp);
      int before = free();
      assertEquals(fresh - 16 - 88, before); // the task's own semaphore stays
      int tcp = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
      assertEquals(before - (56 + 4) - (12 + 4) - (84 + 6 * 4 + 4) - (208 + 4), free());
      Sockets.bind(tcp, SockAddr.any(Sockets.AF_INET, 80));
      Sockets.listen(tcp, 1);
      assertEquals(before - (56 + 4) - (12 + 4) - (84 + 6 * 4 + 4) - (76 + 4), free());
      Sockets.close(tcp);
      assertEquals(before, free());
    });
  }

  @Test
  void aTasksSemaphoreGoesWithTheTask() {
    play(() -> {
      int before = free();
      for (int i = 0; i < 10; i++) {
        Task.create(
            "net",
            4096,
            2,
            () -> {
              Sockets.close(Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0));
              Task.current().delete();
            });
        Task.delay(Timeout.ticks(1));
      }
      assertEquals(before, free());
    });
  }

  @Test
  void socketsWithoutMemoryAreRefused() {
    play(
        500,
        () -> {
          int first = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_DGRAM, 0);
          assertTrue(first >= 54);
          assertEquals(-1, Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0));
          assertEquals(Errno.ENOBUFS, Errno.get());
          Sockets.close(first);
          assertEquals(500 - 16 - 88, free());
        });
  }

  @Test
  void addressesAreGivenBackByFreeaddrinfo() {
    play(() -> {
      int before = free();
      AddrInfo info = Netdb.getaddrinfo("192.168.4.1", "80", null).info();
      assertNotNull(info);
      assertEquals(before - 324, free());
      Netdb.freeaddrinfo(info);
      Netdb.freeaddrinfo(info);
      assertEquals(before, free());
    });
  }

  @Test
  void transportsGiveBackWhenDestroyed() {
    play(() -> {
      int before = free();
      TransportList list = TransportList.init();
      EspTransport tcp = TransportTcp.init();
      list.add(tcp, "_tcp").orAbort();
      list.add(TransportWs.init(tcp), "ws").orAbort();
      EspTransport ssl = TransportSsl.init();
      list.add(ssl, "_ssl").orAbort();
      list.add(TransportWs.init(ssl), "wss").orAbort();
      assertTrue(free() < before - 2_000);
      list.destroy().orAbort();
      assertEquals(before, free());
    });
  }

  private static void clientsOfEverySize(Profile profile, int lockFails) {
    try (Simulation simulation = Simulation.builder().network(new SimulatedNetwork(1)).build()) {
      Board board =
          simulation.board(BoardConfig.defaults().withHeapBytes(9_000).withProfile(profile));
      int[] aborted = new int[1];
      int[] made = new int[1];
      board.boot(() -> {
        var config = WebsocketClientConfig.builder().uri("ws://h/p").subprotocol("s").build();
        int before = free();
        for (int left = 0; left < 8_900; left += 4) {
          assertTrue(Heap.current().take(HeapUse.FIRMWARE, before - left - 4));
          try {
            EspWebsocketClient.init(config).destroy();
            made[0]++;
          } catch (EspException e) {
            assertEquals(left, free(), () -> "with " + left(e));
          } catch (EspAbort e) {
            aborted[0]++;
          }
          Heap.current().give(HeapUse.FIRMWARE, before - left - 4);
          before = free(); // an assertion that fails gives nothing back
        }
      });
      RunResult result = simulation.runFor(600_000_000_000L);
      assertEquals(RunResult.End.DONE, result.end(), () -> result.report() + board.output());
      assertEquals(lockFails, Math.min(1, aborted[0]));
      assertTrue(made[0] > 0 && made[0] < 2_200);
    }
  }

  private static String left(EspException e) {
    return String.valueOf(e.getMessage());
  }

  @Test
  void aClientWithoutMemoryLeavesNothingBehind() {
    clientsOfEverySize(Profile.IDF_4_4, 1); // without its lock destroy fails an assertion
    clientsOfEverySize(Profile.COMPONENT_1_8, 0);
  }
}
