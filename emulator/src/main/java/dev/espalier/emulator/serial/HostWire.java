package dev.espalier.emulator.serial;

/** Where the bytes of a {@link HostSession} go. */
interface HostWire {
  void write(byte[] bytes);

  /** Switches the rate; what was written before leaves at the old one. */
  void rate(int baud);
}
