package dev.espalier.emulator.net;

import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.port.Network;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A raw socket of a {@link SimHost}: of the protocols below IP there is ICMP's echo. */
final class SimRaw extends DatagramEndpoint {
  static final int ICMP = 1;
  private static final int HEADER = 20;
  private static final int ECHO_REPLY = 0;
  private static final int ECHO_REQUEST = 8;
  private static final int ECHO_HEADER = 8;

  private final SimHost host;
  private final int protocol;
  private @Nullable InetSocketAddress local;

  SimRaw(SimHost host, int protocol) {
    this.host = host;
    this.protocol = protocol;
  }

  /** A packet has arrived: what follows its header. */
  void deliver(InetAddress from, InetAddress to, byte[] message) {
    InetSocketAddress bound = local;
    boolean mine =
        (bound == null || host.covers(bound.getAddress(), to))
            && (peer == null || peer.getAddress().equals(from));
    if (protocol != ICMP || closed || !mine || waiting() >= host.datagramsMax()) {
      return;
    }
    byte[] packet = new byte[HEADER + message.length];
    packet[0] = 0x45; // version 4, five words
    packet[2] = (byte) (packet.length >> 8);
    packet[3] = (byte) packet.length;
    packet[8] = (byte) 0xff;
    packet[9] = (byte) protocol;
    System.arraycopy(from.getAddress(), 0, packet, 12, 4);
    System.arraycopy(to.getAddress(), 0, packet, 16, 4);
    putSum(packet, 10, HEADER);
    System.arraycopy(message, 0, packet, HEADER, message.length);
    add(new InetSocketAddress(from, protocol), packet); // as recv_raw has it
    Runnable told = listener();
    if (told != null) {
      told.run();
    }
  }

  /** The answer of a host to a message, null when it gives none. */
  static byte @Nullable [] answer(byte[] message) {
    boolean echo = message.length >= ECHO_HEADER && message[0] == ECHO_REQUEST;
    if (!echo || sum(message, message.length) != 0) {
      return null;
    }
    byte[] reply = message.clone();
    reply[0] = ECHO_REPLY;
    putSum(reply, 2, reply.length);
    return reply;
  }

  private static void putSum(byte[] bytes, int at, int length) {
    bytes[at] = 0;
    bytes[at + 1] = 0;
    int sum = sum(bytes, length);
    bytes[at] = (byte) (sum >> 8);
    bytes[at + 1] = (byte) sum;
  }

  /** The check sum of RFC 1071; 0 over what has a right one. */
  private static int sum(byte[] bytes, int length) {
    int sum = 0;
    for (int i = 0; i < length; i++) {
      sum += (bytes[i] & 0xff) << (i % 2 == 0 ? 8 : 0);
    }
    sum = (sum & 0xffff) + (sum >> 16);
    return ~(sum + (sum >> 16)) & 0xffff;
  }

  @Override
  public int bind(InetSocketAddress address) {
    local = address;
    return 0;
  }

  @Override
  public int connect(@Nullable InetSocketAddress address) {
    peer = address;
    return 0;
  }

  @Override
  public int sendTo(byte[] buffer, int offset, int length, InetSocketAddress to) {
    InetAddress target = to.getAddress();
    if (!host.isUp() && !target.isLoopbackAddress()) {
      return -Errno.EHOSTUNREACH;
    }
    InetSocketAddress bound = local;
    InetAddress from =
        bound == null || bound.getAddress().isAnyLocalAddress()
            ? host.sourceFor(target)
            : bound.getAddress();
    if (protocol == ICMP) {
      byte[] message = Arrays.copyOfRange(buffer, offset, offset + length);
      // lwIP fills the check sum of ICMP in only for IPv6; here the sender has to.
      host.network().icmp(host, from, target, message);
    }
    return length;
  }

  @Override
  public void close() {
    closed = true;
    clear();
    host.closed(this);
  }

  @Override
  public int option(Network.Option option, int value) {
    return -Errno.ENOPROTOOPT;
  }

  @Override
  public @Nullable InetSocketAddress local() {
    return local;
  }
}
