package dev.espalier.emulator.trace;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** IP packets (RFC 791, 8200), with the headers of TCP and UDP (RFC 9293, 768) or as they are. */
final class Packets {
  static final int FIN = 0x01;
  static final int SYN = 0x02;
  static final int RST = 0x04;
  static final int PSH = 0x08;
  static final int ACK = 0x10;

  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int TCP_HEADER = 20;
  private static final int UDP_HEADER = 8;
  private static final int WINDOW = 5744;
  private static final int TIME_TO_LIVE = 64;

  private Packets() {}

  static byte[] tcp(
      InetSocketAddress from,
      InetSocketAddress to,
      int sequence,
      int acknowledged,
      int flags,
      byte[] payload) {
    ByteBuffer segment = ByteBuffer.allocate(TCP_HEADER + payload.length);
    segment.putShort((short) from.getPort()).putShort((short) to.getPort());
    segment.putInt(sequence).putInt(acknowledged);
    segment.putShort((short) ((TCP_HEADER / 4) << 12 | flags)).putShort((short) WINDOW);
    segment.putShort((short) 0).putShort((short) 0).put(payload);
    return ip(from.getAddress(), to.getAddress(), TCP, segment.array(), 16);
  }

  static byte[] udp(InetSocketAddress from, InetSocketAddress to, byte[] payload) {
    ByteBuffer datagram = ByteBuffer.allocate(UDP_HEADER + payload.length);
    datagram.putShort((short) from.getPort()).putShort((short) to.getPort());
    datagram.putShort((short) (UDP_HEADER + payload.length)).putShort((short) 0).put(payload);
    return ip(from.getAddress(), to.getAddress(), UDP, datagram.array(), 6);
  }

  private static byte[] ip(
      InetAddress from, InetAddress to, int protocol, byte[] content, int checksumAt) {
    byte[] source = source(from, to);
    byte[] target = to.getAddress();
    ByteBuffer pseudo = ByteBuffer.allocate(source.length * 2 + 8 + content.length);
    pseudo.put(source).put(target).putInt(content.length).putInt(protocol).put(content);
    ByteBuffer.wrap(content).putShort(checksumAt, checksum(pseudo.array()));
    return raw(from, to, protocol, content);
  }

  private static byte[] source(InetAddress from, InetAddress to) {
    byte[] source = from.getAddress();
    byte[] target = to.getAddress();
    // Of a socket that is bound to any address.
    return source.length == target.length ? source : new byte[target.length];
  }

  /** A packet whose content has its check sum, or needs none. */
  static byte[] raw(InetAddress from, InetAddress to, int protocol, byte[] content) {
    byte[] source = source(from, to);
    byte[] target = to.getAddress();
    boolean v4 = source.length == 4;
    ByteBuffer packet = ByteBuffer.allocate((v4 ? 20 : 40) + content.length);
    if (v4) {
      packet.putShort((short) 0x4500).putShort((short) packet.capacity());
      packet.putInt(0x4000).put((byte) TIME_TO_LIVE).put((byte) protocol).putShort((short) 0);
      packet.put(source).put(target);
      byte[] header = Arrays.copyOf(packet.array(), 20);
      packet.putShort(10, checksum(header));
    } else {
      packet.putInt(0x6000_0000).putShort((short) content.length);
      packet.put((byte) protocol).put((byte) TIME_TO_LIVE).put(source).put(target);
    }
    return packet.put(content).array();
  }

  /** RFC 1071. */
  static short checksum(byte[] bytes) {
    long sum = 0;
    for (int i = 0; i < bytes.length; i += 2) {
      int low = i + 1 < bytes.length ? bytes[i + 1] & 0xFF : 0;
      sum += (bytes[i] & 0xFF) << 8 | low;
    }
    while (sum >> 16 != 0) {
      sum = (sum & 0xFFFF) + (sum >> 16);
    }
    return (short) ~sum;
  }
}
