package dev.espalier.emulator.net;

/**
 * A fault, as a value: sees every packet of a {@link SimulatedNetwork} and says what becomes of it.
 */
@FunctionalInterface
public interface SimRule {
  /**
   * Judges a packet. Must not draw on anything but the packet and its own seeded state.
   *
   * @param packet what is about to be sent
   * @return what becomes of it; rules after this one are asked only when it is {@link
   *     SimVerdict#PASS}
   */
  SimVerdict judge(SimPacket packet);
}
