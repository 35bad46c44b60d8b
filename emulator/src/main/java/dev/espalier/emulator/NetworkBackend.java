package dev.espalier.emulator;

import dev.espalier.emulator.kernel.IoWaiter;
import dev.espalier.hal.port.Network;
import org.jspecify.annotations.Nullable;

/** A network that the boards of a simulation are plugged into. */
public interface NetworkBackend extends AutoCloseable {
  /**
   * Plugs a board in; done at each boot.
   *
   * @param uplink the board
   * @return the board's view of the network
   */
  Network attach(Uplink uplink);

  /**
   * Pulls a board's plug: it was reset or switched off. Its sockets end as in a loss of power.
   *
   * @param network what {@link #attach} gave
   */
  void detach(Network network);

  /**
   * Real input and output that the simulation has to wait for.
   *
   * @return what to wait in, null for a network that lives on simulated time
   */
  default @Nullable IoWaiter io() {
    return null;
  }

  /** Closes everything that is open. */
  @Override
  void close();
}
