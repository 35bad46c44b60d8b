package dev.espalier.hal.wifi;

import static dev.espalier.hal.netif.IpEvent.IP_EVENT;
import static dev.espalier.hal.system.EspErr.ESP_OK;
import static dev.espalier.hal.wifi.WifiEvent.WIFI_EVENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.emulator.Board;
import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.RunResult;
import dev.espalier.emulator.Simulation;
import dev.espalier.emulator.radio.AccessPoint;
import dev.espalier.emulator.radio.Air;
import dev.espalier.hal.Firmware;
import dev.espalier.hal.event.EspEvent;
import dev.espalier.hal.event.EventHandler;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.netif.DhcpStatus;
import dev.espalier.hal.netif.EspNetif;
import dev.espalier.hal.netif.IpEvent;
import dev.espalier.hal.netif.IpInfo;
import dev.espalier.hal.netif.NetifErr;
import dev.espalier.hal.nvs.Nvs;
import dev.espalier.hal.nvs.NvsErr;
import dev.espalier.hal.nvs.NvsOpenMode;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspSystem;
import dev.espalier.testkit.OneBoard;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StationTest {
  private final List<String> seen = new ArrayList<>();

  private void listen() {
    EventHandler<Object> each =
        (arg, base, id, data) -> seen.add(base.name() + " " + id + describe(data));
    EspEvent.handlerRegister(WIFI_EVENT, EspEvent.ESP_EVENT_ANY_ID, each, null).orAbort();
    EspEvent.handlerRegister(IP_EVENT, EspEvent.ESP_EVENT_ANY_ID, each, null).orAbort();
  }

  private static String describe(@Nullable Object data) {
    return switch (data) {
      case WifiEvent.StaDisconnected d -> " reason " + d.reason();
      case WifiEvent.StaConnected c -> " " + c.ssid() + " channel " + c.channel();
      case IpEvent.GotIp ip ->
          " " + ip.ipInfo().ip().getHostAddress() + (ip.ipChanged() ? " changed" : "");
      case WifiEvent.BssRssiLow low -> " " + low.rssi() + " dBm";
      case null, default -> "";
    };
  }

  @CanIgnoreReturnValue
  private static EspNetif startStation(String ssid, String password) {
    ExampleConnectTest.prepare();
    EspNetif netif = WifiDefault.createDefaultWifiSta();
    EspWifi.init().orAbort();
    EspWifi.setMode(WifiMode.WIFI_MODE_STA).orAbort();
    EspWifi.setConfig(WifiInterface.WIFI_IF_STA, WifiStaConfig.of(ssid, password)).orAbort();
    return netif;
  }

  private static void delay(long millis) {
    Task.delay(Timeout.millis(millis));
  }

  private static void runInAir(Air air, Firmware firmware) {
    var _ = OneBoard.run(BoardConfig.defaults().withRadio(air::radio), firmware);
  }

  @Test
  void eventsComeInEspIdfsOrder() {
    OneBoard.run(() -> {
      EspNetif netif = startStation("plants", "greenhouse");
      listen();
      EspWifi.start().orAbort();
      assertEquals(List.of("WIFI_EVENT 2"), seen);
      EspWifi.connect().orAbort();
      delay(1000);
      assertEquals("192.168.4.2", netif.getIpInfo().ip().getHostAddress());
      assertEquals("plants", EspWifi.staGetApInfo().orAbort().ssid());
      EspWifi.disconnect().orAbort();
      EspWifi.stop().orAbort();
      EspWifi.deinit().orAbort();
    });
    assertEquals(
        List.of(
            "WIFI_EVENT 2",
            "WIFI_EVENT 4 plants channel 6",
            "IP_EVENT 0 192.168.4.2 changed",
            "WIFI_EVENT 5 reason 8",
            "WIFI_EVENT 3"),
        seen);
  }

  @Test
  void stopDisconnectsFirst() {
    OneBoard.run(() -> {
      EspNetif netif = startStation("plants", "");
      listen();
      EspWifi.start().orAbort();
      EspWifi.connect().orAbort();
      delay(1000);
      seen.clear();
      EspWifi.stop().orAbort();
      assertEquals(List.of("WIFI_EVENT 5 reason 8", "WIFI_EVENT 3"), seen);
      assertFalse(netif.isNetifUp());
      assertTrue(netif.getIpInfo().ip().isAnyLocalAddress());
    });
  }

  @Test
  void saysWhyItCannotJoin() {
    Air air = Air.of(AccessPoint.of("plants", "greenhouse"));
    runInAir(
        air,
        () -> {
          startStation("plants", "glasshouse");
          listen();
          EspWifi.start().orAbort();
          EspWifi.connect().orAbort();
          assertEquals(WifiErr.ESP_ERR_WIFI_CONN, EspWifi.connect());
          delay(3290);
          assertEquals(1, seen.size());
          delay(20);
          EspWifi.setConfig(WifiInterface.WIFI_IF_STA, WifiStaConfig.of("weeds", "")).orAbort();
          EspWifi.connect().orAbort();
          delay(2410);
          air.fault((board, attempt, random) -> WifiReason.WIFI_REASON_AUTH_EXPIRE);
          EspWifi.setConfig(WifiInterface.WIFI_IF_STA, WifiStaConfig.of("plants", "greenhouse"))
              .orAbort();
          EspWifi.connect().orAbort();
          delay(400);
        });
    assertEquals(
        List.of(
            "WIFI_EVENT 2",
            "WIFI_EVENT 5 reason 15",
            "WIFI_EVENT 5 reason 201",
            "WIFI_EVENT 5 reason 2"),
        seen);
  }

  @Test
  void reconnectsWhenThrownOutAndKeepsTheAddress() {
    Air air = Air.open();
    try (Simulation simulation = Simulation.builder().seed(7).build()) {
      Board board = simulation.board(BoardConfig.defaults().withRadio(air::radio));
      board.boot(() -> {
        ExampleConnectTest.prepare();
        ExampleConnect.exampleConnect().orAbort();
        listen();
        delay(10_000);
      });
      assertEquals(RunResult.End.LIMIT, simulation.runFor(5_000_000_000L).end());
      air.drop(WifiReason.WIFI_REASON_BEACON_TIMEOUT);
      assertEquals(RunResult.End.DONE, simulation.run().end(), board::output);
      assertTrue(
          board.output().contains("Wi-Fi disconnected, trying to reconnect..."), board::output);
    }
    assertEquals(
        List.of(
            "WIFI_EVENT 5 reason 200",
            "WIFI_EVENT 4 myssid channel 6",
            "IP_EVENT 0 192.168.4.2",
            "IP_EVENT 3"),
        seen);
  }

  @Test
  void theLossOfTheAddressIsReportedAfterTwoMinutes() {
    OneBoard.run(() -> {
      startStation("plants", "");
      listen();
      EspWifi.start().orAbort();
      EspWifi.connect().orAbort();
      delay(1000);
      EspWifi.disconnect().orAbort();
      seen.clear();
      delay(119_990);
      assertEquals(List.of(), seen);
      delay(20);
      assertEquals(List.of("IP_EVENT 1 0.0.0.0"), seen);
    });
  }

  @Test
  void anAddressCanBeSetByHand() {
    IpInfo own = IpInfo.of("10.0.0.7", "255.0.0.0", "10.0.0.1");
    OneBoard.run(() -> {
      EspNetif netif = startStation("plants", "");
      listen();
      assertEquals(NetifErr.ESP_ERR_ESP_NETIF_DHCP_NOT_STOPPED, netif.setIpInfo(own));
      netif.dhcpcStop().orAbort();
      assertEquals(NetifErr.ESP_ERR_ESP_NETIF_DHCP_ALREADY_STOPPED, netif.dhcpcStop());
      netif.setIpInfo(own).orAbort();
      EspWifi.start().orAbort();
      EspWifi.connect().orAbort();
      delay(2000);
      assertEquals(own, netif.getIpInfo());
      assertEquals(DhcpStatus.ESP_NETIF_DHCP_STOPPED, netif.dhcpcGetStatus().orAbort());
    });
    assertEquals(
        List.of("WIFI_EVENT 2", "WIFI_EVENT 4 plants channel 6", "IP_EVENT 0 10.0.0.7 changed"),
        seen);
  }

  @Test
  void refusesCallsInTheWrongOrder() {
    String output =
        OneBoard.run(() -> {
          assertEquals(NvsErr.ESP_ERR_NVS_NOT_INITIALIZED, EspWifi.init());
          assertEquals(WifiErr.ESP_ERR_WIFI_NOT_INIT, EspWifi.start());
          assertEquals(WifiErr.ESP_ERR_WIFI_NOT_INIT, EspWifi.connect());
          assertEquals(WifiErr.ESP_ERR_WIFI_NOT_INIT, EspWifi.deinit());
          ExampleConnectTest.prepare();
          EspWifi.init().orAbort();
          assertEquals(WifiErr.ESP_ERR_WIFI_NOT_STARTED, EspWifi.connect());
          assertEquals(WifiErr.ESP_ERR_WIFI_NOT_STARTED, EspWifi.disconnect());
          assertEquals(
              WifiErr.ESP_ERR_WIFI_PASSWORD,
              EspWifi.setConfig(WifiInterface.WIFI_IF_STA, WifiStaConfig.of("plants", "short")));
          assertEquals(
              WifiErr.ESP_ERR_WIFI_MODE,
              EspWifi.setConfig(WifiInterface.WIFI_IF_AP, WifiApConfig.of("a", "")));
          assertEquals(
              EspErr.ESP_ERR_INVALID_ARG,
              EspWifi.setConfig(WifiInterface.WIFI_IF_STA, WifiApConfig.of("a", "")));
          EspWifi.start().orAbort();
          assertEquals(WifiErr.ESP_ERR_WIFI_SSID, EspWifi.connect());
          assertEquals(WifiErr.ESP_ERR_WIFI_NOT_CONNECT, EspWifi.staGetApInfo().err());
          assertEquals(WifiErr.ESP_ERR_WIFI_NOT_STOPPED, EspWifi.deinit());
          assertEquals(ESP_OK, EspWifi.stop());
          assertEquals(ESP_OK, EspWifi.deinit());
        });
    assertTrue(output.contains("E (0) wifi:nvs is not initialised"), output);
  }

  @Test
  void boardsGetAddressesOfTheirOwn() {
    Air air = Air.open();
    try (Simulation simulation = Simulation.builder().seed(7).build()) {
      for (int i = 0; i < 3; i++) {
        simulation
            .board(BoardConfig.defaults().withName("b" + i).withRadio(air::radio))
            .boot(() -> {
              ExampleConnectTest.prepare();
              ExampleConnect.exampleConnect().orAbort();
              EspNetif netif = EspNetif.next(null);
              seen.add(netif == null ? "" : netif.getIpInfo().ip().getHostAddress());
            });
      }
      assertEquals(RunResult.End.DONE, simulation.run().end());
    }
    assertEquals(Set.of("192.168.4.2", "192.168.4.3", "192.168.4.4"), Set.copyOf(seen));
  }

  @Test
  void tellsOnceThatTheSignalIsWeak() {
    Air air = Air.open();
    try (Simulation simulation = Simulation.builder().seed(7).build()) {
      Board board = simulation.board(BoardConfig.defaults().withRadio(air::radio));
      board.boot(() -> {
        startStation("plants", "");
        assertEquals(EspErr.ESP_ERR_INVALID_ARG, EspWifi.setRssiThreshold(-101));
        EspWifi.setRssiThreshold(-70).orAbort();
        EspWifi.start().orAbort();
        assertEquals(EspErr.ESP_FAIL, EspWifi.staGetRssi().err());
        EspWifi.connect().orAbort();
        delay(1000);
        listen();
        delay(9000);
        assertEquals(-80, EspWifi.staGetRssi().orAbort());
        assertEquals(-80, EspWifi.staGetApInfo().orAbort().rssi());
        EspWifi.setRssiThreshold(-75).orAbort();
      });
      for (int dbm : new int[] {-70, -71, -80}) {
        assertEquals(RunResult.End.LIMIT, simulation.runFor(2_000_000_000L).end(), board::output);
        air.signal("esp32", dbm);
      }
      assertEquals(RunResult.End.DONE, simulation.run().end(), board::output);
    }
    assertEquals(List.of("WIFI_EVENT 18 -71 dBm", "WIFI_EVENT 18 -80 dBm"), seen);
  }

  @Test
  void anotherAddressFromTheServerIsAnEvent() {
    Air air = Air.open();
    try (Simulation simulation = Simulation.builder().seed(7).build()) {
      Board board = simulation.board(BoardConfig.defaults().withRadio(air::radio));
      board.boot(() -> {
        ExampleConnectTest.prepare();
        ExampleConnect.exampleConnect().orAbort();
        listen();
        delay(10_000);
      });
      assertEquals(RunResult.End.LIMIT, simulation.runFor(5_000_000_000L).end(), board::output);
      air.changeAddress("esp32");
      assertEquals(RunResult.End.DONE, simulation.run().end(), board::output);
    }
    assertEquals(List.of("IP_EVENT 0 192.168.4.103 changed"), seen);
  }

  @Test
  void theConfigurationOutlivesAResetUnlessItIsKeptInRam() {
    List<Object> found = new ArrayList<>();
    var plants = new WifiStaConfig("plants", "greenhouse", -80, WifiAuthMode.WIFI_AUTH_WPA2_PSK);
    OneBoard.run(() -> {
      ExampleConnectTest.prepare();
      EspWifi.init().orAbort();
      found.add(EspWifi.getConfig(WifiInterface.WIFI_IF_STA).orAbort());
      found.add(EspWifi.getMode().orAbort());
      if (found.size() == 2) {
        EspWifi.setMode(WifiMode.WIFI_MODE_APSTA).orAbort();
        EspWifi.setConfig(WifiInterface.WIFI_IF_AP, WifiApConfig.of("shed", "tomatoes!")).orAbort();
        EspWifi.setConfig(WifiInterface.WIFI_IF_STA, plants).orAbort();
        EspWifi.setStorage(WifiStorage.WIFI_STORAGE_RAM).orAbort();
        EspWifi.setConfig(WifiInterface.WIFI_IF_STA, WifiStaConfig.of("weeds", "")).orAbort();
        throw EspSystem.restart();
      }
      found.add(EspWifi.getConfig(WifiInterface.WIFI_IF_AP).orAbort());
    });
    assertEquals(
        List.of(
            WifiStaConfig.NONE,
            WifiMode.WIFI_MODE_STA,
            plants,
            WifiMode.WIFI_MODE_APSTA,
            WifiApConfig.of("shed", "tomatoes!")),
        found);
  }

  @Test
  void aConfigurationThatWasNotWrittenToItsEndIsReadAsFarAsItGoes() {
    List<Object> found = new ArrayList<>();
    OneBoard.run(() -> {
      ExampleConnectTest.prepare();
      EspWifi.init().orAbort();
      found.add(EspWifi.getConfig(WifiInterface.WIFI_IF_STA).orAbort());
      found.add(EspWifi.getConfig(WifiInterface.WIFI_IF_AP).orAbort());
      if (found.size() == 2) {
        Nvs nvs = Nvs.open("nvs.net80211", NvsOpenMode.NVS_READWRITE).orAbort();
        nvs.setStr("sta.ssid", "plants").orAbort();
        nvs.setStr("ap.ssid", "shed").orAbort();
        nvs.close();
        throw EspSystem.restart();
      }
    });
    assertEquals(
        List.of(WifiStaConfig.of("plants", ""), WifiApConfig.of("shed", "")), found.subList(2, 4));
  }
}
