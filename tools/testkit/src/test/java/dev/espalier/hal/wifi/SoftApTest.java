package dev.espalier.hal.wifi;

import static dev.espalier.hal.netif.IpEvent.IP_EVENT;
import static dev.espalier.hal.wifi.WifiEvent.WIFI_EVENT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.emulator.Board;
import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.RunResult;
import dev.espalier.emulator.Simulation;
import dev.espalier.emulator.net.SimulatedNetwork;
import dev.espalier.emulator.radio.AccessPoint;
import dev.espalier.emulator.radio.Air;
import dev.espalier.hal.Firmware;
import dev.espalier.hal.event.EspEvent;
import dev.espalier.hal.event.EventHandler;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.lwip.Inet;
import dev.espalier.hal.lwip.SockAddr;
import dev.espalier.hal.lwip.Sockets;
import dev.espalier.hal.netif.DhcpStatus;
import dev.espalier.hal.netif.DhcpsLease;
import dev.espalier.hal.netif.EspNetif;
import dev.espalier.hal.netif.IpEvent;
import dev.espalier.hal.netif.NetifDhcps;
import dev.espalier.hal.netif.NetifErr;
import dev.espalier.hal.system.EspErr;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One board is the access point, others are its stations. */
final class SoftApTest {
  private static final long SECOND = 1_000_000_000L;

  private final List<String> notes = new ArrayList<>();
  private final SimulatedNetwork network = new SimulatedNetwork(1);
  private Simulation simulation;
  private Air air;

  @BeforeEach
  void build() {
    simulation = Simulation.builder().seed(7).network(network).build();
    air = Air.of(AccessPoint.of("house", "long enough"));
    air.onAddress(network::readdress);
  }

  @AfterEach
  void close() {
    simulation.close();
  }

  @CanIgnoreReturnValue
  private Board board(String name, Firmware firmware) {
    Board board = simulation.board(BoardConfig.defaults().withName(name).withRadio(air::radio));
    board.boot(firmware);
    return board;
  }

  private void runToTheEnd(Board... boards) {
    RunResult result = simulation.runFor(600 * SECOND);
    assertEquals(
        RunResult.End.DONE,
        result.end(),
        () -> result.report() + notes + boards[0].output() + boards[boards.length - 1].output());
  }

  private void listen(String who) {
    EventHandler<Object> each =
        (arg, base, id, data) -> {
          String what =
              switch (data) {
                case WifiEvent.ApStaConnected c -> " aid " + c.aid();
                case WifiEvent.ApStaDisconnected d -> " aid " + d.aid();
                case WifiEvent.StaDisconnected d -> " reason " + d.reason();
                case WifiEvent.ScanDone done -> " found " + done.number();
                case IpEvent.GotIp ip -> " " + ip.ipInfo().ip().getHostAddress();
                case IpEvent.ApStaIpAssigned ip -> " " + ip.ip().getHostAddress();
                case null, default -> "";
              };
          notes.add(who + " " + base.name() + " " + id + what);
        };
    EspEvent.handlerRegister(WIFI_EVENT, EspEvent.ESP_EVENT_ANY_ID, each, null).orAbort();
    EspEvent.handlerRegister(IP_EVENT, EspEvent.ESP_EVENT_ANY_ID, each, null).orAbort();
  }

  @CanIgnoreReturnValue
  private static EspNetif startAccessPoint(WifiApConfig config) {
    return startAccessPoint(config, () -> {});
  }

  @CanIgnoreReturnValue
  private static EspNetif startAccessPoint(WifiApConfig config, Runnable prepared) {
    ExampleConnectTest.prepare();
    prepared.run();
    EspNetif netif = WifiDefault.createDefaultWifiAp();
    EspWifi.init().orAbort();
    EspWifi.setMode(WifiMode.WIFI_MODE_AP).orAbort();
    EspWifi.setConfig(WifiInterface.WIFI_IF_AP, config).orAbort();
    EspWifi.start().orAbort();
    return netif;
  }

  @CanIgnoreReturnValue
  private static EspNetif startStation(String ssid, String password) {
    ExampleConnectTest.prepare();
    EspNetif netif = WifiDefault.createDefaultWifiSta();
    EspWifi.init().orAbort();
    EspWifi.setMode(WifiMode.WIFI_MODE_STA).orAbort();
    EspWifi.setConfig(WifiInterface.WIFI_IF_STA, WifiStaConfig.of(ssid, password)).orAbort();
    EspWifi.start().orAbort();
    return netif;
  }

  private static void delay(long millis) {
    Task.delay(Timeout.millis(millis));
  }

  private void serveOnce() {
    int listener = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
    assertEquals(0, Sockets.bind(listener, SockAddr.any(Sockets.AF_INET, 80)));
    assertEquals(0, Sockets.listen(listener, 2));
    SockAddr peer = new SockAddr();
    int fd = Sockets.accept(listener, peer);
    byte[] buffer = new byte[64];
    int count = Sockets.recv(fd, buffer, 0);
    notes.add("ap got " + new String(buffer, 0, count, UTF_8) + " from " + text(peer));
    assertEquals(2, Sockets.send(fd, "ok".getBytes(UTF_8), 0));
    Sockets.close(fd);
    Sockets.close(listener);
  }

  private static String text(SockAddr peer) {
    return String.valueOf(Inet.inet_ntop(peer.family(), peer.bytes()));
  }

  @Test
  void aStationJoinsABoardAndTalksToIt() {
    Board ap =
        board(
            "ap",
            () -> {
              EspNetif netif =
                  startAccessPoint(WifiApConfig.of("greenhouse", "tomatoes!"), () -> listen("ap"));
              assertEquals("192.168.4.1", netif.getIpInfo().ip().getHostAddress());
              serveOnce();
              assertEquals(1, WifiAp.getStaList().orAbort().size());
              delay(5000);
              assertEquals(0, WifiAp.getStaList().orAbort().size());
            });
    Board sta =
        board(
            "sta",
            () -> {
              delay(500);
              EspNetif netif = startStation("greenhouse", "tomatoes!");
              listen("sta");
              EspWifi.connect().orAbort();
              delay(2000);
              int fd = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
              String gateway = netif.getIpInfo().gw().getHostAddress();
              assertEquals(
                  0, Sockets.connect(fd, SockAddr.in(gateway, 80)), () -> Errno.name(Errno.get()));
              assertEquals(5, Sockets.send(fd, "hello".getBytes(UTF_8), 0));
              assertEquals(2, Sockets.recv(fd, new byte[8], 0));
              Sockets.close(fd);
              EspWifi.disconnect().orAbort();
            });
    runToTheEnd(ap, sta);
    assertEquals(
        List.of(
            "ap WIFI_EVENT 12",
            "sta WIFI_EVENT 4",
            "ap WIFI_EVENT 14 aid 1",
            "ap IP_EVENT 2 192.168.4.2",
            "sta IP_EVENT 0 192.168.4.2",
            "ap got hello from 192.168.4.2",
            "sta WIFI_EVENT 5 reason 8",
            "ap WIFI_EVENT 15 aid 1"),
        notes);
    assertTrue(
        ap.output().contains("DHCP server assigned IP to a station, IP is: 192.168.4.2"),
        ap::output);
    assertTrue(ap.output().contains("wifi:mode : softAP (24:0a:c4:00:00:01)"), ap::output);
  }

  @Test
  void aBoardThatIsBothKeepsTheAddressOfEach() throws Exception {
    Map<String, List<InetAddress>> given = new HashMap<>();
    air.onAddress(given::put);
    InetAddress gateway = InetAddress.getByName("192.168.4.1");
    InetAddress lease = InetAddress.getByName("192.168.4.2");
    Board root =
        board(
            "root",
            () -> {
              startAccessPoint(WifiApConfig.of("a", "a's password"));
              delay(30_000);
            });
    Board node =
        board(
            "node",
            () -> {
              ExampleConnectTest.prepare();
              var _ = WifiDefault.createDefaultWifiAp();
              var _ = WifiDefault.createDefaultWifiSta();
              EspWifi.init().orAbort();
              EspWifi.setMode(WifiMode.WIFI_MODE_APSTA).orAbort();
              WifiApConfig own = WifiApConfig.of("b", "b's password");
              EspWifi.setConfig(WifiInterface.WIFI_IF_AP, own).orAbort();
              WifiStaConfig other = WifiStaConfig.of("a", "a's password");
              EspWifi.setConfig(WifiInterface.WIFI_IF_STA, other).orAbort();
              EspWifi.start().orAbort();
              delay(500);
              EspWifi.connect().orAbort();
              delay(20_000);
              assertEquals(List.of(gateway, lease), given.get("node-1"));
              EspWifi.disconnect().orAbort();
              delay(1000);
              assertEquals(List.of(gateway), given.get("node-1"));
            });
    Board leaf =
        board(
            "leaf",
            () -> {
              delay(1000);
              startStation("b", "b's password");
              EspWifi.connect().orAbort();
              delay(15_000);
            });
    runToTheEnd(root, node, leaf);
  }

  @Test
  void stationsAreRefusedAndThrownOut() {
    Board ap =
        board(
            "ap",
            () -> {
              startAccessPoint(WifiApConfig.of("greenhouse", "tomatoes!").withMaxConnection(1));
              delay(4000);
              assertEquals(1, WifiAp.getStaList().orAbort().size());
              WifiAp.deauthSta(1).orAbort();
              delay(10_000);
              EspWifi.stop().orAbort();
            });
    for (String name : List.of("first", "second")) {
      board(
          name,
          () -> {
            delay(name.equals("first") ? 500 : 1500);
            startStation("greenhouse", "tomatoes!");
            listen(name);
            EspWifi.connect().orAbort();
            delay(4000);
            if (name.equals("first")) {
              EspWifi.connect().orAbort();
              delay(20_000);
            }
          });
    }
    board(
        "wrong",
        () -> {
          delay(100);
          startStation("greenhouse", "potatoes!");
          listen("wrong");
          EspWifi.connect().orAbort();
          delay(4000);
        });
    runToTheEnd(ap);
    assertTrue(notes.contains("wrong WIFI_EVENT 5 reason 15"), notes::toString);
    assertTrue(notes.contains("second WIFI_EVENT 5 reason 5"), notes::toString);
    List<String> first = notes.stream().filter(note -> note.startsWith("first")).toList();
    assertEquals(
        List.of(
            "first WIFI_EVENT 4",
            "first IP_EVENT 0 192.168.4.2",
            "first WIFI_EVENT 5 reason 3",
            "first WIFI_EVENT 4",
            "first IP_EVENT 0 192.168.4.2",
            "first WIFI_EVENT 5 reason 3"),
        first);
  }

  @Test
  void stationsMissTheBeaconsOfABoardThatLostItsPower() {
    Board ap =
        board(
            "ap",
            () -> {
              startAccessPoint(WifiApConfig.of("greenhouse", ""));
              delay(100_000);
            });
    board(
        "sta",
        () -> {
          delay(500);
          startStation("greenhouse", "");
          listen("sta");
          EspWifi.connect().orAbort();
          delay(20_000);
        });
    assertEquals(RunResult.End.LIMIT, simulation.runFor(5 * SECOND).end());
    ap.powerOff();
    runToTheEnd(ap);
    assertEquals("sta WIFI_EVENT 5 reason 200", notes.getLast());
  }

  @Test
  void aStationThatLostItsPowerTakesItsPlaceAgain() {
    Board ap =
        board(
            "ap",
            () -> {
              startAccessPoint(WifiApConfig.of("greenhouse", "").withMaxConnection(1));
              delay(100);
              listen("ap");
              delay(20_000);
              assertEquals(1, WifiAp.getStaList().orAbort().size());
            });
    Board sta =
        board(
            "sta",
            () -> {
              delay(500);
              startStation("greenhouse", "");
              EspWifi.connect().orAbort();
              delay(10_000);
            });
    assertEquals(RunResult.End.LIMIT, simulation.runFor(5 * SECOND).end());
    sta.powerCycle(SECOND);
    runToTheEnd(ap);
    assertEquals(
        List.of(
            "ap WIFI_EVENT 14 aid 1",
            "ap IP_EVENT 2 192.168.4.2",
            "ap WIFI_EVENT 15 aid 1",
            "ap WIFI_EVENT 14 aid 1",
            "ap IP_EVENT 2 192.168.4.2"),
        notes);
  }

  @Test
  void aScanThatWaitsFailsWhenItIsStoppedOrAnotherOneBegins() {
    Board sta =
        board(
            "sta",
            () -> {
              startStation("house", "long enough");
              Task.create(
                  "other",
                  4096,
                  1,
                  () -> {
                    delay(100);
                    WifiScan.stop().orAbort();
                    delay(100);
                    WifiScan.start(WifiScanConfig.ALL, false).orAbort();
                    Task.current().delete();
                  });
              assertEquals(EspErr.ESP_FAIL, WifiScan.start(WifiScanConfig.ALL, true));
              assertEquals(EspErr.ESP_FAIL, WifiScan.start(WifiScanConfig.ALL, true));
              listen("sta");
              delay(3000);
              WifiScan.stop().orAbort();
              delay(100);
            });
    runToTheEnd(sta);
    assertEquals(List.of("sta WIFI_EVENT 1 found 1"), notes);
  }

  @Test
  void aScanFindsBoardsAndAccessPoints() {
    board(
        "ap",
        () -> {
          startAccessPoint(WifiApConfig.of("greenhouse", "tomatoes!"));
          delay(20_000);
        });
    Board sta =
        board(
            "sta",
            () -> {
              assertEquals(WifiErr.ESP_ERR_WIFI_NOT_INIT, WifiScan.start(WifiScanConfig.ALL, true));
              delay(500);
              startStation("house", "long enough");
              listen("sta");
              WifiScan.start(WifiScanConfig.ALL, false).orAbort();
              delay(2500);
              assertEquals(2, WifiScan.getApNum().orAbort());
              List<WifiApRecord> records = WifiScan.getApRecords(10).orAbort();
              assertEquals(
                  List.of("house", "greenhouse"),
                  records.stream().map(WifiApRecord::ssid).toList());
              assertEquals(WifiAuthMode.WIFI_AUTH_WPA2_PSK, records.get(1).authmode());
              assertEquals(0, WifiScan.getApNum().orAbort());
              var only = new WifiScanConfig("greenhouse", "", 1, false);
              WifiScan.start(only, true).orAbort();
              assertEquals(1, WifiScan.getApNum().orAbort());
              WifiScan.clearApList().orAbort();
              EspWifi.connect().orAbort();
              assertEquals(WifiErr.ESP_ERR_WIFI_STATE, WifiScan.start(WifiScanConfig.ALL, true));
            });
    runToTheEnd(sta);
    assertEquals("sta WIFI_EVENT 1 found 2", notes.getFirst());
  }

  @Test
  void aScanFindsNothingThatIsOutOfReach() {
    air.signal("sta", -96);
    Board sta =
        board(
            "sta",
            () -> {
              startStation("house", "long enough");
              WifiScan.start(WifiScanConfig.ALL, true).orAbort();
              assertEquals(0, WifiScan.getApNum().orAbort());
            });
    runToTheEnd(sta);
  }

  @Test
  void theServersOptionsAreThoseOfTheInterface() {
    Board ap =
        board(
            "ap",
            () -> {
              EspNetif netif = startAccessPoint(WifiApConfig.of("greenhouse", ""));
              delay(100);
              DhcpsLease range = DhcpsLease.of("192.168.4.50", "192.168.4.60");
              assertEquals(
                  DhcpStatus.ESP_NETIF_DHCP_STARTED, NetifDhcps.getStatus(netif).orAbort());
              assertEquals(
                  NetifErr.ESP_ERR_ESP_NETIF_DHCP_ALREADY_STARTED,
                  NetifDhcps.optionRequestedIpAddress(netif, range));
              NetifDhcps.stop(netif).orAbort();
              assertEquals(NetifErr.ESP_ERR_ESP_NETIF_DHCP_ALREADY_STOPPED, NetifDhcps.stop(netif));
              assertEquals(
                  NetifErr.ESP_ERR_ESP_NETIF_INVALID_PARAMS,
                  NetifDhcps.optionRequestedIpAddress(
                      netif, DhcpsLease.of("192.168.5.50", "192.168.5.60")));
              assertEquals(EspErr.ESP_OK, NetifDhcps.optionRequestedIpAddress(netif, range));
              NetifDhcps.optionRouter(netif, false).orAbort();
              NetifDhcps.optionDns(netif, true).orAbort();
              assertEquals(
                  NetifErr.ESP_ERR_ESP_NETIF_DHCP_ALREADY_STOPPED,
                  NetifDhcps.optionRouter(netif).err());
              NetifDhcps.start(netif).orAbort();
              assertEquals(false, NetifDhcps.optionRouter(netif).orAbort());
              assertEquals(true, NetifDhcps.optionDns(netif).orAbort());
              delay(5000);
            });
    board(
        "sta",
        () -> {
          delay(500);
          startStation("greenhouse", "");
          listen("sta");
          EspWifi.connect().orAbort();
          delay(2000);
        });
    runToTheEnd(ap);
    assertTrue(notes.contains("sta IP_EVENT 0 192.168.4.50"), notes::toString);
  }
}
