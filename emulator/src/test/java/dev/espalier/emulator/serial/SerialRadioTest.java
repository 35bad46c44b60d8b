package dev.espalier.emulator.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.Simulation;
import dev.espalier.emulator.Uplink;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.port.Radio;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The real board's Wi-Fi as firmware's: which failure gives which event. */
final class SerialRadioTest {
  private final SimulatedWorld world = new SimulatedWorld(new UartModel());
  private final List<String> events = new ArrayList<>();
  private final Radio.Listener listener =
      new Radio.Listener() {
        @Override
        public void joined(byte[] bssid, int channel, int authMode) {
          events.add("joined " + BoardText.mac(bssid) + " " + channel + " " + authMode);
        }

        @Override
        public void signal(int dbm) {
          events.add("signal " + dbm);
        }

        @Override
        public void address(InetAddress ip, InetAddress netmask, InetAddress gateway) {
          events.add("address " + ip.getHostAddress());
        }

        @Override
        public void left(int reason) {
          events.add("left " + reason);
        }
      };

  private Simulation simulation;
  private Radio radio;

  @BeforeEach
  void boot() {
    simulation = Simulation.builder().seed(1).network(world.network()).build();
    Uplink uplink = simulation.host("firmware");
    world.network().attach(uplink);
    radio = world.network().radio(uplink);
    simulation
        .board(BoardConfig.defaults())
        .boot(() -> {
          while (true) {
            Task.delay(Timeout.millis(1000));
          }
        });
  }

  @AfterEach
  void end() {
    simulation.close();
  }

  private void run(long millis) {
    var _ = simulation.runFor(millis * 1_000_000);
  }

  private void expect(String... wanted) {
    assertEquals(List.of(wanted), events);
    events.clear();
  }

  private void join(String ssid) {
    radio.join(ssid, "secret", listener);
    run(2000);
  }

  private void joinTheBoardsOwn() {
    join("bench");
    expect("joined 02:00:00:00:00:07 11 3", "address 192.168.1.50");
  }

  @Test
  void theBoardsOwnNetworkIsJoinedAtOnce() {
    joinTheBoardsOwn();
  }

  @Test
  void anotherNetworkIsJoinedByTheBoard() {
    join("elsewhere");
    expect("joined 02:00:00:00:00:07 11 3", "address 192.168.1.51");
  }

  @Test
  void theBoardStaysInItsOwnNetworkWhenTold() {
    world.network().joinsAsFirmwareSays(false);
    join("elsewhere");
    expect("joined 02:00:00:00:00:07 11 3", "address 192.168.1.50");
  }

  @Test
  void whatTheBoardDoesNotFindIsTheFirmwaresReason() {
    join("wrong");
    expect("left 201");
  }

  @Test
  void noAnswerFromTheAirIsGivenUp() {
    run(500);
    world.board().silentOnWifi(true);
    radio.join("elsewhere", "secret", listener);
    run(11_999);
    expect();
    run(2);
    expect("left 201");
  }

  @Test
  void aPulledCableIsALostAccessPointUntilTheBoardIsBack() {
    joinTheBoardsOwn();
    world.board().unplug();
    run(1);
    expect("left 200");
    radio.join("bench", "secret", listener);
    run(3000);
    expect();
    world.board().plug();
    run(3000);
    expect("joined 02:00:00:00:00:07 11 3", "address 192.168.1.50");
  }

  @Test
  void aResetOfTheBoardIsALostAccessPoint() {
    joinTheBoardsOwn();
    world.board().reset();
    run(6000);
    expect("left 200");
    assertTrue(world.session().isUp(), "the board is back by itself");
    joinTheBoardsOwn();
  }

  @Test
  void theBoardsOwnReasonIsTheFirmwares() {
    joinTheBoardsOwn();
    world.board().wifi(false, 6);
    run(100);
    expect("left 6");
  }

  @Test
  void leavingIsAnswered() {
    joinTheBoardsOwn();
    radio.leave();
    run(10);
    expect("left 8");
  }
}
