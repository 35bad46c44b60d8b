package dev.espalier.emulator.serial;

/** The frames of one step, which leave together. Owner: {@link HostSession}. */
final class FrameOut {
  /** After so long a silence a 00 goes ahead, to end what noise may have begun. */
  private static final long APART = 10_000_000;

  private final HostWire wire;
  private final LinkCounters counters;
  private final FrameEncoder encoder = new FrameEncoder();
  private long wroteAt;

  FrameOut(HostWire wire, LinkCounters counters) {
    this.wire = wire;
    this.counters = counters;
  }

  void add(FrameType type, int seq, int ack, byte[] body, long now) {
    encoder.add(type.code(), seq, ack, body, encoder.isEmpty() && now - wroteAt >= APART);
  }

  void delimiter() {
    encoder.addDelimiter();
  }

  void discard() {
    byte[] _ = encoder.take();
  }

  void flush(long now) {
    if (!encoder.isEmpty()) {
      byte[] bytes = encoder.take();
      counters.bytesOut += bytes.length;
      wroteAt = now;
      wire.write(bytes);
    }
  }
}
