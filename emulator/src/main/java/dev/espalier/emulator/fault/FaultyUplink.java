package dev.espalier.emulator.fault;

import dev.espalier.emulator.Uplink;
import dev.espalier.hal.port.Kernel.Alarm;
import dev.espalier.hal.port.Network;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One board's view of a network with faults before it, for one boot. */
final class FaultyUplink implements Network {
  private static final int DATAGRAM_MAX = 65_535;

  private final Faults faults;
  private final Network inner;
  private final Uplink uplink;
  private final List<FaultyStream> streams = new ArrayList<>();

  /** The name that an address was looked up by, so that rules can name hosts. */
  private final Map<InetAddress, String> names = new HashMap<>();

  private byte @Nullable [] datagram;

  FaultyUplink(Faults faults, Network inner, Uplink uplink) {
    this.faults = faults;
    this.inner = inner;
    this.uplink = uplink;
  }

  Network inner() {
    return inner;
  }

  String board() {
    return uplink.name();
  }

  /** Room for any datagram, used before the next call. */
  byte[] datagramBuffer() {
    byte[] room = datagram;
    if (room == null) {
      room = new byte[DATAGRAM_MAX];
      datagram = room;
    }
    return room;
  }

  /** Makes an alarm for what the board will notice: its clock is not behind it then. */
  Alarm alarm(Runnable action) {
    return uplink.alarm(action);
  }

  /** Runs what the board will notice. */
  void interrupt(Runnable action) {
    uplink.interrupt(action);
  }

  String lookedUp(InetAddress address) {
    return names.getOrDefault(address, "");
  }

  /** The board was reset: its sockets are gone with its RAM. */
  void detached() {
    for (FaultyStream stream : List.copyOf(streams)) {
      stream.vanish();
    }
  }

  void opened(FaultyStream stream) {
    streams.add(stream);
    faults.opened(stream);
  }

  void closed(FaultyStream stream) {
    streams.remove(stream);
    faults.closed(stream);
  }

  @Override
  public Results results() {
    return inner.results();
  }

  @Override
  public void resolve(String host, Resolved done) {
    long delay = 0;
    for (ActiveRule active : faults.rules()) {
      FaultRule rule = active.rule;
      boolean concerned = rule.host().isEmpty() || rule.host().equalsIgnoreCase(host);
      if (!active.holds(faults.now()) || !rule.isFor(uplink.name()) || !concerned) {
        continue;
      }
      switch (rule.fault()) {
        case Fault.DnsFails() -> {
          done.resolved(List.of());
          return;
        }
        case Fault.DnsWrong(InetAddress address) -> {
          names.put(address, host);
          done.resolved(List.of(address));
          return;
        }
        case Fault.DnsSlow(long nanos) -> delay += nanos;
        default -> {
          // not about names
        }
      }
    }
    if (delay == 0) {
      lookUp(host, done);
    } else {
      alarm(() -> lookUp(host, done)).set(faults.now() + delay);
    }
  }

  private void lookUp(String host, Resolved done) {
    inner.resolve(
        host,
        addresses -> {
          addresses.forEach(address -> names.put(address, host));
          done.resolved(addresses);
        });
  }

  @Override
  public @Nullable Endpoint openRaw(boolean ipv6, int protocol) {
    Endpoint raw = inner.openRaw(ipv6, protocol);
    return raw == null ? null : new FaultyDatagrams(faults, this, raw);
  }

  @Override
  public Endpoint open(boolean ipv6, boolean datagrams) {
    Endpoint endpoint = inner.open(ipv6, datagrams);
    return datagrams
        ? new FaultyDatagrams(faults, this, endpoint)
        : new FaultyStream(faults, this, endpoint);
  }
}
