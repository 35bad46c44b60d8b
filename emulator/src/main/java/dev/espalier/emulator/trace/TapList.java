package dev.espalier.emulator.trace;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Several taps at one network.
 *
 * @param taps each hears everything
 */
public record TapList(List<NetworkTap> taps) implements NetworkTap {
  /** Copies the list. */
  public TapList {
    taps = List.copyOf(taps);
  }

  @Override
  public void connected(
      long nanos, Flow flow, InetSocketAddress local, InetSocketAddress remote, boolean outbound) {
    taps.forEach(tap -> tap.connected(nanos, flow, local, remote, outbound));
  }

  @Override
  public void bytes(
      long nanos,
      Flow flow,
      InetSocketAddress local,
      InetSocketAddress remote,
      boolean outbound,
      byte[] bytes) {
    taps.forEach(tap -> tap.bytes(nanos, flow, local, remote, outbound, bytes));
  }

  @Override
  public void ended(long nanos, Flow flow, boolean outbound, boolean reset) {
    taps.forEach(tap -> tap.ended(nanos, flow, outbound, reset));
  }

  @Override
  public void resolved(long nanos, String board, String name, List<InetAddress> addresses) {
    taps.forEach(tap -> tap.resolved(nanos, board, name, addresses));
  }
}
