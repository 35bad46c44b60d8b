package dev.espalier.emulator.net;

import dev.espalier.emulator.Uplink;
import dev.espalier.hal.port.Kernel.Alarm;
import dev.espalier.hal.port.Network;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** One board's view of a {@link JvmNetwork}. */
final class JvmStack implements Network {
  private final SelectorLoop loop;
  private final Uplink uplink;
  private final List<Endpoint> open = new ArrayList<>(1);

  JvmStack(SelectorLoop loop, Uplink uplink) {
    this.loop = loop;
    this.uplink = uplink;
  }

  SelectorLoop loop() {
    return loop;
  }

  /** Runs a listener in the board's interrupt context. */
  void tell(Runnable listener) {
    uplink.interrupt(listener);
  }

  /** Makes an alarm in the board's interrupt context. */
  Alarm alarm(Runnable action) {
    return uplink.alarm(action);
  }

  /** The simulated time, nanoseconds. */
  long now() {
    return uplink.now();
  }

  void opened(Endpoint endpoint) {
    if (!open.contains(endpoint)) {
      open.add(endpoint);
    }
  }

  void closed(Endpoint endpoint) {
    open.remove(endpoint);
  }

  void closeAll() {
    for (Endpoint endpoint : List.copyOf(open)) {
      endpoint.close();
    }
  }

  @Override
  public void resolve(String host, Resolved done) {
    try {
      done.resolved(List.of(InetAddress.ofLiteral(host)));
      return;
    } catch (IllegalArgumentException e) {
      // A name, then. The host's resolver blocks, so it gets a thread of its own: a platform
      // thread,
      // as a virtual one would inherit the scheduler of the calling task, which is the reactor.
    }
    loop.lookUpBegun();
    Thread.ofPlatform()
        .daemon()
        .name("look-up " + host)
        .start(() -> {
          List<InetAddress> found = lookUp(host);
          uplink.post(() -> {
            loop.lookUpEnded();
            done.resolved(found);
          });
        });
  }

  private static List<InetAddress> lookUp(String host) {
    try {
      List<InetAddress> found = new ArrayList<>(List.of(InetAddress.getAllByName(host)));
      found.sort(Comparator.comparing(address -> !(address instanceof Inet4Address)));
      return found;
    } catch (UnknownHostException e) {
      return List.of();
    }
  }

  @Override
  public Endpoint open(boolean ipv6, boolean datagrams) {
    return datagrams ? new JvmUdp(this, ipv6) : new JvmTcp(this, ipv6);
  }
}
