package dev.espalier.emulator;

import dev.espalier.emulator.kernel.Reactor;
import dev.espalier.hal.port.Kernel;

/** The uplink of a host that is no board. */
record HostUplink(String name, Reactor reactor, SeededRandom sequence) implements Uplink {
  private static final int MAC_BYTES = 6;
  private static final int LOCALLY_ADMINISTERED = 0x02;

  @Override
  public byte[] mac() {
    byte[] mac = new byte[MAC_BYTES];
    mac[0] = LOCALLY_ADMINISTERED;
    int hash = name.hashCode();
    for (int i = 2; i < MAC_BYTES; i++) {
      mac[i] = (byte) (hash >> (8 * i));
    }
    return mac;
  }

  @Override
  public long now() {
    return reactor.now();
  }

  @Override
  public Kernel.Alarm alarm(Runnable action) {
    return reactor.alarm(action);
  }

  @Override
  public void interrupt(Runnable action) {
    action.run();
  }

  @Override
  public void post(Runnable action) {
    reactor.post(action);
  }

  @Override
  public int random() {
    int value = (int) (sequence.next() >>> 32);
    reactor.digest().random(value, reactor.now());
    return value;
  }
}
