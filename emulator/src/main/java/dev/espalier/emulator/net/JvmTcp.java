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

/**
 * A TCP socket of the host. Reads ahead as data comes, so that one system call serves a header and
 * its payload, readiness is known without asking, and bytes can be peeked at and counted.
 */
final class JvmTcp implements Network.Endpoint, SelectorLoop.Ready {
  private static final byte[] NONE = {};

  private final JvmStack stack;
  private final SelectorLoop loop;
  private final boolean ipv6;
  private final JvmOptions options = new JvmOptions();
  private final Interest interest;
  private @Nullable SocketChannel channel;
  private @Nullable JvmListener listening;
  private @Nullable InetSocketAddress bound;
  private @Nullable InetSocketAddress peer;
  private @Nullable Runnable listener;

  // Read ahead: chunk[head, tail). An empty buffer belongs to the loop.
  private byte[] chunk = NONE;
  private int head;
  private int tail;

  /** The chunk is full: the selector is not asked about reading until it is drained. */
  private boolean paused;

  private boolean connecting;
  private boolean connected;
  private boolean ended;
  private boolean readShut;
  private boolean full;
  private boolean closed;
  private int failure;
  private int error;

  JvmTcp(JvmStack stack, boolean ipv6) {
    this.stack = stack;
    this.loop = stack.loop();
    this.ipv6 = ipv6;
    interest = new Interest(loop);
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
        full = false;
        interest.remove(SelectionKey.OP_WRITE);
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
      return;
    }
    if (chunk.length == 0) {
      chunk = loop.borrow();
      head = 0;
      tail = 0;
    } else if (head > 0) {
      System.arraycopy(chunk, head, chunk, 0, tail - head);
      tail -= head;
      head = 0;
    }
    int room = chunk.length - tail;
    int count = room == 0 ? 0 : fromChannel(chunk, tail, room);
    tail += Math.max(0, count);
    if (tail == chunk.length && !paused) {
      paused = true;
      interest.remove(SelectionKey.OP_READ);
    }
    if (head == tail) {
      drained();
    }
  }

  /** Reads what the host has: a count, or 0 when nothing came, also at the end and on errors. */
  private int fromChannel(byte[] to, int offset, int length) {
    SocketChannel made = channel;
    if (made == null || ended || failure != 0) {
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

  private void drained() {
    if (chunk.length > 0) {
      loop.giveBack(chunk);
      chunk = NONE;
      head = 0;
      tail = 0;
    }
  }

  /** After a pause: reads on without asking the selector, until the host has no more. */
  private int readOn(byte[] buffer, int offset, int length) {
    int count = fromChannel(buffer, offset, length);
    if (count < length && !ended && failure == 0) {
      paused = false;
      interest.add(SelectionKey.OP_READ);
    }
    return count;
  }

  private void refill() {
    chunk = chunk.length == 0 ? loop.borrow() : chunk;
    head = 0;
    tail = 0; // also when the read fails
    tail = readOn(chunk, 0, chunk.length);
    if (tail == 0) {
      drained();
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
    if (head == tail && paused) {
      if (!peek && length >= SelectorLoop.CHUNK) {
        int count = readOn(buffer, offset, length);
        if (count > 0) {
          return count;
        }
      } else {
        refill();
      }
    }
    int count = Math.min(length, tail - head);
    if (count > 0) {
      System.arraycopy(chunk, head, buffer, offset, count);
      if (!peek) {
        head += count;
        if (head == tail) {
          drained();
          if (paused && count < length) { // the host may hold more of what was asked for
            count += readOn(buffer, offset + count, length - count);
          }
        }
      }
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
    int done = 0;
    try {
      while (done < length) {
        ByteBuffer direct = loop.writeBuffer();
        int piece = Math.min(length - done, direct.capacity());
        direct.put(buffer, offset + done, piece).flip();
        int count = made.write(direct);
        done += count;
        if (count < piece) {
          full = true;
          interest.add(SelectionKey.OP_WRITE);
          break;
        }
      }
    } catch (IOException e) {
      failed(JvmErrors.errno(e));
      return done > 0 ? done : -failure;
    }
    return done == 0 && length > 0 ? -Errno.EAGAIN : done;
  }

  @Override
  public int available() {
    return tail - head;
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
    if (head == tail && paused && !ended && !readShut && !closed) {
      refill(); // whether there is more is known only by reading
      if (failure != 0) {
        return READABLE | WRITABLE | ERROR;
      }
    }
    boolean readable = head != tail || ended || readShut;
    return (readable ? READABLE : 0) | (connected && !full ? WRITABLE : 0);
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
    try {
      if (how != SHUT_WR) {
        readShut = true;
        drained();
      }
      if (how != SHUT_RD) {
        made.shutdownOutput();
      }
      return 0;
    } catch (IOException e) {
      return -JvmErrors.errno(e);
    }
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
    try {
      if (connected && failure == 0 && !readShut && hasUnread()) {
        // The host would send a FIN first, and a reset for its own part of the unread bytes alone.
        made.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
      made.close();
    } catch (IOException e) {
      // The connection is gone already; there is nobody left to tell.
      failure = JvmErrors.errno(e);
    }
    drained();
    interest.end();
  }

  private boolean hasUnread() {
    return head != tail || (!options.isLingerZero() && fromChannel(new byte[1], 0, 1) > 0);
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
