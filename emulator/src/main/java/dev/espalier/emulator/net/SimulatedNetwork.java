package dev.espalier.emulator.net;

import dev.espalier.emulator.NetworkBackend;
import dev.espalier.emulator.SeededRandom;
import dev.espalier.emulator.Uplink;
import dev.espalier.hal.port.Network;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A network in memory, on the simulation's clock: hosts with names and addresses, links with
 * latency, jitter and bandwidth, TCP with windows and resets, UDP, names. The same seed and the
 * same calls give the same packets at the same times.
 *
 * <p>Each board is a host of its own, named as the board, with the address 192.168.4.2 for the
 * first and so on; boards reach each other by name. Peers made of Java code are added with {@link
 * #host}.
 */
public final class SimulatedNetwork implements NetworkBackend {
  /** How long a name server takes unless told otherwise. */
  private static final long DNS_NANOS = 1_000_000;

  /** How long Linux takes to look an address up that needs no looking up. */
  private static final long LINUX_LITERAL_NANOS = 50_000;

  private record Pair(SimHost from, SimHost to, boolean loopback) {}

  private final SeededRandom random;
  private final Map<String, SimHost> hosts = new LinkedHashMap<>();
  private final Map<InetAddress, SimHost> byAddress = new HashMap<>();
  private final Map<String, List<InetAddress>> names = new HashMap<>();
  private final Map<Pair, SimPath> paths = new HashMap<>();
  private final Map<Pair, SimLink> links = new HashMap<>();
  private final List<SimRule> rules = new ArrayList<>();
  private SimLink defaultLink = SimLink.latency(1_000_000);
  private SimBuffers boardBuffers = SimBuffers.ESP32;
  private @Nullable SimHost loopback;
  private Network.Results results = Network.Results.LWIP;
  private long dnsNanos = DNS_NANOS;
  private long connections;
  private int boards;

  /**
   * Makes an empty network.
   *
   * @param seed of its jitter
   */
  public SimulatedNetwork(long seed) {
    random = new SeededRandom(seed);
  }

  /**
   * Adds a host that is no board.
   *
   * @param uplink its place in the simulation
   * @param name its name, which the others can look up
   * @param addresses its addresses; loopback ones belong here only with {@link #loopback}
   * @return the host; use its {@link Network} side for the peer's sockets
   */
  public SimHost host(Uplink uplink, String name, InetAddress... addresses) {
    return add(new SimHost(this, uplink, name, false, List.of(addresses)));
  }

  private SimHost add(SimHost host) {
    if (hosts.putIfAbsent(host.name(), host) != null) {
      throw new IllegalArgumentException("the network has a host of this name: " + host.name());
    }
    for (InetAddress address : host.addresses()) {
      byAddress.put(address, host);
    }
    names.put(host.name(), host.addresses());
    return host;
  }

  /**
   * Makes a host the one that everybody meets at 127.0.0.1 and ::1, as if all ran on one machine.
   *
   * @param host who it is
   */
  public void loopback(SimHost host) {
    loopback = host;
  }

  /**
   * Adds a name.
   *
   * @param name the name, compared without regard to case
   * @param addresses what it stands for; none to make it unknown
   */
  public void name(String name, InetAddress... addresses) {
    names.put(lower(name), List.of(addresses));
  }

  /**
   * Sets how long looking a name up takes.
   *
   * @param nanos 0 or more
   */
  public void nameDelay(long nanos) {
    dnsNanos = nanos;
  }

  /**
   * Sets the link between hosts for which none is set; 1 ms of latency at first.
   *
   * @param link the link, both ways
   */
  public void link(SimLink link) {
    defaultLink = link;
    paths.forEach((pair, path) -> path.link(linkOf(pair)));
  }

  /**
   * Sets the link from one host to another, one way.
   *
   * @param from the sender
   * @param to the receiver
   * @param link the link
   */
  public void link(SimHost from, SimHost to, SimLink link) {
    links.put(new Pair(from, to, false), link);
    paths.forEach((pair, path) -> path.link(linkOf(pair)));
  }

  /**
   * Sets the sizes of TCP for boards plugged in from now on.
   *
   * @param buffers the sizes
   */
  public void boardBuffers(SimBuffers buffers) {
    boardBuffers = buffers;
  }

  /**
   * Sets whose results the boards' socket calls give, for boards that boot from now on; lwIP's at
   * first.
   *
   * @param value the rules
   */
  public void results(Network.Results value) {
    results = value;
  }

  Network.Results results() {
    return results;
  }

  /**
   * Adds a fault. Rules are asked in the order of their adding.
   *
   * @param rule the fault
   */
  public void addRule(SimRule rule) {
    rules.add(rule);
  }

  /**
   * Gives a host other addresses, as when a board is an access point, or the station of one. An
   * address that another host has stays with that one.
   *
   * @param name a board's or a host's name; one that is not there is no matter
   * @param addresses its addresses from now on; none for those it had at first
   */
  public void readdress(String name, List<InetAddress> addresses) {
    SimHost host = hosts.get(name);
    if (host == null) {
      return;
    }
    List<InetAddress> now = addresses.isEmpty() ? host.usual() : addresses;
    byAddress.values().removeIf(host::equals);
    host.addresses(now);
    now.forEach(address -> byAddress.putIfAbsent(address, host));
    names.put(name, now);
  }

  /**
   * A host by its name.
   *
   * @param name a board's or a host's name
   * @return the host, or null
   */
  public @Nullable SimHost find(String name) {
    return hosts.get(name);
  }

  /**
   * An address for one more host of the internet.
   *
   * @return an address of 10.0.0.0/8 that no host has
   */
  public InetAddress freeAddress() {
    int number = 1;
    InetAddress address;
    do {
      address = InetAddress.ofLiteral("10.0." + (number >> 8) + "." + (number & 0xFF));
      number++;
    } while (byAddress.containsKey(address));
    return address;
  }

  @Override
  public Network attach(Uplink uplink) {
    SimHost known = hosts.get(uplink.name());
    if (known != null) {
      known.powerOn(uplink);
      return known;
    }
    boards++;
    InetAddress address = InetAddress.ofLiteral("192.168.4." + (boards + 1));
    return add(new SimHost(this, uplink, uplink.name(), true, List.of(address)));
  }

  @Override
  public void detach(Network network) {
    ((SimHost) network).powerOff();
  }

  @Override
  public void close() {
    for (SimHost host : hosts.values()) {
      host.powerOff();
    }
  }

  SimBuffers boardBuffers() {
    return boardBuffers;
  }

  long nextConnection() {
    return ++connections;
  }

  /** Who answers at an address, as seen from a host; null for nobody. */
  @Nullable SimHost find(SimHost from, InetAddress address) {
    if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
      SimHost shared = loopback;
      return shared == null ? from : shared;
    }
    return byAddress.get(address);
  }

  SimPath path(SimHost from, SimHost to, boolean local) {
    Pair pair = new Pair(from, to, local || from == to);
    return paths.computeIfAbsent(pair, made -> new SimPath(linkOf(made), random));
  }

  private SimLink linkOf(Pair pair) {
    return pair.loopback() ? SimLink.LOOPBACK : links.getOrDefault(pair, defaultLink);
  }

  SimVerdict judge(
      SimPacket.Kind kind, SimTcp from, SimHost to, long offset, int length, int attempt) {
    if (!from.host().isUp() || !to.isUp()) {
      return SimVerdict.DROP;
    }
    InetSocketAddress source = from.local();
    InetSocketAddress target = from.remote();
    if (rules.isEmpty() || source == null || target == null) {
      return SimVerdict.PASS;
    }
    return ask(
        new SimPacket(
            from.host().now(),
            kind,
            from.host().name(),
            to.name(),
            source,
            target,
            from.number(),
            from.outbound(),
            offset,
            length,
            attempt));
  }

  private SimVerdict ask(SimPacket packet) {
    for (SimRule rule : rules) {
      SimVerdict verdict = rule.judge(packet);
      if (!(verdict instanceof SimVerdict.Pass)) {
        return verdict;
      }
    }
    return SimVerdict.PASS;
  }

  void datagram(SimHost from, InetSocketAddress source, InetSocketAddress target, byte[] bytes) {
    if (isBroadcast(target.getAddress())) {
      for (SimHost host : hosts.values()) {
        if (host != from) {
          send(from, host, source, target, bytes);
        }
      }
      return;
    }
    SimHost to = find(from, target.getAddress());
    if (to != null) {
      send(from, to, source, target, bytes);
    }
  }

  void multicast(
      SimHost from,
      InetSocketAddress source,
      InetSocketAddress target,
      byte[] bytes,
      boolean loop) {
    for (SimHost host : hosts.values()) {
      if (host.isMember(target.getAddress()) && (host != from || loop)) {
        send(from, host, source, target, bytes);
      }
    }
  }

  void icmp(SimHost from, InetAddress source, InetAddress target, byte[] message) {
    SimHost to = find(from, target);
    if (to != null) {
      send(
          from,
          to,
          new InetSocketAddress(source, 0),
          new InetSocketAddress(target, 0),
          message.length,
          () -> to.icmpArrived(source, target, message));
    }
  }

  private void send(
      SimHost from, SimHost to, InetSocketAddress source, InetSocketAddress target, byte[] bytes) {
    Runnable arrival = () -> to.datagramArrived(source, target, bytes);
    send(from, to, source, target, bytes.length, arrival);
  }

  private void send(
      SimHost from,
      SimHost to,
      InetSocketAddress source,
      InetSocketAddress target,
      int length,
      Runnable arrival) {
    if (!from.isUp() || !to.isUp()) {
      return;
    }
    long extra = 0;
    if (!rules.isEmpty()) {
      SimVerdict verdict =
          ask(
              new SimPacket(
                  from.now(),
                  SimPacket.Kind.DATAGRAM,
                  from.name(),
                  to.name(),
                  source,
                  target,
                  0,
                  true,
                  0,
                  length,
                  0));
      if (verdict instanceof SimVerdict.Delay delay) {
        extra = delay.nanos();
      } else if (!(verdict instanceof SimVerdict.Pass)) {
        return;
      }
    }
    SimPath path = path(from, to, target.getAddress().isLoopbackAddress());
    to.at(path.arrival(from.now(), length) + extra, arrival);
  }

  static boolean isBroadcast(InetAddress address) {
    return address instanceof Inet4Address && (address.getAddress()[3] & 0xFF) == 0xFF;
  }

  void resolve(SimHost asking, String host, Network.Resolved done) {
    try {
      List<InetAddress> literal = List.of(InetAddress.ofLiteral(host));
      if (results == Network.Results.LINUX) {
        // There it opens files first: other tasks run meanwhile.
        asking.after(LINUX_LITERAL_NANOS, () -> done.resolved(literal));
      } else {
        done.resolved(literal);
      }
      return;
    } catch (IllegalArgumentException e) {
      // A name, then.
    }
    asking.after(dnsNanos, () -> done.resolved(asking.isUp() ? lookUp(host) : List.of()));
  }

  private List<InetAddress> lookUp(String host) {
    List<InetAddress> found = names.get(host);
    if (found == null) {
      found = names.getOrDefault(lower(host), List.of());
    }
    return found.stream()
        .sorted(Comparator.comparing(address -> !(address instanceof Inet4Address)))
        .toList();
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
