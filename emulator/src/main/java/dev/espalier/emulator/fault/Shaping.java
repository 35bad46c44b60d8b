package dev.espalier.emulator.fault;

import java.net.InetSocketAddress;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the faults that hold now do to the bytes of one direction. */
final class Shaping {
  /** TCP sends a lost segment again after this, then after twice as long, and so on. */
  private static final long RETRANSMIT_NANOS = 1_000_000_000L;

  private static final long RETRANSMIT_NANOS_MAX = 60_000_000_000L;

  private final Faults faults;
  private final Predicate<ActiveRule> concerned;
  private long lineFree;
  private long last;

  Shaping(Faults faults, Predicate<ActiveRule> concerned) {
    this.faults = faults;
    this.concerned = concerned;
  }

  /** Rules for a peer, as far as known. */
  static Predicate<ActiveRule> by(FaultyUplink uplink, Supplier<@Nullable InetSocketAddress> peer) {
    return active -> {
      InetSocketAddress to = peer.get();
      String name = to == null ? "" : uplink.lookedUp(to.getAddress());
      return active.rule.concerns(uplink.board(), to, name);
    };
  }

  private boolean applies(ActiveRule active) {
    return active.holds(faults.now()) && concerned.test(active);
  }

  /** Whether a fault of a kind holds now. */
  boolean holds(Class<? extends Fault> kind) {
    for (ActiveRule active : faults.rules()) {
      if (kind.isInstance(active.rule.fault()) && applies(active)) {
        return true;
      }
    }
    return false;
  }

  /** Whether bytes pass as they are. */
  boolean isClear() {
    for (ActiveRule active : faults.rules()) {
      boolean shapes =
          switch (active.rule.fault()) {
            case Fault.Latency _, Fault.Bandwidth _, Fault.Loss _, Fault.Stall _, Fault.Drip _ ->
                true;
            default -> false;
          };
      if (shapes && applies(active)) {
        return false;
      }
    }
    return last <= faults.now();
  }

  /** How many bytes may go as one piece. */
  int pieceMax() {
    for (ActiveRule active : faults.rules()) {
      if (active.rule.fault() instanceof Fault.Drip(int bytes, long _) && applies(active)) {
        return bytes;
      }
    }
    return Integer.MAX_VALUE;
  }

  /** When a piece of a stream that is sent now arrives; never before an earlier one. */
  long arrival(int bytes) {
    long now = faults.now();
    long at = now;
    for (ActiveRule active : faults.rules()) {
      if (!applies(active)) {
        continue;
      }
      switch (active.rule.fault()) {
        case Fault.Latency(long nanos, long jitter) -> at += nanos + faults.drawNanos(jitter);
        case Fault.Bandwidth(long bytesPerSecond) -> {
          lineFree = Math.max(lineFree, now) + bytes * 1_000_000_000L / bytesPerSecond;
          at = Math.max(at, lineFree);
        }
        case Fault.Drip(int _, long nanos) -> {
          lineFree = Math.max(lineFree, now) + nanos;
          at = Math.max(at, lineFree);
        }
        case Fault.Loss(double probability) -> at += untilThrough(probability);
        default -> {
          // shapes no bytes
        }
      }
    }
    last = Math.max(last, at);
    return last;
  }

  private long untilThrough(double probability) {
    long waited = 0;
    long next = RETRANSMIT_NANOS;
    while (faults.draw() < probability && waited < RETRANSMIT_NANOS_MAX) {
      waited += next;
      next *= 2;
    }
    return waited;
  }

  /** How much later a datagram arrives that is sent now; negative when it is lost. */
  long datagram() {
    long later = 0;
    for (ActiveRule active : faults.rules()) {
      if (!applies(active)) {
        continue;
      }
      switch (active.rule.fault()) {
        case Fault.Stall() -> {
          return -1;
        }
        case Fault.Loss(double probability) -> {
          if (faults.draw() < probability) {
            return -1;
          }
        }
        case Fault.Latency(long nanos, long jitter) -> later += nanos + faults.drawNanos(jitter);
        case Fault.Reorder(double probability, long nanos) -> {
          if (faults.draw() < probability) {
            later += nanos;
          }
        }
        default -> {
          // does nothing to datagrams
        }
      }
    }
    return later;
  }
}
