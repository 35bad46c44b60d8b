package dev.espalier.emulator.trace;

import dev.espalier.emulator.Uplink;
import dev.espalier.emulator.net.ForwardingEndpoint;
import dev.espalier.emulator.trace.NetworkTap.Flow;
import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.port.Network.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A socket, listened to. */
final class TappedEndpoint extends ForwardingEndpoint {
  private static final InetSocketAddress NOWHERE =
      new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 0);

  private static final int PACKET_MAX = 65_535;
  private static final int IP_HEADER = 20;
  private static final int TARGET_AT = 16;

  private final TappedNetwork network;
  private final Uplink uplink;
  private final Flow flow;

  /** What a raw socket has learned from the packets that came. */
  private InetSocketAddress own = NOWHERE;

  private boolean connecting;
  private boolean connected;
  private boolean ended;

  TappedEndpoint(TappedNetwork network, Endpoint inner, Uplink uplink, Flow flow) {
    super(inner);
    this.network = network;
    this.uplink = uplink;
    this.flow = flow;
    inner.onReady(this::innerReady);
  }

  private void innerReady() {
    int now = inner.ready();
    if (connecting && (now & WRITABLE) != 0 && (now & ERROR) == 0) {
      connected(true);
    }
    tell();
  }

  private void connected(boolean outbound) {
    connecting = false;
    connected = true;
    network.tap().connected(uplink.now(), flow, localEnd(), remoteEnd(), outbound);
  }

  private InetSocketAddress localEnd() {
    return Objects.requireNonNullElse(inner.local(), own);
  }

  private InetSocketAddress remoteEnd() {
    return Objects.requireNonNullElse(inner.remote(), NOWHERE);
  }

  private void bytes(
      boolean outbound, InetSocketAddress remote, byte[] buffer, int offset, int count) {
    byte[] copy = Arrays.copyOfRange(buffer, offset, offset + count);
    network.tap().bytes(uplink.now(), flow, localEnd(), remote, outbound, copy);
  }

  private void ended(boolean outbound, boolean reset) {
    if (connected && !ended) {
      ended = true;
      network.tap().ended(uplink.now(), flow, outbound, reset);
    }
  }

  @Override
  public @Nullable Endpoint accept() {
    Endpoint accepted = inner.accept();
    if (accepted == null) {
      return null;
    }
    TappedEndpoint tapped = network.tapped(accepted, uplink, Flow.TCP);
    tapped.connected(false);
    return tapped;
  }

  @Override
  public int connect(@Nullable InetSocketAddress address) {
    int result = inner.connect(address);
    if (flow.protocol() == Flow.TCP && address != null) {
      if (result == 0) {
        connected(true);
      } else {
        connecting = result == -Errno.EINPROGRESS;
      }
    }
    return result;
  }

  @Override
  public int read(byte[] buffer, int offset, int length, boolean peek) {
    if (isRaw()) {
      return readRaw(buffer, offset, length, peek);
    }
    int n = inner.read(buffer, offset, length, peek);
    if (n > 0 && !peek) {
      InetSocketAddress sender = flow.protocol() == Flow.UDP ? inner.sender() : null;
      bytes(false, sender == null ? remoteEnd() : sender, buffer, offset, n);
    } else if (n == 0 || (n < 0 && n != -Errno.EAGAIN)) {
      ended(false, n < 0);
    }
    return n;
  }

  private boolean isRaw() {
    return flow.protocol() != Flow.TCP && flow.protocol() != Flow.UDP;
  }

  /** Firmware may read less than the packet; the header says how the board is called. */
  private int readRaw(byte[] buffer, int offset, int length, boolean peek) {
    byte[] packet = new byte[PACKET_MAX];
    int n = inner.read(packet, 0, packet.length, peek);
    if (n < IP_HEADER) {
      return n;
    }
    InetSocketAddress sender = inner.sender();
    if (!peek && sender != null) {
      own = new InetSocketAddress(address(packet, TARGET_AT), 0);
      bytes(false, sender, packet, IP_HEADER, n - IP_HEADER);
    }
    int fits = Math.min(n, length);
    System.arraycopy(packet, 0, buffer, offset, fits);
    return fits;
  }

  private static InetAddress address(byte[] packet, int at) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(packet, at, at + 4));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public int write(byte[] buffer, int offset, int length) {
    int n = inner.write(buffer, offset, length);
    if (n > 0) {
      bytes(true, remoteEnd(), buffer, offset, n);
    }
    return n;
  }

  @Override
  public int sendTo(byte[] buffer, int offset, int length, InetSocketAddress to) {
    int n = inner.sendTo(buffer, offset, length, to);
    if (n >= 0) {
      bytes(true, to, buffer, offset, n);
    }
    return n;
  }

  @Override
  public void close() {
    ended(true, false);
    inner.close();
  }
}
