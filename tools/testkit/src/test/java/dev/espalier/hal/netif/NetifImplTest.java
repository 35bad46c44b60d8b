package dev.espalier.hal.netif;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.espalier.hal.event.EspEvent;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.nvs.NvsFlash;
import dev.espalier.hal.wifi.EspWifi;
import dev.espalier.hal.wifi.WifiDefault;
import dev.espalier.testkit.OneBoard;
import org.junit.jupiter.api.Test;

/** What an interface is within the TCP/IP stack. */
final class NetifImplTest {
  @Test
  void anInterfaceHasNameAndNumberOnceItsDriverHasStarted() {
    OneBoard.run(() -> {
      NvsFlash.init().orAbort();
      EspNetif.init().orAbort();
      EspEvent.loopCreateDefault().orAbort();
      EspNetif netif = WifiDefault.createDefaultWifiSta();
      assertEquals(NetifErr.ESP_ERR_ESP_NETIF_INVALID_PARAMS, NetifImpl.getName(netif).err());
      assertEquals(-1, NetifImpl.getIndex(netif));
      EspWifi.init().orAbort();
      EspWifi.start().orAbort();
      Task.delay(Timeout.millis(100));
      String name = NetifImpl.getName(netif).orAbort();
      assertEquals("st", name.substring(0, 2));
      assertEquals(Integer.parseInt(name.substring(2)) + 1, NetifImpl.getIndex(netif));
      assertEquals(IpEvent.IP_EVENT_STA_GOT_IP, NetifImpl.getEventId(netif, false));
      assertEquals(IpEvent.IP_EVENT_STA_LOST_IP, NetifImpl.getEventId(netif, true));
    });
  }
}
