package dev.espalier.testkit.peer;

import dev.espalier.hal.port.Network;
import dev.espalier.testkit.JsonObject;

/** What a scripted peer lives in: a network, a clock and somebody who takes notes. */
public interface PeerWorld {
  /**
   * The peer's side of the network.
   *
   * @return the network
   */
  Network network();

  /**
   * The time on the clock that all records share.
   *
   * @return nanoseconds
   */
  long now();

  /**
   * Runs something later, under the reactor's baton.
   *
   * @param nanos how much later, 0 or more
   * @param action what to do
   */
  void after(long nanos, Runnable action);

  /**
   * Notes what was seen or done.
   *
   * @param wire a record of type "wire", without its time
   */
  void record(JsonObject wire);
}
