package dev.espalier.emulator;

import dev.espalier.hal.port.Network;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A network without a cable: names are not known, nothing can be reached. */
final class NoNetwork implements NetworkBackend {
  private static final int ENETUNREACH = 118;
  private static final int EAGAIN = 11;
  private static final int ENOTCONN = 128;

  @Override
  public Network attach(Uplink uplink) {
    return new Unplugged();
  }

  @Override
  public void detach(Network network) {}

  @Override
  public void close() {}

  /** Knows nobody. */
  private static final class Unplugged implements Network {
    @Override
    public void resolve(String host, Resolved done) {
      done.resolved(List.of());
    }

    @Override
    public Endpoint open(boolean ipv6, boolean datagrams) {
      return new DeadEnd();
    }
  }

  /** Reaches nobody. */
  private static final class DeadEnd implements Network.Endpoint {
    private @Nullable InetSocketAddress local;

    @Override
    public int bind(InetSocketAddress address) {
      local = address;
      return 0;
    }

    @Override
    public int listen(int backlog) {
      return 0;
    }

    @Override
    public Network.@Nullable Endpoint accept() {
      return null;
    }

    @Override
    public int connect(@Nullable InetSocketAddress address) {
      return -ENETUNREACH;
    }

    @Override
    public int takeError() {
      return 0;
    }

    @Override
    public int read(byte[] buffer, int offset, int length, boolean peek) {
      return -EAGAIN;
    }

    @Override
    public int write(byte[] buffer, int offset, int length) {
      return -ENOTCONN;
    }

    @Override
    public int sendTo(byte[] buffer, int offset, int length, InetSocketAddress to) {
      return -ENETUNREACH;
    }

    @Override
    public @Nullable InetSocketAddress sender() {
      return null;
    }

    @Override
    public int available() {
      return 0;
    }

    @Override
    public int ready() {
      return WRITABLE;
    }

    @Override
    public void onReady(Runnable listener) {}

    @Override
    public int shutdown(int how) {
      return -ENOTCONN;
    }

    @Override
    public void close() {}

    @Override
    public int option(Network.Option option, int value) {
      return 0;
    }

    @Override
    public @Nullable InetSocketAddress local() {
      return local;
    }

    @Override
    public @Nullable InetSocketAddress remote() {
      return null;
    }
  }
}
