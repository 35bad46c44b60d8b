package dev.espalier.hal.sntp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.Board;
import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.RunResult;
import dev.espalier.emulator.Simulation;
import dev.espalier.emulator.net.SimulatedNetwork;
import dev.espalier.hal.Firmware;
import dev.espalier.hal.config.SdkConfigLoader;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.lwip.Timeval;
import dev.espalier.hal.newlib.SysTime;
import dev.espalier.hal.system.EspSleep;
import dev.espalier.hal.system.EspSystem;
import dev.espalier.testkit.peer.NtpServer;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The clock of a board and what servers do to it. */
final class SntpTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Instant NOON = Instant.parse("2023-06-01T12:00:00Z");

  private final List<String> notes = new ArrayList<>();
  private final SimulatedNetwork network = new SimulatedNetwork(1);
  private Simulation simulation;
  private NtpServer server;

  @BeforeEach
  void startServer() {
    simulation = Simulation.builder().network(network).build();
    server = NtpServer.start(simulation, network, "pool.ntp.org", NOON);
  }

  @AfterEach
  void end() {
    simulation.close();
  }

  private void play(Firmware firmware, String... options) {
    var loader = new SdkConfigLoader();
    for (String option : options) {
      loader.set(option);
    }
    Board board = simulation.board(BoardConfig.defaults().withSdkConfig(loader.load()));
    board.boot(firmware);
    RunResult result = simulation.runFor(100_000 * SECOND);
    assertEquals(RunResult.End.DONE, result.end(), () -> result.report() + board.output());
  }

  private static void delay(long seconds) {
    Task.delay(Timeout.millis(seconds * 1000));
  }

  /** How far the board's clock is behind the server's, in microseconds. */
  private long behind() {
    Timeval board = SysTime.gettimeofday();
    Instant right = NOON.plusNanos(simulation.now());
    return (right.getEpochSecond() - board.sec()) * 1_000_000
        + right.getNano() / 1000
        - board.usec();
  }

  private static void start() {
    Sntp.setOperatingMode(SntpOperatingMode.ESP_SNTP_OPMODE_POLL);
    Sntp.setServerName(0, "pool.ntp.org");
    Sntp.init();
  }

  @Test
  void theClockBeginsAt1970AndIsPutRight() {
    play(() -> {
      assertEquals(0, SysTime.time());
      Sntp.setTimeSyncNotificationCb(time -> notes.add("told " + time.sec()));
      start();
      assertTrue(Sntp.enabled());
      assertEquals("pool.ntp.org", Sntp.getServerName(0));
      assertEquals(SntpSyncStatus.SNTP_SYNC_STATUS_RESET, Sntp.getSyncStatus());
      delay(6);
      // One way through the network is what it cannot know.
      assertTrue(Math.abs(behind()) < 2000, () -> "behind by " + behind());
      assertEquals(SntpSyncStatus.SNTP_SYNC_STATUS_COMPLETED, Sntp.getSyncStatus());
      assertEquals(SntpSyncStatus.SNTP_SYNC_STATUS_RESET, Sntp.getSyncStatus());
    });
    assertEquals(1, notes.size());
    byte[] request = server.requests().getFirst();
    assertEquals(0x23, request[0]); // version 4, client
    for (int i = 1; i < request.length; i++) {
      assertEquals(0, request[i], "byte " + i);
    }
  }

  @Test
  void itAsksAgainAfterTheInterval() {
    play(() -> {
      assertEquals(3_600_000, Sntp.getSyncInterval());
      Sntp.setSyncInterval(10);
      assertEquals(15_000, Sntp.getSyncInterval());
      start();
      delay(6);
      assertEquals(1, server.requests().size());
      delay(15);
      assertEquals(2, server.requests().size());
      Sntp.setSyncInterval(60_000);
      assertTrue(Sntp.restart());
      delay(6);
      assertEquals(3, server.requests().size());
      delay(59);
      assertEquals(4, server.requests().size());
      Sntp.stop();
      delay(200);
      assertEquals(4, server.requests().size());
      assertFalse(Sntp.enabled());
      assertFalse(Sntp.restart());
    });
  }

  @Test
  void aSilentServerIsAskedLessAndLessOften() {
    server.silent(true);
    play(() -> {
      start();
      delay(5);
      // 15 s without answer, then waits of 15, 30, 60 and 120 s
      int[] after = {0, 30, 45, 75, 135, 135};
      for (int i = 1; i < after.length; i++) {
        assertEquals(i, server.requests().size(), "request " + i);
        delay(after[i]);
      }
      server.silent(false);
      delay(136);
      assertEquals(SntpSyncStatus.SNTP_SYNC_STATUS_COMPLETED, Sntp.getSyncStatus());
    });
  }

  @Test
  void theNextServerIsTriedAfterAKissOfDeath() {
    server.stratum(0);
    NtpServer second = NtpServer.start(simulation, network, "time.example", NOON);
    play(
        () -> {
          Sntp.setServerName(1, "nobody.example");
          Sntp.setServerName(2, "time.example");
          Sntp.setServerName(3, "out.of.range");
          start();
          delay(6);
          assertEquals(1, server.requests().size());
          assertEquals(1, second.requests().size());
          assertTrue(Math.abs(behind()) < 2000, () -> "behind by " + behind());
        },
        "CONFIG_LWIP_SNTP_MAX_SERVERS=3");
  }

  @Test
  void smoothModeSlews() {
    play(() -> {
      Sntp.setSyncInterval(15_000);
      start();
      delay(6);
      server.time(NOON.plusNanos(simulation.now()).plusSeconds(1));
      Sntp.setSyncMode(SntpSyncMode.SNTP_SYNC_MODE_SMOOTH);
      assertEquals(SntpSyncMode.SNTP_SYNC_MODE_SMOOTH, Sntp.getSyncMode());
      delay(15);
      assertEquals(SntpSyncStatus.SNTP_SYNC_STATUS_IN_PROGRESS, Sntp.getSyncStatus());
      long begin = behind();
      delay(10);
      long passed = begin - behind();
      assertTrue(Math.abs(passed - 156_250) < 3000, () -> "slewed " + passed);
      delay(90);
      assertEquals(SntpSyncStatus.SNTP_SYNC_STATUS_COMPLETED, Sntp.getSyncStatus());
      assertTrue(Math.abs(behind() + 1_000_000) < 5000, () -> "behind by " + behind());
    });
  }

  @Test
  void adjtimeRefusesMoreThanHalfAnHour() {
    play(() -> {
      SysTime.settimeofday(new Timeval(1_000_000, 0));
      assertEquals(-1, SysTime.adjtime(new Timeval(2147, 0)));
      assertEquals(0, SysTime.adjtime(new Timeval(-2146, 0)));
      delay(64);
      assertEquals(-2145, SysTime.adjtimeLeft().sec());
      SysTime.settimeofday(new Timeval(5, 0));
      assertEquals(new Timeval(0, 0), SysTime.adjtimeLeft());
    });
  }

  @Test
  void aListenerTakesWhatServersTellEverybody() throws Exception {
    InetAddress all = InetAddress.getByName("192.168.4.255");
    play(() -> {
      Sntp.setOperatingMode(SntpOperatingMode.ESP_SNTP_OPMODE_LISTENONLY);
      Sntp.init();
      delay(20);
      server.broadcast(all);
      delay(1);
      assertTrue(Math.abs(behind()) < 2000, () -> "behind by " + behind());
      assertEquals(0, server.requests().size());
    });
  }

  @Test
  void theTimeOutlivesResetsAndSleepButNotALossOfPower() {
    Board board = simulation.board(BoardConfig.defaults());
    board.boot(() -> {
      notes.add(EspSystem.resetReason() + " " + SysTime.time());
      switch (notes.size()) {
        case 1 -> {
          SysTime.settimeofday(new Timeval(1000, 500_000));
          delay(5);
          throw EspSystem.restart();
        }
        case 2 -> throw EspSleep.deepSleep(10_000_000);
        default -> delay(2);
      }
    });
    assertEquals(RunResult.End.DONE, simulation.run().end());
    board.powerCycle(SECOND);
    assertEquals(RunResult.End.DONE, simulation.run().end());
    assertEquals(
        List.of(
            "ESP_RST_POWERON 0", "ESP_RST_SW 1005", "ESP_RST_DEEPSLEEP 1015", "ESP_RST_POWERON 0"),
        notes);
  }
}
