package dev.espalier.hal.netif;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.espalier.hal.system.EspErr;
import org.junit.jupiter.api.Test;

/** Addresses as texts and numbers. */
final class EspIp4AddrTest {
  @Test
  void writesAnAddressOfFourNumbers() {
    assertEquals("192.168.4.1", EspIp4Addr.ntoa(EspIp4Addr.of(192, 168, 4, 1)));
  }

  @Test
  void aNumberHasTheFirstByteLowest() {
    assertEquals(0x0104A8C0, EspIp4Addr.aton("192.168.4.1"));
    assertEquals(0x0100007F, EspIp4Addr.aton("127.1"));
    assertEquals(-1, EspIp4Addr.aton("house"));
  }

  @Test
  void readsAddressesOfBothFamilies() {
    assertEquals(EspIp4Addr.of(10, 0, 0, 7), EspIp4Addr.strToIp4("10.0.0.7").orAbort());
    assertEquals("fe80:0:0:0:0:0:0:1", EspIp4Addr.strToIp6("fe80::1").orAbort().getHostAddress());
    assertEquals(EspErr.ESP_FAIL, EspIp4Addr.strToIp4("house").err());
    assertEquals(EspErr.ESP_FAIL, EspIp4Addr.strToIp6("fe80::1::2").err());
    assertEquals(EspErr.ESP_ERR_INVALID_ARG, EspIp4Addr.strToIp4(null).err());
    assertEquals(EspErr.ESP_ERR_INVALID_ARG, EspIp4Addr.strToIp6(null).err());
  }
}
