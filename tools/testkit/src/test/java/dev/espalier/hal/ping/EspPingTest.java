package dev.espalier.hal.ping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.RunResult;
import dev.espalier.emulator.Simulation;
import dev.espalier.emulator.fault.Fault;
import dev.espalier.emulator.fault.FaultRule;
import dev.espalier.emulator.net.SimulatedNetwork;
import dev.espalier.emulator.trace.PcapNg;
import dev.espalier.hal.Firmware;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.lwip.Netdb;
import dev.espalier.hal.lwip.SockAddr;
import dev.espalier.hal.system.EspAbort;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspException;
import dev.espalier.hal.system.Heap;
import dev.espalier.testkit.lab.Lab;
import dev.espalier.testkit.lab.LabConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Ping sessions, as {@code ping_sock.c} of v4.4 has them. */
final class EspPingTest {
  private static final SockAddr OTHER = SockAddr.in("192.168.4.3", 0);
  private static final SockAddr NOBODY = SockAddr.in("192.168.4.77", 0);

  private final List<String> notes = new ArrayList<>();

  private final EspPingCallbacks noting =
      new EspPingCallbacks() {
        @Override
        public void onPingSuccess(EspPing session) {
          note("answer", session);
        }

        @Override
        public void onPingTimeout(EspPing session) {
          note("none", session);
        }

        @Override
        public void onPingEnd(EspPing session) {
          note("end", session);
        }
      };

  private void note(String what, EspPing session) {
    int sequence = session.getProfile(EspPingProfile.ESP_PING_PROF_SEQNO);
    notes.add(what + " " + sequence + " in " + Task.current().getName());
  }

  private static void play(Firmware firmware) {
    try (Simulation simulation = Simulation.builder().network(new SimulatedNetwork(1)).build()) {
      simulation.board(BoardConfig.defaults().withName("one")).boot(firmware);
      simulation
          .board(BoardConfig.defaults().withName("two"))
          .boot(() -> Task.delay(Timeout.millis(30_000)));
      RunResult result = simulation.runFor(60_000_000_000L);
      RunResult.Panic panic = result.panic();
      assertNull(panic, () -> "" + (panic == null ? "" : panic.thrown()));
      assertEquals(RunResult.End.DONE, result.end(), result::report);
    }
  }

  private static void sleep(long millis) {
    Task.delay(Timeout.millis(millis));
  }

  @Test
  void countsAnswersAndTellsWhatTheyWereLike() {
    play(() -> {
      EspPing ping = EspPing.newSession(EspPingConfig.defaults(OTHER).with(2, 1000, 1000), noting);
      ping.start().orAbort();
      sleep(3000);
      assertEquals(List.of("answer 1 in ping", "answer 2 in ping", "end 2 in ping"), notes);
      assertEquals(2, ping.getProfile(EspPingProfile.ESP_PING_PROF_REQUEST));
      assertEquals(2, ping.getProfile(EspPingProfile.ESP_PING_PROF_REPLY));
      assertEquals(64, ping.getProfile(EspPingProfile.ESP_PING_PROF_SIZE));
      assertEquals(255, ping.getProfile(EspPingProfile.ESP_PING_PROF_TTL));
      assertEquals(0, ping.getProfile(EspPingProfile.ESP_PING_PROF_TOS));
      SockAddr from = ping.getProfile(EspPingProfile.ESP_PING_PROF_IPADDR);
      assertEquals(List.of(OTHER.bytes()[3]), List.of(from.bytes()[3]));
      assertTrue(ping.getProfile(EspPingProfile.ESP_PING_PROF_TIMEGAP) < 100);
      ping.deleteSession().orAbort();
    });
  }

  @Test
  void faultsHoldForPingsAndCapturesShowThem() throws IOException {
    var file = new ByteArrayOutputStream();
    var config =
        LabConfig.defaults()
            .withFault(FaultRule.always(new Fault.Latency(150_000_000, 0)))
            .withFault(FaultRule.from(3_000_000_000L, new Fault.Stall(), 1_000_000_000));
    try (var pcap = new PcapNg(file);
        Lab lab = new Lab(config.withTap(pcap))) {
      var _ = lab.server("server", 80);
      lab.board()
          .boot(() -> {
            var server = Objects.requireNonNull(Netdb.gethostbyname("server"));
            SockAddr target = server.addrList().getFirst();
            EspPing ping = EspPing.newSession(EspPingConfig.defaults(target), noting);
            ping.start().orAbort();
            sleep(6000);
            assertEquals(4, ping.getProfile(EspPingProfile.ESP_PING_PROF_REPLY));
            long gap = ping.getProfile(EspPingProfile.ESP_PING_PROF_TIMEGAP);
            assertTrue(gap >= 300 && gap < 330, "took " + gap + " ms");
            ping.deleteSession().orAbort();
            EspLog.i("ping", "done");
          });
      lab.awaitLog("ping: done", Duration.ofSeconds(10));
    }
    assertTrue(notes.contains("none 4 in ping"), notes::toString);
    String text = new String(file.toByteArray(), StandardCharsets.ISO_8859_1);
    assertEquals(5 + 4, text.split("ABCDEFGHIJKLMNOPQRSTUVWXYZ", -1).length - 1);
  }

  @Test
  void waitsForAnswersThatNeverCome() {
    play(() -> {
      EspPing ping = EspPing.newSession(EspPingConfig.defaults(NOBODY).with(3, 500, 200), noting);
      ping.start().orAbort();
      sleep(1600);
      assertEquals(
          List.of("none 1 in ping", "none 2 in ping", "none 3 in ping", "end 3 in ping"), notes);
      assertEquals(3, ping.getProfile(EspPingProfile.ESP_PING_PROF_REQUEST));
      assertEquals(0, ping.getProfile(EspPingProfile.ESP_PING_PROF_REPLY));
      long total = ping.getProfile(EspPingProfile.ESP_PING_PROF_DURATION);
      assertTrue(total > 570 && total <= 603, "took " + total + " ms");
      ping.deleteSession().orAbort();
    });
  }

  @Test
  void goesOnWithoutEndUntilItIsStoppedAndBeginsAnew() {
    play(() -> {
      EspPing ping =
          EspPing.newSession(
              EspPingConfig.defaults(OTHER).with(EspPingConfig.ESP_PING_COUNT_INFINITE, 100, 100),
              noting);
      ping.start().orAbort();
      sleep(1050);
      ping.stop().orAbort();
      sleep(1000);
      assertEquals("end 11 in ping", notes.getLast());
      ping.start().orAbort();
      sleep(50);
      assertEquals("answer 1 in ping", notes.getLast());
      ping.stop().orAbort();
      ping.deleteSession().orAbort();
    });
  }

  @Test
  void givesAllBackSomeTimeAfterItsDeletion() {
    play(() -> {
      EspPing first = EspPing.newSession(EspPingConfig.defaults(OTHER), null);
      first.deleteSession().orAbort();
      sleep(2100);
      int free = Heap.current().free();
      EspPing second = EspPing.newSession(EspPingConfig.defaults(OTHER).with(1, 1000, 1000), null);
      assertTrue(Heap.current().free() < free - 2560);
      second.start().orAbort();
      second.deleteSession().orAbort();
      sleep(900);
      assertEquals(1, second.getProfile(EspPingProfile.ESP_PING_PROF_REPLY));
      sleep(1200);
      assertEquals(free, Heap.current().free());
      assertThrows(EspAbort.class, () -> second.start().orPrint());
    });
  }

  @Test
  void refusesWhatTheNetworkOrTheHeapCannotDo() {
    play(() -> {
      var large =
          new EspPingConfig(1, 1000, 1000, 64, 0, 64, OTHER, Heap.current().free() * 2, 2, 0);
      refuses(EspErr.ESP_ERR_NO_MEM, large);
      refuses(EspErr.ESP_FAIL, EspPingConfig.defaults(SockAddr.in6("::1", 0)));
      refuses(EspErr.ESP_FAIL, new EspPingConfig(1, 1000, 1000, 64, 0, 64, OTHER, 2560, 2, 99));
      sleep(100);
      int free = Heap.current().free();
      refuses(EspErr.ESP_FAIL, new EspPingConfig(1, 1000, 1000, 64, 0, 64, OTHER, 2560, 2, 99));
      sleep(100);
      assertEquals(free, Heap.current().free());
    });
  }

  private static void refuses(EspErr code, EspPingConfig config) {
    var e = assertThrows(EspException.class, () -> EspPing.newSession(config, null));
    assertEquals(code, e.code());
  }
}
