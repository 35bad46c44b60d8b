package dev.espalier.emulator.serial;

import dev.espalier.emulator.Uplink;
import dev.espalier.hal.port.Network;
import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** One emulated board's view of the tunnel. */
final class SerialStack implements Network {
  private final Tunnel tunnel;
  private final Uplink uplink;
  private final PortTable tcpPorts;
  private final PortTable udpPorts;
  private final Set<Endpoint> open = new LinkedHashSet<>();

  SerialStack(Tunnel tunnel, Uplink uplink) {
    this.tunnel = tunnel;
    this.uplink = uplink;
    this.tcpPorts = new PortTable(tunnel, uplink.random());
    this.udpPorts = new PortTable(tunnel, uplink.random());
  }

  Tunnel tunnel() {
    return tunnel;
  }

  HostSession session() {
    return tunnel.session();
  }

  /** How many bytes may be under way to the board. */
  int window() {
    return session().link().limits().window();
  }

  /** What a fresh TCP socket may send. */
  int socketBuffer() {
    LinkMessage.Hello board = session().board();
    return board == null ? 0 : board.limits().socketBuffer();
  }

  /** The longest datagram. */
  int datagramMax() {
    LinkMessage.Hello board = session().board();
    return board == null ? 0 : board.limits().datagramMax();
  }

  PortTable tcpPorts() {
    return tcpPorts;
  }

  PortTable udpPorts() {
    return udpPorts;
  }

  /** Queues a frame of a socket. */
  void send(Message message) {
    session().send(message, tunnel.now());
    tunnel.settle();
  }

  /** A socket has data to send. */
  void ready(TunnelSocket socket) {
    session().ready(socket, tunnel.now());
    tunnel.settle();
  }

  /** Gives an id back. */
  void close(int id, boolean abort) {
    session().sockets().close(id, abort, tunnel.now());
    tunnel.settle();
  }

  /** Runs a listener in the board's interrupt context. */
  void tell(Runnable listener) {
    uplink.interrupt(listener);
  }

  void opened(Endpoint endpoint) {
    open.add(endpoint);
  }

  void closed(Endpoint endpoint) {
    open.remove(endpoint);
  }

  /** Listening sockets and those for datagrams live on in a new session. */
  void up() {
    for (Endpoint endpoint : List.copyOf(open)) {
      switch (endpoint) {
        case SerialTcp tcp -> tcp.sessionUp();
        case SerialUdp udp -> udp.sessionUp();
        default -> {}
      }
    }
  }

  void closeAll() {
    for (Endpoint endpoint : List.copyOf(open)) {
      if (endpoint instanceof SerialTcp tcp) {
        int _ = tcp.option(Option.LINGER, 0);
      }
      endpoint.close();
    }
  }

  @Override
  public void resolve(String host, Resolved done) {
    try {
      done.resolved(List.of(InetAddress.ofLiteral(host)));
    } catch (IllegalArgumentException e) {
      session().sockets().resolve(host, found -> tell(() -> done.resolved(found)), tunnel.now());
      tunnel.settle();
    }
  }

  @Override
  public Endpoint open(boolean ipv6, boolean datagrams) {
    return datagrams ? new SerialUdp(this, ipv6) : new SerialTcp(this, ipv6);
  }
}
