package dev.espalier.emulator.net;

import dev.espalier.hal.port.Network.Endpoint;
import dev.espalier.hal.port.Network.Option;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A socket in front of another one: what a subclass does not change goes through. */
public abstract class ForwardingEndpoint implements Endpoint {
  /** The socket behind. */
  protected final Endpoint inner;

  private Runnable listener = () -> {};

  /**
   * Puts itself before a socket.
   *
   * @param inner the socket behind; the subclass listens to its readiness and calls {@link #tell}
   */
  protected ForwardingEndpoint(Endpoint inner) {
    this.inner = inner;
  }

  /** Tells whoever uses this socket that its readiness may have grown. */
  protected final void tell() {
    listener.run();
  }

  @Override
  public final void onReady(Runnable newListener) {
    listener = newListener;
  }

  @Override
  public int bind(InetSocketAddress address) {
    return inner.bind(address);
  }

  @Override
  public int listen(int backlog) {
    return inner.listen(backlog);
  }

  @Override
  public @Nullable Endpoint accept() {
    return inner.accept();
  }

  @Override
  public int connect(@Nullable InetSocketAddress address) {
    return inner.connect(address);
  }

  @Override
  public int takeError() {
    return inner.takeError();
  }

  @Override
  public int read(byte[] buffer, int offset, int length, boolean peek) {
    return inner.read(buffer, offset, length, peek);
  }

  @Override
  public int write(byte[] buffer, int offset, int length) {
    return inner.write(buffer, offset, length);
  }

  @Override
  public int sendTo(byte[] buffer, int offset, int length, InetSocketAddress to) {
    return inner.sendTo(buffer, offset, length, to);
  }

  @Override
  public @Nullable InetSocketAddress sender() {
    return inner.sender();
  }

  @Override
  public int available() {
    return inner.available();
  }

  @Override
  public int unacknowledged() {
    return inner.unacknowledged();
  }

  @Override
  public int membership(InetAddress group, InetAddress local, boolean join) {
    return inner.membership(group, local, join);
  }

  @Override
  public int ready() {
    return inner.ready();
  }

  @Override
  public int shutdown(int how) {
    return inner.shutdown(how);
  }

  @Override
  public void close() {
    inner.close();
  }

  @Override
  public int option(Option option, int value) {
    return inner.option(option, value);
  }

  @Override
  public @Nullable InetSocketAddress local() {
    return inner.local();
  }

  @Override
  public @Nullable InetSocketAddress remote() {
    return inner.remote();
  }
}
