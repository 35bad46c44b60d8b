package dev.espalier.emulator.net;

import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.port.Network;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A TCP socket of a {@link SimHost}. */
final class SimTcp implements Network.Endpoint, SimHost.Bound {
  private enum State {
    FRESH,
    LISTENING,
    CONNECTING,
    OPEN,
    /** Failed, reset, or closed and done. */
    DEAD
  }

  private final SimHost host;
  private final boolean ipv6;
  private final ByteQueue inbox = new ByteQueue();
  private final SimKeepAlive keepAlive;
  private State state = State.FRESH;
  private int sendBytes;
  private int receiveBytes;
  private boolean noDelay;
  private boolean hardClose;
  private boolean reuse;
  private long number;
  private boolean outbound;

  private @Nullable InetSocketAddress local;
  private @Nullable InetSocketAddress remote;
  private @Nullable Runnable listener;
  private @Nullable SimListener queue;
  private @Nullable SimHandshake handshake;
  private @Nullable SimPipe out;
  private @Nullable SimPipe in;

  private boolean ended;
  private boolean readShut;
  private boolean closed;
  private boolean vanished;
  private int failure;
  private int error;

  SimTcp(SimHost host, boolean ipv6) {
    this.host = host;
    this.ipv6 = ipv6;
    this.sendBytes = host.buffers().send();
    this.receiveBytes = host.buffers().receive();
    this.keepAlive = new SimKeepAlive(this);
  }

  /** The server's end of a connection that a client's SYN began. */
  static SimTcp accepted(SimTcp listening, InetSocketAddress address, SimTcp client) {
    SimTcp made = new SimTcp(listening.host, listening.ipv6);
    made.local = address;
    made.remote = client.local;
    made.sendBytes = listening.sendBytes;
    made.receiveBytes = listening.receiveBytes;
    made.noDelay = listening.noDelay;
    made.number = client.number;
    made.state = State.OPEN;
    made.host.opened(made);
    // The client's buffers are settled, too: it learns of the connection with the SYN-ACK.
    made.out = new SimPipe(made, client);
    SimPipe forth = new SimPipe(client, made);
    made.in = forth;
    return made;
  }

  void established(SimTcp server) {
    handshake = null;
    state = State.OPEN;
    out = server.in;
    in = server.out;
    keepAlive.restart();
    changed();
  }

  SimHost host() {
    return host;
  }

  long number() {
    return number;
  }

  boolean outbound() {
    return outbound;
  }

  ByteQueue inbox() {
    return inbox;
  }

  int sendCapacity() {
    return sendBytes;
  }

  int receiveCapacity() {
    return receiveBytes;
  }

  int receiveFree() {
    return Math.max(0, receiveBytes - inbox.size());
  }

  int segmentSize() {
    return host.buffers().segment();
  }

  boolean noDelay() {
    return noDelay;
  }

  boolean isLoopback() {
    InetSocketAddress peer = remote;
    return peer != null && peer.getAddress().isLoopbackAddress();
  }

  boolean isDead() {
    return state == State.DEAD;
  }

  boolean isClosed() {
    return closed;
  }

  /** Closed by its program, and what this host knows of it would answer data with a reset. */
  boolean isForgotten() {
    return closed && state == State.OPEN;
  }

  /** Ends a socket that its program has closed, without a packet. */
  void forget() {
    die();
  }

  boolean isVanished() {
    return vanished;
  }

  boolean keepsReading() {
    return !readShut;
  }

  @Override
  public boolean reuses() {
    return reuse;
  }

  @Nullable SimListener acceptQueue() {
    return queue;
  }

  void heard() {
    keepAlive.restart();
  }

  void endReceived() {
    ended = true;
  }

  /** Tells the owner; in this host's interrupt context. A closed socket that is done goes away. */
  void changed() {
    SimPipe sending = out;
    if (closed && ended && sending != null && sending.isDrained()) {
      die();
    }
    Runnable told = listener;
    if (told != null && !closed) {
      told.run();
    }
  }

  /** The connection fails for this side only; the peer may not know. */
  void fail(int errno) {
    if (state == State.DEAD) {
      return;
    }
    failure = errno;
    error = errno;
    die();
    Runnable told = listener;
    if (told != null && !closed) {
      told.run();
    }
  }

  void resetByPeer(long time) {
    host.at(time, this::resetReceived);
  }

  /** A reset behind the peer's end is EPIPE, as Linux has it; lwIP's numbers do not tell. */
  void resetReceived() {
    fail(ended ? Errno.EPIPE : Errno.ECONNRESET);
  }

  /** Resets the connection. */
  void abort() {
    SimPipe sending = out;
    if (sending != null && state != State.DEAD) {
      sending.reset();
    }
    die();
  }

  /** The host lost its power: nothing is sent any more, not even a reset. */
  void vanish() {
    vanished = true;
    closed = true;
    SimPipe receiving = in;
    die();
    if (receiving != null) {
      receiving.receiverVanished();
    }
  }

  private void die() {
    state = State.DEAD;
    keepAlive.stop();
    if (out != null) {
      out.stop();
    }
    if (handshake != null) {
      handshake.cancel();
      handshake = null;
    }
    host.closed(this);
  }

  @Override
  public int bind(InetSocketAddress address) {
    int port = host.claim(this, address);
    if (port < 0) {
      return port;
    }
    local = new InetSocketAddress(address.getAddress(), port);
    return 0;
  }

  @Override
  public int listen(int backlog) {
    SimListener current = queue;
    if (current != null) {
      current.backlog(backlog);
      return 0;
    }
    if (state != State.FRESH) {
      return -Errno.EINVAL;
    }
    if (local == null) {
      int result = bind(host.any(ipv6));
      if (result < 0) {
        return result;
      }
    }
    queue = new SimListener(backlog);
    state = State.LISTENING;
    return 0;
  }

  @Override
  public Network.@Nullable Endpoint accept() {
    SimListener waiting = queue;
    return waiting == null ? null : waiting.take();
  }

  @Override
  public int connect(@Nullable InetSocketAddress address) {
    if (address == null || state != State.FRESH) {
      return address == null ? -Errno.EAFNOSUPPORT : -Errno.EISCONN;
    }
    if (!host.isUp() && !address.getAddress().isLoopbackAddress()) {
      return -Errno.EHOSTUNREACH; // no interface is up: there is no route
    }
    InetSocketAddress bound = local;
    if (bound == null || bound.getAddress().isAnyLocalAddress()) {
      int port = bound == null ? host.claim(this, host.any(ipv6)) : bound.getPort();
      if (port < 0) {
        return port;
      }
      local = new InetSocketAddress(host.sourceFor(address.getAddress()), port);
    }
    remote = address;
    outbound = true;
    number = host.network().nextConnection();
    state = State.CONNECTING;
    host.opened(this);
    SimHandshake begun =
        new SimHandshake(this, host.network().find(host, address.getAddress()), address);
    handshake = begun;
    begun.send();
    return -Errno.EINPROGRESS;
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
      SimPipe receiving = in;
      if (receiving != null && state == State.OPEN) {
        receiving.taken();
      }
      return count;
    }
    if (ended || (readShut && failure == 0)) {
      return 0; // Also when a reset has followed the end.
    }
    if (failure != 0) {
      return -failure;
    }
    return state == State.OPEN ? -Errno.EAGAIN : -Errno.ENOTCONN;
  }

  @Override
  public int write(byte[] buffer, int offset, int length) {
    SimPipe sending = out;
    if (failure != 0) {
      return -failure;
    }
    return sending == null || state != State.OPEN
        ? -Errno.ENOTCONN
        : sending.write(buffer, offset, length);
  }

  @Override
  public int available() {
    return inbox.size();
  }

  @Override
  public int unacknowledged() {
    SimPipe sending = out;
    return sending == null || state != State.OPEN ? 0 : sending.unacknowledged();
  }

  @Override
  public int ready() {
    SimListener waiting = queue;
    if (waiting != null) {
      return waiting.isEmpty() ? 0 : READABLE;
    }
    if (failure != 0) {
      return READABLE | WRITABLE | (error != 0 ? ERROR : 0);
    }
    if (state != State.OPEN) {
      return 0;
    }
    SimPipe sending = out;
    boolean readable = !inbox.isEmpty() || ended || readShut;
    boolean writable = sending != null && sending.isRoomy();
    return (readable ? READABLE : 0) | (writable ? WRITABLE : 0);
  }

  @Override
  public void onReady(Runnable newListener) {
    listener = newListener;
  }

  @Override
  public int shutdown(int how) {
    SimPipe sending = out;
    if (state != State.OPEN || sending == null) {
      return -Errno.ENOTCONN;
    }
    if (how != SHUT_WR) {
      readShut = true;
      inbox.clear();
    }
    if (how != SHUT_RD) {
      sending.finish();
    }
    return 0;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    SimListener waiting = queue;
    SimPipe sending = out;
    if (waiting != null) {
      queue = null;
      waiting.close();
      die();
    } else if (state != State.OPEN || sending == null) {
      die();
    } else if (hardClose || !inbox.isEmpty()) {
      abort();
    } else {
      sending.finish();
    }
  }

  @Override
  public int option(Network.Option option, int value) {
    switch (option) {
      case NO_DELAY -> {
        noDelay = value != 0;
        if (out != null) {
          out.pump();
        }
      }
      case LINGER -> hardClose = value == 0;
      case REUSE_ADDRESS -> reuse = value != 0;
      case SEND_BUFFER -> {
        sendBytes = Math.max(1, value);
        if (out != null) {
          out.capacity(sendBytes);
        }
      }
      case RECEIVE_BUFFER -> receiveBytes = Math.max(1, value);
      case KEEP_ALIVE, KEEP_IDLE, KEEP_INTERVAL, KEEP_COUNT -> keepAlive.option(option, value);
      case BROADCAST, MULTICAST_TTL, MULTICAST_LOOP -> {
        return -Errno.ENOPROTOOPT;
      }
    }
    return 0;
  }

  @Override
  public @Nullable InetSocketAddress local() {
    return local;
  }

  @Override
  public @Nullable InetSocketAddress remote() {
    return remote;
  }

  /** Asks the peer for a sign of life; tells whether one will come. */
  boolean probe(int attempt) {
    SimPipe sending = out;
    InetSocketAddress peer = remote;
    if (sending == null || peer == null) {
      return false;
    }
    return sending.probe(attempt);
  }

  boolean isOpen() {
    return state == State.OPEN;
  }

  boolean isListeningAt(InetSocketAddress address) {
    InetSocketAddress bound = local;
    return state == State.LISTENING
        && bound != null
        && bound.getPort() == address.getPort()
        && host.covers(bound.getAddress(), address.getAddress());
  }
}
