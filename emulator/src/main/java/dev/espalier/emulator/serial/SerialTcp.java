package dev.espalier.emulator.serial;

import dev.espalier.emulator.net.ByteQueue;
import dev.espalier.emulator.net.SimBuffers;
import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.port.Network;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A TCP socket on the real board. It gets an id there when it connects or listens. */
final class SerialTcp implements Network.Endpoint, TunnelSocket, PortTable.Holder {
  private enum State {
    FRESH,
    LISTENING,
    CONNECTING,
    OPEN,
    DEAD
  }

  /** Lets the board run ahead of the firmware for longer than a round trip at 2 Mbaud takes. */
  static final int RECEIVE_WINDOW = 16_384;

  /** lwIP's TCP_SND_BUF: what is accepted before anything has left. */
  private static final int SEND_BUFFER = 5744;

  private static final int NO_ID = -1;

  private final SerialStack stack;
  private final boolean ipv6;
  private final SerialOptions options = new SerialOptions();
  private final ByteQueue inbox = new ByteQueue();
  private final ByteQueue outbox = new ByteQueue();
  private final CreditOut credit = new CreditOut(RECEIVE_WINDOW);
  private State state = State.FRESH;
  private int id = NO_ID;
  private long sendCredit;
  private @Nullable SerialListener listening;
  private @Nullable InetSocketAddress local;
  private @Nullable InetSocketAddress remote;
  private @Nullable Runnable listener;
  private boolean ended;
  private boolean readShut;
  private boolean writeShut;
  private boolean endSent;
  private boolean hardClose;
  private boolean closed;
  private boolean writing;
  private int failure;
  private int error;

  SerialTcp(SerialStack stack, boolean ipv6) {
    this.stack = stack;
    this.ipv6 = ipv6;
  }

  /** A connection that came to a listening socket. */
  static SerialTcp accepted(
      SerialStack stack, boolean ipv6, SocketMessage.Accepted accepted, int socketBuffer) {
    SerialTcp made = new SerialTcp(stack, ipv6);
    made.id = accepted.id();
    made.local = accepted.local();
    made.remote = accepted.remote();
    made.state = State.OPEN;
    made.sendCredit = socketBuffer;
    made.credit.granted(RECEIVE_WINDOW);
    stack.opened(made);
    return made;
  }

  // ---- What firmware does ----

  @Override
  public int bind(InetSocketAddress address) {
    if (local != null) {
      return -Errno.EINVAL;
    }
    int port = stack.tcpPorts().claim(this, address);
    if (port < 0) {
      return port;
    }
    local = new InetSocketAddress(address.getAddress(), port);
    stack.opened(this);
    return 0;
  }

  @Override
  public int listen(int backlog) {
    SerialListener current = listening;
    if (current != null) {
      current.backlog(backlog);
      return 0;
    }
    if (state != State.FRESH) {
      return -Errno.EINVAL;
    }
    InetSocketAddress bound = local;
    if (bound == null) {
      int result = bind(new InetSocketAddress(InetAddress.ofLiteral(ipv6 ? "::" : "0.0.0.0"), 0));
      if (result < 0) {
        return result;
      }
    }
    SerialListener made = new SerialListener(stack, ipv6, backlog);
    listening = made;
    state = State.LISTENING;
    return openListener(made) || !stack.session().isUp() ? 0 : -Errno.ENFILE;
  }

  /** Begins to listen on the board; false when there is no id or no session. */
  private boolean openListener(SerialListener made) {
    id = stack.session().sockets().take(this);
    InetSocketAddress bound = local;
    if (id == NO_ID || bound == null) {
      return false;
    }
    stack.send(new SocketMessage.Open(id, ipv6 ? SocketMessage.Open.IPV6 : 0, 0, 0));
    options.sendAll(stack, id);
    stack.send(new SocketMessage.Bind(id, SocketMessage.named(ipv6, bound)));
    stack.send(new SocketMessage.Listen(id, made.backlogByte()));
    made.opened(id);
    return true;
  }

  /** There is a session again. */
  void sessionUp() {
    SerialListener current = listening;
    if (current != null && id == NO_ID && !closed) {
      boolean _ = openListener(current);
    }
  }

  @Override
  public Network.@Nullable Endpoint accept() {
    SerialListener from = listening;
    return from == null ? null : from.take();
  }

  @Override
  public int connect(@Nullable InetSocketAddress address) {
    if (address == null || state != State.FRESH) {
      return address == null ? -Errno.EAFNOSUPPORT : -Errno.EISCONN;
    }
    if (!stack.session().isUp()) {
      return -Errno.ENETDOWN;
    }
    id = stack.session().sockets().take(this);
    if (id == NO_ID) {
      return -Errno.ENFILE;
    }
    stack.opened(this);
    state = State.CONNECTING;
    remote = address;
    stack.send(new SocketMessage.Open(id, ipv6 ? SocketMessage.Open.IPV6 : 0, RECEIVE_WINDOW, 0));
    credit.granted(RECEIVE_WINDOW);
    options.sendAll(stack, id);
    InetSocketAddress bound = local;
    if (bound != null) {
      stack.send(new SocketMessage.Bind(id, SocketMessage.named(ipv6, bound)));
    }
    stack.send(new SocketMessage.Connect(id, SocketMessage.named(ipv6, address)));
    return failure != 0 ? -failure : -Errno.EINPROGRESS;
  }

  @Override
  public int takeError() {
    int taken = error;
    error = 0;
    return taken;
  }

  @Override
  public int read(byte[] buffer, int offset, int length, boolean peek) {
    if (!inbox.isEmpty()) {
      if (peek) {
        return inbox.peek(buffer, offset, length);
      }
      int count = inbox.take(buffer, offset, length);
      giveCredit(count);
      return count;
    }
    if (ended || (readShut && failure == 0)) {
      return 0;
    }
    if (failure != 0) {
      return -failure;
    }
    return state == State.OPEN ? -Errno.EAGAIN : -Errno.ENOTCONN;
  }

  private void giveCredit(int count) {
    int back = credit.taken(count, inbox.isEmpty());
    if (back > 0 && state == State.OPEN && !ended) {
      stack.send(new SocketMessage.Credit(id, back, 0));
    }
  }

  @Override
  public int write(byte[] buffer, int offset, int length) {
    if (failure != 0) {
      return -failure;
    }
    if (state != State.OPEN || writeShut) {
      return -Errno.ENOTCONN;
    }
    writing = true; // who writes sees the room for himself: no listener is told meanwhile
    int done = 0;
    while (done < length && room() > 0 && failure == 0) {
      int count = Math.min(length - done, room());
      outbox.add(buffer, offset + done, count);
      done += count;
      stack.ready(this);
    }
    writing = false;
    return done == 0 && length > 0 ? -Errno.EAGAIN : done;
  }

  private boolean isRoomy() {
    return room() > SimBuffers.lowWater(ahead(), SimBuffers.ESP32.segment());
  }

  private int room() {
    return ahead() - outbox.size();
  }

  /** As much ahead as fills the line twice, so that a fast one does not run dry. */
  private int ahead() {
    return Math.max(SEND_BUFFER, 2 * stack.window());
  }

  @Override
  public int available() {
    return inbox.size();
  }

  /** What the board's lwIP has not taken yet: how far it is acknowledged only the board knows. */
  @Override
  public int unacknowledged() {
    return state == State.OPEN ? outbox.size() + stack.socketBuffer() - (int) sendCredit : 0;
  }

  @Override
  public int ready() {
    SerialListener from = listening;
    if (from != null) {
      return (from.isEmpty() ? 0 : READABLE) | (error != 0 ? ERROR : 0);
    }
    if (failure != 0) {
      return READABLE | WRITABLE | (error != 0 ? ERROR : 0);
    }
    if (state != State.OPEN) {
      return 0;
    }
    boolean readable = !inbox.isEmpty() || ended || readShut;
    return (readable ? READABLE : 0) | (isRoomy() ? WRITABLE : 0);
  }

  @Override
  public void onReady(Runnable newListener) {
    listener = newListener;
  }

  @Override
  public int shutdown(int how) {
    if (state != State.OPEN) {
      return -Errno.ENOTCONN;
    }
    if (how != SHUT_WR) {
      readShut = true;
      int dropped = inbox.size();
      inbox.clear();
      giveCredit(dropped);
    }
    if (how != SHUT_RD && !writeShut) {
      writeShut = true;
      sendEnd();
    }
    return 0;
  }

  private void sendEnd() {
    if (writeShut && !endSent && outbox.isEmpty() && state == State.OPEN) {
      endSent = true;
      stack.send(new SocketMessage.Eof(id));
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    stack.tcpPorts().release(this);
    SerialListener from = listening;
    if (from != null) {
      from.close();
    }
    if (state == State.OPEN && !hardClose && inbox.isEmpty() && !outbox.isEmpty()) {
      return; // What was written still goes; next() closes behind it.
    }
    letGo(state == State.CONNECTING || (state == State.OPEN && (hardClose || !inbox.isEmpty())));
  }

  private void letGo(boolean abort) {
    state = State.DEAD;
    stack.closed(this);
    inbox.clear();
    outbox.clear();
    if (id != NO_ID) {
      int gone = id;
      id = NO_ID;
      stack.close(gone, abort);
    }
  }

  @Override
  public int option(Network.Option option, int value) {
    if (option == Network.Option.BROADCAST) {
      return -Errno.ENOPROTOOPT;
    }
    if (option == Network.Option.LINGER) {
      hardClose = value == 0;
    }
    options.put(option, value);
    if (id != NO_ID && (state == State.OPEN || state == State.CONNECTING)) {
      SerialOptions.send(stack, id, option, value);
    }
    return 0;
  }

  @Override
  public boolean reuses() {
    return options.get(Network.Option.REUSE_ADDRESS, 0) != 0;
  }

  @Override
  public @Nullable InetSocketAddress local() {
    return local;
  }

  @Override
  public @Nullable InetSocketAddress remote() {
    return listening == null ? remote : null;
  }

  // ---- What the board says ----

  private void tell() {
    Runnable told = listener;
    if (told != null && !closed && !writing) {
      stack.tell(told);
    }
  }

  private void fail(int errno) {
    failure = errno;
    error = errno;
    stack.tcpPorts().release(this);
    state = State.DEAD;
    outbox.clear();
    stack.closed(this);
    if (id != NO_ID) {
      int gone = id;
      id = NO_ID;
      stack.close(gone, true);
    }
    tell();
  }

  @Override
  public void status(SocketMessage.Status status) throws ViolationException {
    if (status.op() == FrameType.SETOPT.code()) {
      return; // an option that the board does not know is no failure of the socket
    }
    if (status.error() != 0) {
      SerialListener from = listening;
      if (from != null) {
        from.close();
      }
      fail(status.error());
    } else if (status.op() == FrameType.CONNECT.code() && state == State.CONNECTING) {
      state = State.OPEN;
      InetSocketAddress address = status.local();
      if (address != null) {
        local = address;
      }
      sendCredit = stack.socketBuffer();
      tell();
    } else if (status.op() != FrameType.LISTEN.code() || state != State.LISTENING) {
      throw new ViolationException("it answers what was not asked: STATUS for " + status.op());
    }
  }

  @Override
  public void data(byte[] bytes) throws ViolationException {
    if (state != State.OPEN || ended) {
      throw new ViolationException("it sends data on a socket that is not connected");
    }
    credit.used(bytes.length);
    if (closed) {
      letGo(true); // as lwIP: data for a closed socket is answered with a reset
      return;
    }
    if (readShut) {
      giveCredit(bytes.length);
      return;
    }
    inbox.add(bytes, 0, bytes.length);
    tell();
  }

  @Override
  public void datagram(SocketMessage.Dgram piece) throws ViolationException {
    throw new ViolationException("it sends datagrams on a TCP socket");
  }

  @Override
  public void credit(SocketMessage.Credit more) throws ViolationException {
    sendCredit = CreditOut.added(sendCredit, more.bytes());
    if (!outbox.isEmpty()) {
      stack.ready(this);
    }
  }

  @Override
  public void end() throws ViolationException {
    if (state != State.OPEN || ended) {
      throw new ViolationException("it ends a stream that is not open");
    }
    ended = true;
    tell();
  }

  @Override
  public void accepted(SocketMessage.Accepted accepted) throws ViolationException {
    SerialListener from = listening;
    if (from == null) {
      throw new ViolationException("it accepts on socket " + id + ", which does not listen");
    }
    from.accepted(accepted);
    tell();
  }

  @Override
  public @Nullable SocketMessage next(int payload) {
    int length = (int) Math.min(Math.min(outbox.size(), sendCredit), payload - 1);
    if (length <= 0 || state != State.OPEN) {
      return null;
    }
    byte[] bytes = new byte[length];
    int _ = outbox.take(bytes, 0, length);
    sendCredit -= length;
    SocketMessage data = new SocketMessage.Data(id, bytes); // the id may be gone below
    if (outbox.isEmpty()) {
      drained();
    }
    tell();
    return data;
  }

  private void drained() {
    if (closed) {
      letGo(false);
    } else {
      sendEnd();
    }
  }

  @Override
  public void lost() {
    id = NO_ID;
    if (listening != null) {
      listening.lost();
    } else if (state == State.OPEN || state == State.CONNECTING) {
      fail(Errno.ECONNRESET);
    }
  }
}
