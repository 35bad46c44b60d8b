package dev.espalier.hal.netif;

import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.Kernel;
import java.net.Inet6Address;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** An interface's link-local IPv6 address, made of its MAC address (RFC 4291, appendix A). */
final class LinkLocal {
  /** One probe for a duplicate address, and a second of silence (RFC 4862). */
  private static final long DUPLICATE_DETECTION_NANOS = 1_000_000_000L;

  private final EspNetif netif;
  private final Kernel kernel = Chip.current().kernel();
  private final Kernel.Alarm detection = Netifs.current().tcpip.timer(this::preferred);
  private @Nullable Inet6Address address;
  private boolean preferred;

  LinkLocal(EspNetif netif) {
    this.netif = netif;
  }

  void create(byte[] mac) {
    byte[] bytes = {
      (byte) 0xfe,
      (byte) 0x80,
      0,
      0,
      0,
      0,
      0,
      0,
      (byte) (mac[0] ^ 2),
      mac[1],
      mac[2],
      (byte) 0xff,
      (byte) 0xfe,
      mac[3],
      mac[4],
      mac[5]
    };
    try {
      address = Inet6Address.getByAddress(null, bytes, -1);
    } catch (UnknownHostException e) {
      throw new AssertionError("sixteen bytes are an address", e);
    }
    preferred = false;
    detection.set(kernel.now() + DUPLICATE_DETECTION_NANOS);
  }

  void clear() {
    detection.cancel();
    address = null;
    preferred = false;
  }

  @Nullable Inet6Address address() {
    return address;
  }

  boolean isPreferred() {
    return preferred;
  }

  private void preferred() {
    Inet6Address checked = address;
    if (checked != null) {
      preferred = true;
      Netifs.post(IpEvent.IP_EVENT_GOT_IP6, new IpEvent.GotIp6(netif, checked, 0));
    }
  }
}
