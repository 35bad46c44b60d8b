package dev.espalier.emulator.serial;

/**
 * A connection to a real board, in the host's time. The thread that made it drives it, until {@link
 * SerialNetwork#over} hands it to a simulation.
 */
public final class BoardConnection implements AutoCloseable {
  private final HostTiming timing = new HostTiming();
  private final Tunnel tunnel;

  /**
   * Makes a connection over a line that is not open yet.
   *
   * @param link the line; the connection closes it
   */
  public BoardConnection(ByteLink link) {
    // Two runs one after the other must not draw the same nonce: the host's time differs.
    tunnel = new Tunnel(link, timing, System::nanoTime);
    timing.step(tunnel::step);
  }

  HostTiming timing() {
    return timing;
  }

  Tunnel tunnel() {
    return tunnel;
  }

  @Override
  public void close() {
    tunnel.close();
  }
}
