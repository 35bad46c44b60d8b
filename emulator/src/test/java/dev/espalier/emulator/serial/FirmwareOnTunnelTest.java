package dev.espalier.emulator.serial;

import static dev.espalier.hal.netif.IpEvent.IP_EVENT;
import static dev.espalier.hal.wifi.WifiEvent.WIFI_EVENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.Simulation;
import dev.espalier.hal.event.EspEvent;
import dev.espalier.hal.event.EventHandler;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.lwip.Netdb;
import dev.espalier.hal.lwip.SockAddr;
import dev.espalier.hal.lwip.Sockets;
import dev.espalier.hal.netif.EspNetif;
import dev.espalier.hal.netif.IpEvent;
import dev.espalier.hal.nvs.NvsFlash;
import dev.espalier.hal.port.Network.Endpoint;
import dev.espalier.hal.wifi.EspWifi;
import dev.espalier.hal.wifi.WifiDefault;
import dev.espalier.hal.wifi.WifiEvent;
import dev.espalier.hal.wifi.WifiInterface;
import dev.espalier.hal.wifi.WifiMode;
import dev.espalier.hal.wifi.WifiStaConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What firmware sees of the cable, row by row of the last table in {@code docs/tunnel.md}. */
final class FirmwareOnTunnelTest {
  private static final InetSocketAddress SERVER =
      new InetSocketAddress(InetAddress.ofLiteral("192.168.1.9"), 80);
  private static final String CONNECTED = "connected bench 02:00:00:00:00:07 11 WIFI_AUTH_WPA2_PSK";
  private static final String ADDRESS = "address 192.168.1.50 changed";

  /** The lost-address timer's default, seconds. */
  private static final int LOST_IP = 120;

  private final SimulatedWorld world = new SimulatedWorld(new UartModel());
  private final List<String> seen = new ArrayList<>();
  private final Deque<Runnable> wishes = new ArrayDeque<>();
  private @Nullable Simulation running;

  @AfterEach
  void end() {
    simulation().close();
  }

  private Simulation simulation() {
    Simulation made = running;
    if (made == null) {
      made = Simulation.builder().seed(1).network(world.network()).build();
      running = made;
    }
    return made;
  }

  /** Boots firmware whose station goes to an access point, and does what the test wishes. */
  private void boot(String ssid) {
    simulation()
        .board(BoardConfig.defaults().withRadio(world.network()::radio))
        .boot(() -> {
          NvsFlash.init().orAbort();
          EspNetif.init().orAbort();
          EspEvent.loopCreateDefault().orAbort();
          EspNetif _ = WifiDefault.createDefaultWifiSta();
          EspWifi.init().orAbort();
          EventHandler<Object> each = (arg, base, id, data) -> see(id, data);
          EspEvent.handlerRegister(WIFI_EVENT, EspEvent.ESP_EVENT_ANY_ID, each, null).orAbort();
          EspEvent.handlerRegister(IP_EVENT, EspEvent.ESP_EVENT_ANY_ID, each, null).orAbort();
          EspWifi.setMode(WifiMode.WIFI_MODE_STA).orAbort();
          EspWifi.setConfig(WifiInterface.WIFI_IF_STA, WifiStaConfig.of(ssid, "correct horse"))
              .orAbort();
          EspWifi.start().orAbort();
          EspWifi.connect().orAbort();
          while (true) {
            Runnable next = wishes.poll();
            if (next != null) {
              next.run();
            }
            Task.delay(Timeout.millis(10));
          }
        });
  }

  private void see(int id, @Nullable Object data) {
    switch (data) {
      case WifiEvent.StaConnected c ->
          seen.add(
              "connected "
                  + c.ssid()
                  + " "
                  + c.bssid()
                  + " "
                  + c.channel()
                  + " "
                  + c.authmode().name());
      case WifiEvent.StaDisconnected d -> seen.add("disconnected " + d.reason());
      case IpEvent.GotIp got when id == IpEvent.IP_EVENT_STA_GOT_IP ->
          seen.add(
              "address "
                  + got.ipInfo().ip().getHostAddress()
                  + (got.ipChanged() ? " changed" : ""));
      case IpEvent.GotIp _ -> seen.add("lost address");
      case null, default -> {}
    }
  }

  private void run(long millis) {
    var _ = simulation().runFor(millis * 1_000_000);
  }

  private void onBoard(Runnable work) {
    wishes.add(work);
    run(1000);
  }

  private static SockAddr address(int port) {
    return SockAddr.of(SERVER.getAddress().getAddress(), port);
  }

  private void expect(String... wanted) {
    assertEquals(List.of(wanted), seen);
    seen.clear();
  }

  private void bootAndJoin() {
    boot("bench");
    run(5000);
    expect(CONNECTED, ADDRESS);
  }

  private static String outcome(int result) {
    return result < 0 ? Errno.name(Errno.get()) : String.valueOf(result);
  }

  /**
   * One of each kind: connected, with a few bytes that nobody has read; for datagrams; listening.
   */
  private final class Three {
    private final List<Endpoint> accepted = new ArrayList<>();
    private int tcp;
    private int udp;
    private int listening;

    Three() {
      Endpoint server = world.server().open(false, false);
      assertEquals(0, server.bind(SERVER));
      assertEquals(0, server.listen(4));
      onBoard(() -> {
        tcp = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
        assertEquals(0, Sockets.connect(tcp, address(80)));
        udp = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_DGRAM, 0);
        assertEquals(0, Sockets.bind(udp, SockAddr.any(Sockets.AF_INET, 9000)));
        listening = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
        assertEquals(0, Sockets.bind(listening, SockAddr.any(Sockets.AF_INET, 9001)));
        assertEquals(0, Sockets.listen(listening, 2));
      });
      Endpoint other = server.accept();
      assertTrue(other != null, "the server has the connection");
      accepted.add(other);
      assertEquals(4, other.write(new byte[] {1, 2, 3, 4}, 0, 4));
      run(500);
    }

    /** Without the board, whatever took it away. */
    void areCutOff() {
      onBoard(() -> {
        SockAddr server = address(80);
        byte[] bytes = new byte[10];
        seen.add("recv " + outcome(Sockets.recv(tcp, bytes, 0)));
        seen.add("recv " + outcome(Sockets.recv(tcp, bytes, 0)));
        seen.add("sendto " + outcome(Sockets.sendto(udp, bytes, 0, 10, 0, server)));
        int late = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
        seen.add("connect " + outcome(Sockets.connect(late, server)));
        seen.add("name " + (Netdb.gethostbyname("server") == null ? "unknown" : "known"));
        assertEquals(0, Sockets.close(late));
      });
      expect(
          "recv 4",
          "recv ECONNRESET",
          "sendto EHOSTUNREACH",
          "connect EHOSTUNREACH",
          "name unknown");
    }

    /** With the board again: what is new works, the others go on, the connection stays failed. */
    void areServedAgain() {
      Endpoint receiver = world.server().open(false, true);
      assertEquals(0, receiver.bind(new InetSocketAddress(SERVER.getAddress(), 81)));
      Endpoint client = world.server().open(false, false);
      int _ = client.connect(TunnelTraffic.esp(9001));
      run(500);
      onBoard(() -> {
        byte[] bytes = {7};
        SockAddr peer = new SockAddr();
        seen.add("accept " + (Sockets.accept(listening, peer) >= 0));
        SockAddr to = address(81);
        seen.add("sendto " + outcome(Sockets.sendto(udp, bytes, 0, 1, 0, to)));
        int fresh = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
        SockAddr server = address(80);
        seen.add("connect " + outcome(Sockets.connect(fresh, server)));
        seen.add("send " + outcome(Sockets.send(tcp, bytes, 0)));
      });
      expect("accept true", "sendto 1", "connect 0", "send ECONNRESET");
      assertEquals(1, receiver.read(new byte[10], 0, 10, false));
      assertEquals(9000, Objects.requireNonNull(receiver.sender()).getPort());
    }
  }

  private void comesBackWithTheNextConnect() {
    onBoard(() -> EspWifi.connect().orAbort());
    run(1000);
    expect(CONNECTED, "address 192.168.1.50");
  }

  @Test
  void aPulledCableIsALostAccessPointAndLaterALostAddress() {
    bootAndJoin();
    Three three = new Three();
    world.board().unplug();
    run(10);
    expect("disconnected 200");
    three.areCutOff();
    world.board().plug();
    run(5000);
    expect();
    comesBackWithTheNextConnect();
    three.areServedAgain();
    run(LOST_IP * 1000L);
    expect(); // the timer finds the address that came back
    world.board().unplug();
    run(10);
    expect("disconnected 200");
    run(LOST_IP * 1000L - 20);
    expect();
    run(20);
    expect("lost address");
    world.board().plug();
    run(5000);
    onBoard(() -> EspWifi.connect().orAbort());
    expect(CONNECTED, ADDRESS);
  }

  @Test
  void aResetOfTheBoardIsTheSame() {
    bootAndJoin();
    Three three = new Three();
    world.board().reset();
    run(6000);
    expect("disconnected 200");
    onBoard(() -> seen.add("recv " + outcome(Sockets.recv(three.tcp, new byte[9], 0))));
    onBoard(() -> seen.add("recv " + outcome(Sockets.recv(three.tcp, new byte[9], 0))));
    expect("recv 4", "recv ECONNRESET");
    comesBackWithTheNextConnect();
    three.areServedAgain();
    run(LOST_IP * 1000L);
    expect();
  }

  @Test
  void aBoardThatFallsSilentIsTheSame() {
    bootAndJoin();
    Three three = new Three();
    world.mute(true);
    run(2400);
    expect();
    run(1200);
    expect("disconnected 200");
    three.areCutOff();
    world.mute(false);
    run(8000);
    expect();
    comesBackWithTheNextConnect();
    three.areServedAgain();
  }

  @Test
  void aBoardThatBreaksTheProtocolIsTheSame() {
    bootAndJoin();
    Three three = new Three();
    world.breakTheProtocol();
    run(10);
    expect("disconnected 200");
    three.areCutOff();
    run(8000);
    comesBackWithTheNextConnect();
    three.areServedAgain();
  }

  @Test
  void theBoardsOwnWifiGoesWithItsReasonAndItsConnections() {
    bootAndJoin();
    Three three = new Three();
    world.board().wifi(false, 6);
    run(100);
    expect("disconnected 6");
    run(LOST_IP * 1000L);
    expect("lost address");
    world.board().wifi(true, 0);
    onBoard(() -> EspWifi.connect().orAbort());
    expect(CONNECTED, ADDRESS);
    onBoard(() -> {
      seen.add("recv " + outcome(Sockets.recv(three.tcp, new byte[10], 0)));
      seen.add("send " + outcome(Sockets.send(three.tcp, new byte[1], 0)));
    });
    expect("recv 4", "send ECONNABORTED");
  }

  @Test
  void anotherAddressOfTheBoardIsTheFirmwares() {
    bootAndJoin();
    world.board().address(InetAddress.ofLiteral("192.168.1.77"));
    run(100);
    expect("address 192.168.1.77 changed");
  }

  @Test
  void anotherSsidTakesTheBoardThereWithoutStoringIt() {
    boot("elsewhere");
    run(5000);
    expect(
        "connected elsewhere 02:00:00:00:00:07 11 WIFI_AUTH_WPA2_PSK",
        "address 192.168.1.51 changed");
  }

  @Test
  void withoutABoardAtFirstTheStationGivesUpAfterTwelveSecondsAndFindsItLater() {
    simulation();
    world.network().attach(simulation().host("early"));
    world.board().unplug();
    boot("bench");
    onBoard(() -> {
      int fd = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
      seen.add("socket " + (fd >= 0));
      seen.add("connect " + outcome(Sockets.connect(fd, address(80))));
      seen.add("name " + (Netdb.gethostbyname("server") == null ? "unknown" : "known"));
    });
    expect("socket true", "connect EHOSTUNREACH", "name unknown");
    run(10_900);
    expect();
    run(300);
    expect("disconnected 201");
    world.board().plug();
    run(5000);
    onBoard(() -> EspWifi.connect().orAbort());
    expect(CONNECTED, ADDRESS);
  }

  @Test
  void withoutAnIdConnectFailsAndNotSocket() {
    bootAndJoin();
    SerialNetwork network = world.network();
    List<Endpoint> all = new ArrayList<>();
    var other = network.attach(simulation().host("other"));
    while (world.session().sockets().free() > 0) {
      Endpoint udp = other.open(false, true);
      assertEquals(0, udp.bind(TunnelTraffic.any(0)));
      all.add(udp);
    }
    onBoard(() -> {
      int fd = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
      seen.add("socket " + (fd >= 0));
      seen.add("connect " + outcome(Sockets.connect(fd, address(80))));
    });
    expect("socket true", "connect ENFILE");
    all.forEach(Endpoint::close);
  }
}
