package dev.espalier.emulator.serial;

import dev.espalier.emulator.net.DatagramEndpoint;
import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.port.Network;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A UDP socket on the real board. It gets an id there with its first use. */
final class SerialUdp extends DatagramEndpoint implements TunnelSocket, PortTable.Holder {
  /** {@code CONFIG_LWIP_UDP_RECVMBOX_SIZE}'s default. */
  private static final int INBOX_MAX = 6;

  /** What may wait to leave, as buffers run short on a chip. */
  private static final int OUTBOX_MAX = 8;

  /** id, flags, length, family, port, address. */
  private static final int FIRST_OVERHEAD = 23;

  private static final int NEXT_OVERHEAD = 2;
  private static final int NO_ID = -1;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Outgoing(@Nullable InetSocketAddress to, byte[] bytes) {}

  private final SerialStack stack;
  private final boolean ipv6;
  private final SerialOptions options = new SerialOptions();
  private final Deque<Outgoing> outbox = new ArrayDeque<>();
  private int id = NO_ID;
  private @Nullable InetSocketAddress local;
  private int sent;

  // Credit of the board, and the datagram that is coming in pieces.
  private int datagramCredit;
  private long byteCredit;
  private byte @Nullable [] incoming;
  private int incomingLength;
  private @Nullable InetSocketAddress incomingFrom;

  SerialUdp(SerialStack stack, boolean ipv6) {
    this.stack = stack;
    this.ipv6 = ipv6;
  }

  private int perDatagram() {
    return Math.max(1, stack.datagramMax());
  }

  /** Makes it on the board: 0 or a negative error number. */
  private int ensureOpen() {
    int failed = takeError();
    if (failed != 0 || id != NO_ID) {
      return -failed;
    }
    if (!stack.session().isUp()) {
      return -Errno.ENETDOWN;
    }
    id = stack.session().sockets().take(this);
    if (id == NO_ID) {
      return -Errno.ENFILE;
    }
    stack.opened(this);
    datagramCredit = INBOX_MAX;
    byteCredit = (long) INBOX_MAX * perDatagram();
    int kind = SocketMessage.Open.DATAGRAMS | (ipv6 ? SocketMessage.Open.IPV6 : 0);
    stack.send(new SocketMessage.Open(id, kind, byteCredit, datagramCredit));
    options.sendAll(stack, id);
    InetSocketAddress bound = local;
    if (bound != null) {
      stack.send(new SocketMessage.Bind(id, SocketMessage.named(ipv6, bound)));
    }
    if (peer != null) {
      stack.send(new SocketMessage.Connect(id, SocketMessage.named(ipv6, peer)));
    }
    return 0;
  }

  /** There is a session again. */
  void sessionUp() {
    if (!closed && id == NO_ID) {
      int _ = ensureOpen();
    }
  }

  @Override
  protected void failureSeen() {
    sessionUp();
  }

  @Override
  public int bind(InetSocketAddress address) {
    if (local != null) {
      return -Errno.EINVAL;
    }
    int port = stack.udpPorts().claim(this, address);
    if (port < 0) {
      return port;
    }
    InetSocketAddress bound = new InetSocketAddress(address.getAddress(), port);
    local = bound;
    stack.opened(this);
    if (id != NO_ID) {
      stack.send(new SocketMessage.Bind(id, SocketMessage.named(ipv6, bound)));
      return 0;
    }
    int result = ensureOpen();
    return result == -Errno.ENETDOWN ? 0 : result;
  }

  private int bindAny() {
    return local != null
        ? 0
        : bind(new InetSocketAddress(InetAddress.ofLiteral(ipv6 ? "::" : "0.0.0.0"), 0));
  }

  @Override
  public int connect(@Nullable InetSocketAddress address) {
    peer = address;
    if (id != NO_ID) {
      stack.send(
          new SocketMessage.Connect(
              id, address == null ? null : SocketMessage.named(ipv6, address)));
      return 0;
    }
    int result = bindAny();
    return result != 0 ? result : ensureOpen();
  }

  @Override
  public int sendTo(byte[] buffer, int offset, int length, InetSocketAddress to) {
    int result = bindAny();
    if (result == 0) {
      result = ensureOpen();
    }
    if (result != 0) {
      return result;
    }
    if (length > perDatagram()) {
      return -Errno.EMSGSIZE;
    }
    if (outbox.size() >= OUTBOX_MAX) {
      return -Errno.ENOMEM;
    }
    outbox.add(
        new Outgoing(
            to.equals(peer) ? null : SocketMessage.named(ipv6, to),
            Arrays.copyOfRange(buffer, offset, offset + length)));
    stack.ready(this);
    return length;
  }

  @Override
  public @Nullable SocketMessage next(int payload) {
    Outgoing first = outbox.peek();
    if (first == null || id == NO_ID) {
      return null;
    }
    int total = first.bytes.length;
    boolean begins = sent == 0;
    int length = Math.min(total - sent, payload - (begins ? FIRST_OVERHEAD : NEXT_OVERHEAD));
    byte[] piece = Arrays.copyOfRange(first.bytes, sent, sent + length);
    sent += length;
    boolean last = sent == total;
    if (last) {
      outbox.remove();
      sent = 0;
    }
    int of = id;
    if (closed && outbox.isEmpty()) {
      letGo(); // CLOSE follows this frame
    }
    int flags = (begins ? SocketMessage.Dgram.FIRST : 0) | (last ? SocketMessage.Dgram.LAST : 0);
    return new SocketMessage.Dgram(of, flags, begins ? total : 0, begins ? first.to : null, piece);
  }

  /** Whether a datagram is half sent: no other may come between. */
  @Override
  public boolean isInPieces() {
    return sent > 0;
  }

  @Override
  protected void taken(int length) {
    if (id != NO_ID && !closed) {
      datagramCredit++;
      byteCredit += length;
      stack.send(new SocketMessage.Credit(id, length, 1));
    }
  }

  @Override
  public void status(SocketMessage.Status status) {
    boolean option = status.op() == FrameType.SETOPT.code(); // one that the board does not know
    if (status.error() == 0 || option || closed) {
      return;
    }
    // The board passes over what comes for this id from now on: the next use makes another.
    lostOnBoard();
    fail(status.error());
    tell();
  }

  private void lostOnBoard() {
    letGo();
    lost();
  }

  private void tell() {
    Runnable told = listener();
    if (told != null) {
      stack.tell(told);
    }
  }

  @Override
  public void data(byte[] bytes) throws ViolationException {
    throw new ViolationException("it sends a stream on a UDP socket");
  }

  @Override
  public void datagram(SocketMessage.Dgram piece) throws ViolationException {
    if (piece.isFirst() == (incoming != null)) {
      throw new ViolationException("it mixes the pieces of datagrams");
    }
    if (piece.isFirst()) {
      if (piece.length() > byteCredit || datagramCredit == 0 || piece.address() == null) {
        throw new ViolationException("it sends a datagram without credit");
      }
      datagramCredit--;
      byteCredit -= piece.length();
      incoming = new byte[piece.length()];
      incomingLength = 0;
      incomingFrom = piece.address();
    }
    byte[] whole = incoming;
    InetSocketAddress from = incomingFrom;
    if (whole == null || from == null || piece.bytes().length > whole.length - incomingLength) {
      throw new ViolationException("its datagram is longer than it said");
    }
    System.arraycopy(piece.bytes(), 0, whole, incomingLength, piece.bytes().length);
    incomingLength += piece.bytes().length;
    if (piece.isLast()) {
      incoming = null;
      if (incomingLength != whole.length) {
        throw new ViolationException("its datagram is shorter than it said");
      }
      arrived(from, whole);
    }
  }

  private void arrived(InetSocketAddress from, byte[] bytes) {
    if (closed) {
      return;
    }
    add(from, bytes);
    tell();
  }

  @Override
  public void credit(SocketMessage.Credit credit) {
    // Datagrams to the board need none.
  }

  @Override
  public void end() throws ViolationException {
    throw new ViolationException("it ends a UDP socket");
  }

  @Override
  public void accepted(SocketMessage.Accepted accepted) throws ViolationException {
    throw new ViolationException("it accepts on a UDP socket");
  }

  @Override
  public void lost() {
    id = NO_ID;
    outbox.clear();
    sent = 0;
    incoming = null;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    clear();
    stack.udpPorts().release(this);
    stack.closed(this);
    if (outbox.isEmpty()) {
      letGo();
    }
  }

  private void letGo() {
    if (id != NO_ID) {
      int gone = id;
      id = NO_ID;
      stack.close(gone, false);
    }
  }

  @Override
  public int option(Network.Option option, int value) {
    return switch (option) {
      case REUSE_ADDRESS, BROADCAST, RECEIVE_BUFFER, SEND_BUFFER -> {
        options.put(option, value);
        if (id != NO_ID) {
          SerialOptions.send(stack, id, option, value);
        }
        yield 0;
      }
      default -> -Errno.ENOPROTOOPT;
    };
  }

  @Override
  public boolean reuses() {
    return options.get(Network.Option.REUSE_ADDRESS, 0) != 0;
  }

  @Override
  public @Nullable InetSocketAddress local() {
    return local;
  }
}
