package dev.espalier.emulator;

import dev.espalier.hal.port.Kernel.Alarm;
import dev.espalier.hal.port.Radio;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** An access point that lets everybody in and always leases the same address. */
final class OpenRadio implements Radio {
  private static final long JOIN_NANOS = 300_000_000;
  private static final long LEASE_NANOS = 500_000_000;
  private static final byte[] BSSID = {0x02, 0x45, 0x53, 0x50, 0x00, 0x01};
  private static final int CHANNEL = 6;
  private static final int WIFI_AUTH_OPEN = 0;
  private static final int WIFI_AUTH_WPA2_PSK = 3;
  private static final int WIFI_REASON_ASSOC_LEAVE = 8;

  private final Uplink uplink;
  private final Alarm joined;
  private final Alarm leased;
  private @Nullable Listener listener;
  private int authMode;

  OpenRadio(Uplink uplink) {
    this.uplink = uplink;
    this.joined = uplink.alarm(this::joined);
    this.leased = uplink.alarm(this::leased);
  }

  @Override
  public void join(String ssid, String password, Listener newListener) {
    listener = newListener;
    authMode = password.isEmpty() ? WIFI_AUTH_OPEN : WIFI_AUTH_WPA2_PSK;
    joined.set(uplink.now() + JOIN_NANOS);
  }

  @Override
  public void leave() {
    joined.cancel();
    leased.cancel();
    Listener leaving = listener;
    listener = null;
    if (leaving != null) {
      uplink.interrupt(() -> leaving.left(WIFI_REASON_ASSOC_LEAVE));
    }
  }

  private void joined() {
    Listener current = listener;
    if (current != null) {
      leased.set(uplink.now() + LEASE_NANOS);
      current.joined(BSSID.clone(), CHANNEL, authMode);
    }
  }

  private void leased() {
    Listener current = listener;
    if (current != null) {
      current.address(address(192, 168, 4, 2), address(255, 255, 255, 0), address(192, 168, 4, 1));
    }
  }

  private static InetAddress address(int a, int b, int c, int d) {
    try {
      return InetAddress.getByAddress(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d});
    } catch (UnknownHostException e) {
      throw new AssertionError("four bytes are an address", e);
    }
  }
}
