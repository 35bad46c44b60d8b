package dev.espalier.testkit.peer;

import dev.espalier.emulator.tls.TlsMachine;
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

  /**
   * The content of a file that the script names, such as a certificate.
   *
   * @param name as in the script
   * @return its bytes
   */
  byte[] file(String name);

  /**
   * Makes the peer's TLS engines.
   *
   * @return the machine
   */
  TlsMachine tlsMachine();

  /**
   * The time of day, for certificates.
   *
   * @return seconds since 1970-01-01 UTC
   */
  long utcSeconds();
}
