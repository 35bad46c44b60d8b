package dev.espalier.hal.wifi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.espalier.hal.event.EspEvent;
import dev.espalier.hal.netif.EspNetif;
import dev.espalier.hal.nvs.NvsFlash;
import dev.espalier.testkit.OneBoard;
import org.junit.jupiter.api.Test;

class ExampleConnectTest {
  static void prepare() {
    NvsFlash.init().orAbort();
    EspNetif.init().orAbort();
    EspEvent.loopCreateDefault().orAbort();
  }

  @Test
  void printsWhatTheChipPrints() {
    String output =
        OneBoard.run(() -> {
          prepare();
          ExampleConnect.exampleConnect().orAbort();
          ExampleConnect.exampleDisconnect().orAbort();
        });
    assertEquals(
        """
        I (0) wifi:wifi driver task: 3ffc1e4c, prio:23, stack:6656, core=0
        I (0) wifi:config NVS flash: enabled
        I (0) wifi_init: rx ba win: 6
        I (0) wifi_init: tcpip mbox: 32
        I (0) wifi_init: udp mbox: 6
        I (0) wifi_init: tcp mbox: 6
        I (0) wifi_init: tcp tx win: 5760
        I (0) wifi_init: tcp rx win: 5760
        I (0) wifi_init: tcp mss: 1440
        I (0) wifi_init: WiFi IRAM OP enabled
        I (0) wifi_init: WiFi RX IRAM OP enabled
        I (0) example_connect: Connecting to myssid...
        I (0) system_api: Base MAC address is not set
        I (0) system_api: read default base MAC address from EFUSE
        I (0) wifi:mode : sta (24:0a:c4:00:00:00)
        I (0) wifi:enable tsf
        I (0) example_connect: Waiting for IP(s)
        I (300) wifi:state: init -> auth (b0)
        I (300) wifi:state: auth -> assoc (0)
        I (300) wifi:state: assoc -> run (10)
        I (300) wifi:connected with myssid, aid = 1, channel 6, BW20, bssid = 02:45:53:50:00:01
        I (300) wifi:security: WPA2-PSK, phy: bgn, rssi: -45
        I (300) wifi:pm start, type: 1
        I (800) esp_netif_handlers: example_connect: sta ip: 192.168.4.2, mask: 255.255.255.0, \
        gw: 192.168.4.1
        I (800) example_connect: Got IPv4 event: Interface "example_connect: sta" address: \
        192.168.4.2
        I (1300) example_connect: Got IPv6 event: Interface "example_connect: sta" address: \
        fe80:0000:0000:0000:260a:c4ff:fe00:0000, type: ESP_IP6_ADDR_IS_LINK_LOCAL
        I (1300) example_connect: Connected to example_connect: sta
        I (1300) example_connect: - IPv4 address: 192.168.4.2
        I (1300) example_connect: - IPv6 address: fe80:0000:0000:0000:260a:c4ff:fe00:0000, \
        type: ESP_IP6_ADDR_IS_LINK_LOCAL
        I (1300) wifi:state: run -> init (8)
        I (1300) wifi:pm stop, total sleep time: 0 us / 0 us
        """,
        output);
  }
}
