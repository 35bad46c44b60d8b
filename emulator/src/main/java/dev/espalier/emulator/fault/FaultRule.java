package dev.espalier.emulator.fault;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One fault: what, when, for how long, for whom.
 *
 * @param fault what goes wrong
 * @param trigger when it begins
 * @param lastsNanos how long a {@link Fault.Lasting} one holds, {@link Long#MAX_VALUE} for ever; of
 *     no meaning for others
 * @param board the board's name, empty for all
 * @param host the peer's name or address as the firmware gives it, empty for all
 * @param port the peer's port, 0 for all
 */
public record FaultRule(
    Fault fault, Trigger trigger, long lastsNanos, String board, String host, int port) {
  /**
   * A fault for everybody.
   *
   * @param fault what goes wrong
   * @param trigger when it begins
   * @param lastsNanos how long it holds
   * @return the rule
   */
  public static FaultRule of(Fault fault, Trigger trigger, long lastsNanos) {
    return new FaultRule(fault, trigger, lastsNanos, "", "", 0);
  }

  /**
   * A fault that holds from the start to the end.
   *
   * @param fault what goes wrong
   * @return the rule
   */
  public static FaultRule always(Fault.Lasting fault) {
    return of(fault, new Trigger.At(0), Long.MAX_VALUE);
  }

  /**
   * A fault that happens at a time.
   *
   * @param nanos since the simulation's start
   * @param fault what goes wrong
   * @return the rule
   */
  public static FaultRule at(long nanos, Fault.Momentary fault) {
    return of(fault, new Trigger.At(nanos), 0);
  }

  /**
   * A fault that holds for a while.
   *
   * @param nanos since the simulation's start
   * @param fault what goes wrong
   * @param lastsNanos how long
   * @return the rule
   */
  public static FaultRule from(long nanos, Fault.Lasting fault, long lastsNanos) {
    return of(fault, new Trigger.At(nanos), lastsNanos);
  }

  boolean isFor(String name) {
    return board.isEmpty() || board.equals(name);
  }

  boolean concerns(String name, @Nullable InetSocketAddress peer, String lookedUp) {
    return isFor(name)
        && (port == 0 || (peer != null && peer.getPort() == port))
        && (host.isEmpty()
            || host.equalsIgnoreCase(lookedUp)
            || (peer != null && host.equals(peer.getAddress().getHostAddress())));
  }
}
