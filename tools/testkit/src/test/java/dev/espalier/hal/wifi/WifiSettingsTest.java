package dev.espalier.hal.wifi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.BoardConfig;
import dev.espalier.hal.port.Radio;
import dev.espalier.hal.system.EspErr;
import dev.espalier.testkit.OneBoard;
import org.junit.jupiter.api.Test;

/** What can be set of the radio, and read back. */
final class WifiSettingsTest {
  private static final WifiInterface STA = WifiInterface.WIFI_IF_STA;

  @Test
  void nothingCanBeSetBeforeTheDriverRuns() {
    OneBoard.run(() -> {
      assertEquals(WifiErr.ESP_ERR_WIFI_NOT_INIT, WifiSettings.setProtocol(STA, 7));
      assertEquals(WifiErr.ESP_ERR_WIFI_NOT_INIT, WifiSettings.getCountry().err());
      ExampleConnectTest.prepare();
      EspWifi.init().orAbort();
      assertEquals(WifiErr.ESP_ERR_WIFI_NOT_STARTED, WifiSettings.setMaxTxPower(40));
      assertEquals(WifiErr.ESP_ERR_WIFI_NOT_STARTED, WifiSettings.setChannel(6));
      assertEquals(WifiCountry.CHINA, WifiSettings.getCountry().orAbort());
    });
  }

  @Test
  void whatIsSetCanBeRead() {
    OneBoard.run(() -> {
      ExampleConnectTest.prepare();
      WifiDefault.createDefaultWifiSta();
      EspWifi.init().orAbort();
      EspWifi.start().orAbort();
      assertEquals(7, WifiSettings.getProtocol(STA).orAbort());
      WifiSettings.setProtocol(STA, WifiSettings.WIFI_PROTOCOL_11B).orAbort();
      assertEquals(1, WifiSettings.getProtocol(STA).orAbort());
      assertEquals(EspErr.ESP_ERR_INVALID_ARG, WifiSettings.setProtocol(STA, 0));
      WifiSettings.setBandwidth(STA, WifiBandwidth.WIFI_BW_HT20).orAbort();
      assertEquals(WifiBandwidth.WIFI_BW_HT20, WifiSettings.getBandwidth(STA).orAbort());
      assertEquals(80, WifiSettings.getMaxTxPower().orAbort());
      WifiSettings.setMaxTxPower(43).orAbort();
      assertEquals(34, WifiSettings.getMaxTxPower().orAbort());
      assertEquals(EspErr.ESP_ERR_INVALID_ARG, WifiSettings.setMaxTxPower(7));
      assertEquals(6, WifiSettings.getInactiveTime(STA).orAbort());
      assertEquals(EspErr.ESP_ERR_INVALID_ARG, WifiSettings.setInactiveTime(STA, 2));
      assertEquals(
          EspErr.ESP_ERR_INVALID_ARG, WifiSettings.setCountry(new WifiCountry("DE", 1, 15, true)));
      WifiSettings.setCountry(new WifiCountry("DE", 1, 13, true)).orAbort();
      WifiSettings.restore().orAbort();
      assertEquals("CN", WifiSettings.getCountry().orAbort().cc());
      WifiSettings.setChannel(11).orAbort();
      assertEquals(11, WifiSettings.getChannel().orAbort());
      assertEquals(0, WifiSettings.staGetAid());
      WifiSettings.setPromiscuous(true).orAbort();
      assertTrue(WifiSettings.getPromiscuous().orAbort());
    });
  }

  @Test
  void aRadioThatCannotBeAnAccessPointRefusesEachStart() {
    var radio =
        new Radio() {
          @Override
          public void join(String ssid, String password, Listener listener) {}

          @Override
          public void leave() {}
        };
    OneBoard.run(
        BoardConfig.defaults().withRadio(uplink -> radio),
        () -> {
          ExampleConnectTest.prepare();
          EspWifi.init().orAbort();
          EspWifi.setMode(WifiMode.WIFI_MODE_APSTA).orAbort();
          assertEquals(EspErr.ESP_ERR_NOT_SUPPORTED, EspWifi.start());
          assertEquals(EspErr.ESP_ERR_NOT_SUPPORTED, EspWifi.start());
          EspWifi.setMode(WifiMode.WIFI_MODE_STA).orAbort();
          assertEquals(EspErr.ESP_OK, EspWifi.start());
          assertEquals(EspErr.ESP_ERR_NOT_SUPPORTED, EspWifi.setMode(WifiMode.WIFI_MODE_APSTA));
          assertEquals(WifiMode.WIFI_MODE_STA, EspWifi.getMode().orAbort());
        });
  }
}
