package dev.espalier.emulator.trace;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes what passes as a pcapng file: whole TCP connections and datagrams, with the names that
 * were looked up and the secrets of TLS, so that Wireshark shows names and plaintext.
 *
 * <p>The headers are made up from what the sockets know: sequence numbers begin at 0, and an end of
 * a connection acknowledges at once.
 */
public final class PcapNg implements NetworkTap, Closeable {
  private static final int SECTION = 0x0A0D0D0A;
  private static final int INTERFACE = 1;
  private static final int NAMES = 4;
  private static final int PACKET = 6;
  private static final int SECRETS = 10;
  private static final int BYTE_ORDER = 0x1A2B3C4D;
  private static final int LINKTYPE_RAW = 101;
  private static final int TLS_KEY_LOG = 0x544C534B;
  private static final int SEGMENT_MAX = 1440;
  private static final long UNKNOWN_LENGTH = -1;

  /** Firmware reads a header and then what follows: what it reads at once has come at once. */
  private static final long AT_ONCE_NANOS = 50_000;

  private static final int AT_ONCE_MAX = 64 * 1024;

  private final OutputStream out;
  private final Map<Flow, Connection> connections = new HashMap<>();
  private final Set<InetAddress> named = new HashSet<>();

  /** What has been read of this connection, and is not written yet. */
  private @Nullable Connection reading;

  private long readNanos;
  private final ByteArrayOutputStream read = new ByteArrayOutputStream();

  /** What the headers of a connection need. */
  private static final class Connection {
    final InetSocketAddress local;
    final InetSocketAddress remote;
    int sent;
    int received;

    Connection(InetSocketAddress local, InetSocketAddress remote) {
      this.local = local;
      this.remote = remote;
    }
  }

  /**
   * Begins a file.
   *
   * @param out where to; closed by {@link #close}
   */
  public PcapNg(OutputStream out) {
    this.out = out;
    ByteBuffer section = buffer(16);
    section.putInt(BYTE_ORDER).putShort((short) 1).putShort((short) 0).putLong(UNKNOWN_LENGTH);
    block(SECTION, section);
    ByteBuffer face = buffer(20);
    face.putShort((short) LINKTYPE_RAW).putShort((short) 0).putInt(0);
    face.putShort((short) 9).putShort((short) 1).put((byte) 9).put(new byte[3]); // nanoseconds
    face.putInt(0);
    block(INTERFACE, face);
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void block(int type, ByteBuffer body) {
    body.flip();
    int padded = (body.remaining() + 3) & ~3;
    int total = padded + 12;
    byte[] whole = new byte[total];
    ByteBuffer block = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
    block.putInt(type).putInt(total).put(body);
    block.putInt(8 + padded, total);
    try {
      out.write(whole);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Adds a secret of TLS.
   *
   * @param line as in {@code SSLKEYLOGFILE}
   */
  public void secret(String line) {
    byte[] text = (line + "\n").getBytes(StandardCharsets.US_ASCII);
    ByteBuffer body = buffer(8 + text.length);
    body.putInt(TLS_KEY_LOG).putInt(text.length).put(text);
    block(SECRETS, body);
  }

  @Override
  public void resolved(long nanos, String board, String name, List<InetAddress> addresses) {
    for (InetAddress address : addresses) {
      if (named.add(address)) {
        byte[] raw = address.getAddress();
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        int length = raw.length + text.length + 1;
        ByteBuffer body = buffer(4 + ((length + 3) & ~3) + 4);
        body.putShort((short) (raw.length == 4 ? 1 : 2)).putShort((short) length);
        body.put(raw).put(text).put((byte) 0);
        body.position(4 + ((length + 3) & ~3));
        body.putInt(0);
        block(NAMES, body);
      }
    }
  }

  @Override
  public void connected(
      long nanos, Flow flow, InetSocketAddress local, InetSocketAddress remote, boolean outbound) {
    flush();
    var connection = new Connection(local, remote);
    connections.put(flow, connection);
    tcp(nanos, connection, outbound, Packets.SYN, new byte[0]);
    tcp(nanos, connection, !outbound, Packets.SYN | Packets.ACK, new byte[0]);
    connection.sent = 1;
    connection.received = 1;
    tcp(nanos, connection, outbound, Packets.ACK, new byte[0]);
  }

  @Override
  public void bytes(
      long nanos,
      Flow flow,
      InetSocketAddress local,
      InetSocketAddress remote,
      boolean outbound,
      byte[] bytes) {
    if (flow.protocol() != Flow.TCP) {
      flush();
      InetSocketAddress from = outbound ? local : remote;
      InetSocketAddress to = outbound ? remote : local;
      write(
          nanos,
          flow.protocol() == Flow.UDP
              ? Packets.udp(from, to, bytes)
              : Packets.raw(from.getAddress(), to.getAddress(), flow.protocol(), bytes));
      return;
    }
    Connection connection = connections.get(flow);
    if (connection == null) {
      return;
    }
    if (outbound) {
      flush();
      segments(nanos, connection, true, bytes);
      return;
    }
    boolean goesOn =
        reading == connection
            && nanos - readNanos <= AT_ONCE_NANOS
            && read.size() + bytes.length <= AT_ONCE_MAX;
    if (!goesOn) {
      flush();
      reading = connection;
      readNanos = nanos;
    }
    read.writeBytes(bytes);
  }

  private void flush() {
    Connection connection = reading;
    if (connection != null) {
      reading = null;
      byte[] bytes = read.toByteArray();
      read.reset();
      segments(readNanos, connection, false, bytes);
    }
  }

  private void segments(long nanos, Connection connection, boolean outbound, byte[] bytes) {
    for (int at = 0; at < bytes.length; at += SEGMENT_MAX) {
      int end = Math.min(bytes.length, at + SEGMENT_MAX);
      byte[] part = Arrays.copyOfRange(bytes, at, end);
      tcp(nanos, connection, outbound, Packets.PSH | Packets.ACK, part);
      if (outbound) {
        connection.sent += part.length;
      } else {
        connection.received += part.length;
      }
    }
  }

  @Override
  public void ended(long nanos, Flow flow, boolean outbound, boolean reset) {
    flush();
    Connection connection = connections.remove(flow);
    if (connection != null) {
      int flags = reset ? Packets.RST | Packets.ACK : Packets.FIN | Packets.ACK;
      tcp(nanos, connection, outbound, flags, new byte[0]);
    }
  }

  private void tcp(long nanos, Connection connection, boolean outbound, int flags, byte[] payload) {
    boolean syn = flags == Packets.SYN;
    int sequence = outbound ? connection.sent : connection.received;
    int acknowledged = outbound ? connection.received : connection.sent;
    if (flags == (Packets.SYN | Packets.ACK)) {
      acknowledged = 1;
    }
    write(
        nanos,
        Packets.tcp(
            outbound ? connection.local : connection.remote,
            outbound ? connection.remote : connection.local,
            sequence,
            syn ? 0 : acknowledged,
            flags,
            payload));
  }

  private void write(long nanos, byte[] packet) {
    ByteBuffer body = buffer(20 + packet.length);
    body.putInt(0).putInt((int) (nanos >>> 32)).putInt((int) nanos);
    body.putInt(packet.length).putInt(packet.length).put(packet);
    block(PACKET, body);
  }

  /**
   * Ends the file.
   *
   * @throws IOException when it cannot be written
   */
  @Override
  public void close() throws IOException {
    flush();
    out.close();
  }
}
