package dev.espalier.emulator.net;

import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.port.Network;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A TCP socket of the host. Reads ahead as data comes and gathers what it is given to write. */
final class JvmTcp implements Network.Endpoint, SelectorLoop.Ready, Incoming.Host {
  private final JvmStack stack;
  private final SelectorLoop loop;
  private final boolean ipv6;
  private final JvmOptions options = new JvmOptions();
  private final Interest interest;
  private final Incoming incoming;
  private final Outgoing outgoing;
  private @Nullable SocketChannel channel;
  private @Nullable JvmListener listening;
  private @Nullable InetSocketAddress bound;
  private @Nullable InetSocketAddress peer;
  private @Nullable Runnable listener;

  private boolean connecting;
  private boolean connected;
  private boolean ended;
  private boolean readShut;

  /** The loop will call {@link #flush}. */
  private boolean sendsSoon;

  /** Writing ends when all is written. */
  private boolean writeShut;

  private boolean closed;
  private int failure;
  private int error;

  JvmTcp(JvmStack stack, boolean ipv6) {
    this.stack = stack;
    this.loop = stack.loop();
    this.ipv6 = ipv6;
    interest = new Interest(loop);
    incoming = new Incoming(loop, this);
    outgoing = new Outgoing(loop);
  }

  /** Takes over a connection that a listener accepted. */
  static JvmTcp accepted(JvmStack stack, SocketChannel channel, boolean ipv6) throws IOException {
    JvmTcp made = new JvmTcp(stack, ipv6);
    made.channel = channel;
    made.connected = true;
    made.peer = (InetSocketAddress) channel.getRemoteAddress();
    made.bound = (InetSocketAddress) channel.getLocalAddress();
    made.interest.begin(channel, SelectionKey.OP_READ, made);
    stack.opened(made);
    return made;
  }

  private SocketChannel channel() throws IOException {
    SocketChannel made = channel;
    if (made == null) {
      made = SocketChannel.open(family());
      channel = made;
      made.setOption(StandardSocketOptions.SO_REUSEADDR, false);
      options.applyAll(made);
      if (bound != null) {
        made.bind(bound); // again: the host closed the channel that it had refused to connect
      }
      stack.opened(this);
    }
    return made;
  }

  private ProtocolFamily family() {
    return ipv6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
  }

  @Override
  public int bind(InetSocketAddress address) {
    if (bound != null) {
      return -Errno.EINVAL;
    }
    try {
      SocketChannel made = channel();
      made.bind(address);
      bound = (InetSocketAddress) made.getLocalAddress();
      return 0;
    } catch (IOException | RuntimeException e) {
      return -JvmErrors.errno(e);
    }
  }

  @Override
  public int listen(int backlog) {
    if (listening != null) {
      return 0;
    }
    if (connected || connecting) {
      return -Errno.EINVAL;
    }
    try {
      SocketChannel holder = channel;
      if (holder != null) {
        holder.close(); // only held the address
        channel = null;
      }
      JvmListener made = new JvmListener(stack, ipv6, this::tell);
      made.open(family(), bound, backlog, options);
      listening = made;
      bound = made.local();
      stack.opened(this);
      if (listener != null) {
        made.begin();
      }
      return 0;
    } catch (IOException | RuntimeException e) {
      return -JvmErrors.errno(e);
    }
  }

  @Override
  public Network.@Nullable Endpoint accept() {
    JvmListener from = listening;
    return from == null ? null : from.accept();
  }

  @Override
  public int connect(@Nullable InetSocketAddress address) {
    if (address == null) {
      return -Errno.EAFNOSUPPORT;
    }
    try {
      SocketChannel made = channel();
      made.configureBlocking(false);
      peer = address;
      if (made.connect(address)) {
        interest.begin(made, SelectionKey.OP_READ, this);
        connected = true;
        return 0;
      }
      connecting = true;
      interest.begin(made, SelectionKey.OP_CONNECT, this);
      return -Errno.EINPROGRESS;
    } catch (IOException | RuntimeException e) {
      forgetClosedChannel();
      return -JvmErrors.errno(e);
    }
  }

  /** A connect that the host refuses at once ends the JDK's channel, but not the board's socket. */
  private void forgetClosedChannel() {
    SocketChannel made = channel;
    if (made != null && !made.isOpen()) {
      channel = null;
      peer = null;
      connecting = false;
      stack.closed(this);
    }
  }

  /** The selector has something for this socket. */
  @Override
  public void ready(int operations) {
    if (connecting) {
      finishConnect();
    } else {
      if ((operations & SelectionKey.OP_WRITE) != 0) {
        flush();
      }
      if ((operations & SelectionKey.OP_READ) != 0) {
        readAhead();
      }
    }
    tell();
  }

  private void tell() {
    Runnable told = listener;
    if (told != null && !closed) {
      stack.tell(told);
    }
  }

  private void finishConnect() {
    SocketChannel made = channel;
    if (made == null) {
      return;
    }
    try {
      if (made.finishConnect()) {
        connecting = false;
        connected = true;
        interest.only(SelectionKey.OP_READ);
      }
    } catch (IOException e) {
      connecting = false;
      failed(JvmErrors.errno(e));
    }
  }

  private void failed(int errno) {
    failure = errno;
    error = errno;
    interest.only(0);
  }

  private void readAhead() {
    if (readShut) {
      interest.remove(SelectionKey.OP_READ);
    } else {
      incoming.readAhead();
    }
  }

  @Override
  public void ask(boolean whether) {
    if (whether) {
      interest.add(SelectionKey.OP_READ);
    } else {
      interest.remove(SelectionKey.OP_READ);
    }
  }

  @Override
  public boolean goesOn() {
    return !ended && failure == 0;
  }

  @Override
  public int read(byte[] to, int offset, int length) {
    SocketChannel made = channel;
    if (made == null || !goesOn()) {
      return 0;
    }
    ByteBuffer direct = loop.readBuffer();
    direct.limit(Math.min(length, direct.capacity()));
    try {
      int count = made.read(direct);
      if (count < 0) {
        ended = true;
        interest.remove(SelectionKey.OP_READ);
        return 0;
      }
      direct.flip().get(to, offset, count);
      return count;
    } catch (IOException e) {
      failed(JvmErrors.errno(e));
      return 0;
    }
  }

  @Override
  public int takeError() {
    int taken = error;
    error = 0;
    return taken;
  }

  @Override
  public int read(byte[] buffer, int offset, int length, boolean peek) {
    int count = incoming.take(buffer, offset, length, peek);
    if (count > 0) {
      return count;
    }
    if (failure != 0) {
      return -failure;
    }
    if (ended || readShut) {
      return 0;
    }
    return connected ? -Errno.EAGAIN : -Errno.ENOTCONN;
  }

  @Override
  public int write(byte[] buffer, int offset, int length) {
    SocketChannel made = channel;
    if (failure != 0 || made == null || !connected) {
      return failure != 0 ? -failure : -Errno.ENOTCONN;
    }
    if (writeShut) {
      return -Errno.ENOTCONN;
    }
    int done;
    try {
      done = outgoing.take(made, buffer, offset, length);
    } catch (IOException e) {
      failed(JvmErrors.errno(e));
      return -failure;
    }
    if (outgoing.isStuck()) {
      interest.add(SelectionKey.OP_WRITE);
    } else if (!sendsSoon) {
      sendsSoon = true;
      loop.sendSoon(this);
    }
    return done == 0 && length > 0 ? -Errno.EAGAIN : done;
  }

  /** Writes what was gathered. Called by the loop. */
  void flush() {
    sendsSoon = false;
    SocketChannel made = channel;
    if (made != null && sendAll(made) && closed) {
      end(made);
    }
  }

  /** Writes what was gathered; false when the host is to take the rest later. */
  private boolean sendAll(SocketChannel made) {
    if (failure != 0) {
      outgoing.drop();
      return true;
    }
    boolean waited = outgoing.isStuck();
    try {
      outgoing.flush(made);
      if (outgoing.isStuck()) {
        interest.add(SelectionKey.OP_WRITE);
        return false;
      }
      if (waited) {
        interest.remove(SelectionKey.OP_WRITE);
        tellBeforeWaiting();
      }
      if (writeShut) {
        made.shutdownOutput();
      }
    } catch (IOException e) {
      outgoing.drop();
      failed(JvmErrors.errno(e));
      tellBeforeWaiting();
    }
    return true;
  }

  /** Tells, and keeps the loop from waiting: who was told may have something to do. */
  private void tellBeforeWaiting() {
    tell();
    loop.wakeup();
  }

  @Override
  public int available() {
    return incoming.available();
  }

  @Override
  public int ready() {
    JvmListener from = listening;
    if (from != null) {
      return from.isEmpty() ? 0 : READABLE;
    }
    if (failure != 0) {
      return READABLE | WRITABLE | (error != 0 ? ERROR : 0);
    }
    if (!readShut && !closed && goesOn()) {
      incoming.look();
      if (failure != 0) {
        return READABLE | WRITABLE | ERROR;
      }
    }
    boolean readable = !incoming.isEmpty() || ended || readShut;
    return (readable ? READABLE : 0) | (connected && !outgoing.isStuck() ? WRITABLE : 0);
  }

  @Override
  public void onReady(Runnable newListener) {
    listener = newListener;
    JvmListener from = listening;
    if (from != null) {
      from.begin();
    }
  }

  @Override
  public int shutdown(int how) {
    SocketChannel made = channel;
    if (made == null || !connected || failure != 0) {
      return -Errno.ENOTCONN;
    }
    if (how != SHUT_WR) {
      readShut = true;
      incoming.clear();
    }
    if (how != SHUT_RD) {
      writeShut = true;
      var _ = sendAll(made);
    }
    return 0;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    stack.closed(this);
    JvmListener from = listening;
    if (from != null) {
      from.close();
    }
    SocketChannel made = channel;
    if (made == null) {
      return;
    }
    boolean resets = connected && failure == 0 && !readShut && hasUnread();
    incoming.clear();
    if (!sendAll(made) && !resets && !options.isLingerZero()) {
      interest.only(SelectionKey.OP_WRITE); // ends when the host has taken the rest
      return;
    }
    try {
      if (resets) {
        // The host would send a FIN first, and a reset for its own part of the unread bytes alone.
        made.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
    } catch (IOException e) {
      failure = JvmErrors.errno(e); // the connection is gone already
    }
    end(made);
  }

  private void end(SocketChannel made) {
    outgoing.drop();
    interest.end();
    try {
      made.close();
    } catch (IOException e) {
      failure = JvmErrors.errno(e); // there is nobody left to tell
    }
  }

  private boolean hasUnread() {
    return !incoming.isEmpty() || (!options.isLingerZero() && read(new byte[1], 0, 1) > 0);
  }

  @Override
  public int option(Network.Option option, int value) {
    return listening != null ? 0 : options.set(channel, option, value);
  }

  @Override
  public @Nullable InetSocketAddress local() {
    SocketChannel made = channel;
    if (made != null && made.isOpen()) {
      try {
        SocketAddress local = made.getLocalAddress();
        return (InetSocketAddress) local;
      } catch (IOException e) {
        return bound;
      }
    }
    return bound;
  }

  @Override
  public @Nullable InetSocketAddress remote() {
    return peer;
  }
}
