package dev.espalier.emulator.net;

import dev.espalier.emulator.Uplink;
import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.port.Network;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A machine on a {@link SimulatedNetwork}: a board, or a peer made of Java code that uses the same
 * {@link Network} with callbacks ({@link Network.Endpoint#onReady}).
 */
public final class SimHost implements Network {
  private static final int EPHEMERAL_FIRST = 32_768;
  private static final int EPHEMERAL_LAST = 60_999;

  /** {@code CONFIG_LWIP_UDP_RECVMBOX_SIZE}'s default; Linux counts bytes and takes many more. */
  private static final int BOARD_DATAGRAMS = 6;

  private static final int HOST_DATAGRAMS = 1000;

  private final SimulatedNetwork network;
  private final String name;
  private final boolean board;
  private final List<InetAddress> usual;
  private List<InetAddress> addresses;
  private final Map<Integer, List<SimTcp>> tcpPorts = new HashMap<>();
  private final Map<Integer, List<SimUdp>> udpPorts = new HashMap<>();

  private final List<SimRaw> raw = new ArrayList<>();

  /** Multicast groups, with how often they were joined. */
  private final Map<InetAddress, Integer> groups = new HashMap<>();

  private final Set<SimTcp> live = new LinkedHashSet<>();
  private Uplink uplink;
  private SimBuffers buffers;
  private int nextPort = EPHEMERAL_FIRST;
  private boolean up = true;

  SimHost(
      SimulatedNetwork network,
      Uplink uplink,
      String name,
      boolean board,
      List<InetAddress> addresses) {
    this.network = network;
    this.uplink = uplink;
    this.name = name;
    this.board = board;
    this.usual = List.copyOf(addresses);
    this.addresses = usual;
    this.buffers = board ? network.boardBuffers() : SimBuffers.LINUX;
  }

  /**
   * The host's name, which other hosts can look up.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /**
   * The host's addresses.
   *
   * @return the first is the one it connects from
   */
  public List<InetAddress> addresses() {
    return addresses;
  }

  /** The addresses it was made with. */
  List<InetAddress> usual() {
    return usual;
  }

  void addresses(List<InetAddress> value) {
    addresses = List.copyOf(value);
  }

  /**
   * Sets the sizes of TCP for sockets opened from now on.
   *
   * @param value the sizes; {@link SimBuffers#ESP32} for boards and {@link SimBuffers#LINUX} for
   *     others unless set
   */
  public void buffers(SimBuffers value) {
    buffers = value;
  }

  /**
   * Plugs the host in or pulls its plug; its program goes on, packets to and from it are lost.
   *
   * @param value true for plugged in
   */
  public void up(boolean value) {
    up = value;
  }

  /**
   * Whether packets reach it.
   *
   * @return true unless unplugged or without power
   */
  public boolean isUp() {
    return up;
  }

  /**
   * The simulated time.
   *
   * @return nanoseconds since the simulation's start
   */
  public long now() {
    return uplink.now();
  }

  /**
   * Runs something later, in this host's interrupt context.
   *
   * @param nanos from now
   * @param action what
   */
  public void after(long nanos, Runnable action) {
    at(now() + nanos, action);
  }

  void at(long time, Runnable action) {
    uplink.alarm(action).set(time);
  }

  SimulatedNetwork network() {
    return network;
  }

  Uplink uplink() {
    return uplink;
  }

  SimBuffers buffers() {
    return buffers;
  }

  int datagramsMax() {
    return board ? BOARD_DATAGRAMS : HOST_DATAGRAMS;
  }

  /** Power is back: a new boot. */
  void powerOn(Uplink newUplink) {
    uplink = newUplink;
    up = true;
  }

  /** Power is gone: nothing is sent any more. */
  void powerOff() {
    up = false;
    for (SimTcp socket : List.copyOf(live)) {
      socket.vanish();
    }
    live.clear();
    tcpPorts.clear();
    udpPorts.clear();
    raw.clear();
    groups.clear();
  }

  @Override
  public void resolve(String host, Resolved done) {
    network.resolve(this, host, done);
  }

  @Override
  public Endpoint open(boolean ipv6, boolean datagrams) {
    return datagrams ? new SimUdp(this, ipv6) : new SimTcp(this, ipv6);
  }

  @Override
  public @Nullable Endpoint openRaw(boolean ipv6, int protocol) {
    if (ipv6) {
      return null;
    }
    SimRaw socket = new SimRaw(this, protocol);
    raw.add(socket);
    return socket;
  }

  void closed(SimRaw socket) {
    raw.remove(socket);
  }

  /** Raw sockets hear all; the host answers an echo. */
  void icmpArrived(InetAddress from, InetAddress to, byte[] message) {
    List.copyOf(raw).forEach(socket -> socket.deliver(from, to, message));
    byte[] answer = SimRaw.answer(message);
    if (answer != null) {
      network.icmp(this, to, from, answer);
    }
  }

  @Override
  public Results results() {
    return network.results();
  }

  void opened(SimTcp socket) {
    live.add(socket);
  }

  void closed(SimTcp socket) {
    live.remove(socket);
    InetSocketAddress local = socket.local();
    if (local != null) {
      remove(tcpPorts, local.getPort(), socket);
    }
  }

  void closed(SimUdp socket) {
    InetSocketAddress local = socket.local();
    if (local != null) {
      remove(udpPorts, local.getPort(), socket);
    }
  }

  private static <T> void remove(Map<Integer, List<T>> ports, int port, T socket) {
    List<T> there = ports.get(port);
    if (there != null) {
      there.remove(socket);
      if (there.isEmpty()) {
        ports.remove(port);
      }
    }
  }

  /** What holds a port. */
  interface Bound {
    @Nullable InetSocketAddress local();

    boolean reuses();
  }

  /** Takes a port for a socket: the port, or a negative error number. */
  int claim(SimTcp socket, InetSocketAddress address) {
    int port = claim(tcpPorts, socket, address);
    if (port > 0) {
      live.add(socket);
    }
    return port;
  }

  /** Takes a port for a datagram socket: the port, or a negative error number. */
  int claim(SimUdp socket, InetSocketAddress address) {
    return claim(udpPorts, socket, address);
  }

  private <S extends Bound> int claim(
      Map<Integer, List<S>> ports, S socket, InetSocketAddress address) {
    if (socket.local() != null) {
      return -Errno.EINVAL;
    }
    if (!isOwn(address.getAddress())) {
      return -Errno.EADDRNOTAVAIL;
    }
    int port = address.getPort() == 0 ? freePort(ports) : address.getPort();
    for (S other : ports.getOrDefault(port, List.of())) {
      InetSocketAddress bound = other.local();
      if (bound != null && clash(bound, address) && !(other.reuses() && socket.reuses())) {
        return -Errno.EADDRINUSE;
      }
    }
    if (port > 0) {
      ports.computeIfAbsent(port, _ -> new ArrayList<>()).add(socket);
    }
    return port;
  }

  private int freePort(Map<Integer, ?> ports) {
    for (int tries = EPHEMERAL_FIRST; tries <= EPHEMERAL_LAST; tries++) {
      int port = nextPort;
      nextPort = port == EPHEMERAL_LAST ? EPHEMERAL_FIRST : port + 1;
      if (!ports.containsKey(port)) {
        return port;
      }
    }
    return -Errno.ENOBUFS;
  }

  private boolean clash(InetSocketAddress bound, InetSocketAddress address) {
    return covers(bound.getAddress(), address.getAddress())
        || covers(address.getAddress(), bound.getAddress());
  }

  private boolean isOwn(InetAddress address) {
    return address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || addresses.contains(address);
  }

  /** The socket that takes connections to an address, or null. */
  @Nullable SimTcp listenerAt(InetSocketAddress address) {
    for (SimTcp socket : tcpPorts.getOrDefault(address.getPort(), List.of())) {
      if (socket.isListeningAt(address)) {
        return socket;
      }
    }
    return null;
  }

  /** Joins or leaves a group, as an interface does: 0 or a negative error number. */
  int membership(InetAddress group, InetAddress at, boolean join) {
    if (!at.isAnyLocalAddress() && !addresses.contains(at)) {
      return -Errno.EADDRNOTAVAIL;
    }
    int members = groups.getOrDefault(group, 0) + (join ? 1 : -1);
    if (members < 0) {
      return -Errno.EADDRNOTAVAIL;
    }
    groups.put(group, members);
    return 0;
  }

  boolean isMember(InetAddress group) {
    return groups.getOrDefault(group, 0) > 0;
  }

  /** To one socket; a multicast to all that share the port with SO_REUSEADDR. */
  void datagramArrived(InetSocketAddress from, InetSocketAddress to, byte[] bytes) {
    boolean toAll = to.getAddress().isMulticastAddress();
    for (SimUdp socket : List.copyOf(udpPorts.getOrDefault(to.getPort(), List.of()))) {
      InetSocketAddress bound = socket.local();
      if (bound != null
          && (covers(bound.getAddress(), to.getAddress())
              || SimulatedNetwork.isBroadcast(to.getAddress()))) {
        socket.deliver(from, bytes);
        if (!toAll || !socket.reuses()) {
          return;
        }
      }
    }
  }

  /** Whether a socket bound to one address hears of another; {@code ::} hears IPv4 as well. */
  boolean covers(InetAddress bound, InetAddress address) {
    if (bound.isAnyLocalAddress()) {
      return bound instanceof Inet6Address || address instanceof Inet4Address;
    }
    return bound.equals(address);
  }

  InetSocketAddress any(boolean ipv6) {
    return new InetSocketAddress(InetAddress.ofLiteral(ipv6 ? "::" : "0.0.0.0"), 0);
  }

  /** The address that packets to another one come from. */
  InetAddress sourceFor(InetAddress target) {
    if (target.isLoopbackAddress()) {
      return target;
    }
    boolean ipv4 = target instanceof Inet4Address;
    for (InetAddress own : addresses) {
      if (own instanceof Inet4Address == ipv4) {
        return own;
      }
    }
    return addresses.isEmpty() ? any(!ipv4).getAddress() : addresses.getFirst();
  }

  @Override
  public String toString() {
    return name + addresses;
  }
}
