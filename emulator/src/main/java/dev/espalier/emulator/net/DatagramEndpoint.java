package dev.espalier.emulator.net;

import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.port.Network;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What every UDP socket does with the datagrams that have come. */
public abstract class DatagramEndpoint implements Network.Endpoint {
  private static final class Datagram {
    final InetSocketAddress sender;
    final byte[] bytes;

    Datagram(InetSocketAddress sender, byte[] bytes) {
      this.sender = sender;
      this.bytes = bytes;
    }
  }

  private final Deque<Datagram> inbox = new ArrayDeque<>();
  private @Nullable InetSocketAddress sender;
  private @Nullable Runnable listener;

  /** Where {@link #write} sends to, null when not connected. */
  protected @Nullable InetSocketAddress peer;

  /** Whether {@link #close} was called. */
  protected boolean closed;

  private int failure;

  /** For a socket that is made now. */
  protected DatagramEndpoint() {}

  /**
   * A datagram has left the box: there is room for another.
   *
   * @param length its bytes
   */
  protected void taken(int length) {}

  /** The failure has been seen: the socket may be made anew. */
  protected void failureSeen() {}

  /**
   * The socket has failed; the next call says so.
   *
   * @param errno why
   */
  protected final void fail(int errno) {
    failure = errno;
  }

  /**
   * How many datagrams wait.
   *
   * @return the count
   */
  protected final int waiting() {
    return inbox.size();
  }

  /**
   * A datagram has come.
   *
   * @param from its sender
   * @param bytes the socket's from now on
   */
  protected final void add(InetSocketAddress from, byte[] bytes) {
    inbox.add(new Datagram(from, bytes));
  }

  /** Drops what waits. */
  protected final void clear() {
    inbox.clear();
  }

  /**
   * Whom to tell.
   *
   * @return the listener, null when there is none or the socket is closed
   */
  protected final @Nullable Runnable listener() {
    return closed ? null : listener;
  }

  @Override
  public final int listen(int backlog) {
    return -Errno.EOPNOTSUPP;
  }

  @Override
  public final Network.@Nullable Endpoint accept() {
    return null;
  }

  @Override
  public final int takeError() {
    int taken = failure;
    failure = 0;
    if (taken != 0 && !closed) {
      failureSeen();
    }
    return taken;
  }

  @Override
  public final int read(byte[] buffer, int offset, int length, boolean peek) {
    Datagram first = inbox.peek();
    if (first == null) {
      return failure == 0 ? -Errno.EAGAIN : -takeError();
    }
    if (!peek) {
      inbox.remove();
      taken(first.bytes.length);
    }
    sender = first.sender;
    int count = Math.min(length, first.bytes.length);
    System.arraycopy(first.bytes, 0, buffer, offset, count);
    return count;
  }

  @Override
  public final int write(byte[] buffer, int offset, int length) {
    InetSocketAddress to = peer;
    return to == null ? -Errno.EDESTADDRREQ : sendTo(buffer, offset, length, to);
  }

  @Override
  public final @Nullable InetSocketAddress sender() {
    return sender;
  }

  @Override
  public final int available() {
    Datagram first = inbox.peek();
    return first == null ? 0 : first.bytes.length;
  }

  @Override
  public final int ready() {
    boolean failed = failure != 0;
    return (inbox.isEmpty() && !failed ? 0 : READABLE) | WRITABLE | (failed ? ERROR : 0);
  }

  @Override
  public final void onReady(Runnable newListener) {
    listener = newListener;
  }

  @Override
  public final int shutdown(int how) {
    return -Errno.EOPNOTSUPP;
  }

  @Override
  public final @Nullable InetSocketAddress remote() {
    return peer;
  }
}
