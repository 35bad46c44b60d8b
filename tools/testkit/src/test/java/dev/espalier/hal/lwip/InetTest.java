package dev.espalier.hal.lwip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InetTest {
  @ParameterizedTest
  @CsvSource({
    "192.168.4.1,192.168.4.1",
    "0xC0.0250.4.1,192.168.4.1",
    "10.1,10.0.0.1",
    "10.1.2,10.1.0.2",
    "3232236545,192.168.4.1",
    "'1.2.3.4 rest',1.2.3.4",
    "0.0.0.0,0.0.0.0",
  })
  void readsIpv4InAllForms(String text, String plain) {
    byte[] bytes = new byte[4];
    assertEquals(1, Inet.inet_aton(text, bytes));
    assertEquals(plain, Inet.inet_ntop(Sockets.AF_INET, bytes));
    assertEquals(plain, Inet.inet_ntoa(Inet.inet_addr(text)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "1.2.3.4.5", "256.1.1.1", "1.2.3.256", "1.2.65536", "1..2", "1.2.3.4x"})
  void refusesWhatIsNoIpv4Address(String text) {
    assertEquals(0, Inet.inet_aton(text, new byte[4]));
    assertEquals(Inet.INADDR_NONE, Inet.inet_addr(text));
  }

  @ParameterizedTest
  @CsvSource({
    "::,::",
    "::1,::1",
    "fe80::1,FE80::1",
    "2001:db8:0:0:1:0:0:1,2001:DB8::1:0:0:1",
    "2001:db8:0:1:1:1:1:1,2001:DB8:0:1:1:1:1:1",
    "1:2:3:4:5:6:7:8,1:2:3:4:5:6:7:8",
    "1::,1::",
    "::ffff:1.2.3.4,::FFFF:1.2.3.4",
  })
  void readsAndWritesIpv6(String text, String written) {
    byte[] bytes = new byte[16];
    assertEquals(1, Inet.inet_pton(Sockets.AF_INET6, text, bytes));
    assertEquals(written, Inet.inet_ntop(Sockets.AF_INET6, bytes));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1:2:3", ":::1", "1::2::3", "1:2:3:4:5:6:7:8:9", "12345::"})
  void refusesWhatIsNoIpv6Address(String text) {
    assertEquals(0, Inet.inet_pton(Sockets.AF_INET6, text, new byte[16]));
  }

  @Test
  void swapsBytesAsALittleEndianChipDoes() {
    assertEquals(0x3412, Inet.htons(0x1234));
    assertEquals(0x1234, Inet.ntohs(0x3412));
    assertEquals(0x78563412, Inet.htonl(0x12345678));
    assertEquals(0x12345678, Inet.ntohl(0x78563412));
  }

  @Test
  void keepsAddressesAsBytes() {
    SockAddr address = SockAddr.in("10.0.0.7", 8080);
    assertArrayEquals(new byte[] {10, 0, 0, 7}, address.bytes());
    assertEquals("10.0.0.7:8080", address.toString());
    SockAddr copy = new SockAddr();
    copy.copyFrom(address);
    assertEquals(address, copy);
    assertEquals(address.hashCode(), copy.hashCode());
    assertNotEquals(address, copy.port(8081));
    assertEquals("[::1]:443", SockAddr.in6("::1", 443).toString());
    assertEquals("AF_UNSPEC", new SockAddr().toString());
    assertThrows(IllegalArgumentException.class, () -> address.port(70_000));
    assertThrows(IllegalArgumentException.class, () -> SockAddr.in("nowhere", 1));
    assertThrows(IllegalArgumentException.class, () -> SockAddr.of(new byte[5], 1));
  }

  @Test
  void holdsDescriptorsFrom0To63InASet() {
    FdSet set = new FdSet().set(0).set(63).set(64).set(-1);
    assertEquals(true, set.isSet(0) && set.isSet(63));
    assertEquals(false, set.isSet(64) || set.isSet(-1) || set.isSet(54));
    FdSet other = new FdSet();
    other.copyFrom(set.clr(0));
    assertEquals(false, other.isSet(0));
    assertEquals(false, other.zero().isSet(63));
  }

  @Test
  void namesErrorsAsNewlib() {
    assertEquals("ECONNABORTED", Errno.name(113));
    assertEquals("Software caused connection abort", Errno.strerror(113));
    assertEquals("Connection already in progress", Errno.strerror(Errno.EINPROGRESS));
    assertEquals("No more processes", Errno.strerror(Errno.EWOULDBLOCK));
    assertEquals("Success", Errno.strerror(0));
    assertEquals("", Errno.strerror(9999));
    assertEquals("9999", Errno.name(9999));
  }
}
