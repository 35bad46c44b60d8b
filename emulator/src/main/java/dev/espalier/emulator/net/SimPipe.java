package dev.espalier.emulator.net;

import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.port.Kernel.Alarm;
import dev.espalier.hal.port.Network;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a connection: send buffer, window, segments and acknowledgements under way.
 * Bytes stay in the send buffer until acknowledged, so a segment is only a position.
 */
final class SimPipe {
  private static final int FIN = 1;
  private static final int RST = 2;
  private static final int FIN_ACKED = Integer.MIN_VALUE;

  /** First retransmission after so long, then each after twice the time, as Linux does. */
  private static final long RETRY_NANOS = 200_000_000;

  private static final long RETRY_MAX_NANOS = 120_000_000_000L;

  /** Linux's {@code tcp_retries2}: gives up after about 15 minutes. */
  private static final int RETRIES_MAX = 15;

  private final SimTcp from;
  private final SimTcp to;
  private final boolean local;
  private final SimPath path;
  private final SimPath back;
  private final Flight segments;
  private final Flight acks;
  private final ByteQueue data = new ByteQueue();

  // The sender's side. Positions count bytes from 0.
  private int capacity;
  private long acked;
  private long sent;
  private long edge;
  private long smallEnd;
  private boolean finWanted;
  private boolean finSent;
  private boolean finAcked;
  private @Nullable Alarm retry;
  private boolean retrying;
  private int attempt;
  private boolean stopped;

  // The receiver's side.
  private long received;
  private long advertised;

  SimPipe(SimTcp from, SimTcp to) {
    this.from = from;
    this.to = to;
    SimulatedNetwork network = from.host().network();
    local = from.isLoopback();
    path = network.path(from.host(), to.host(), local);
    back = network.path(to.host(), from.host(), local);
    segments = new Flight(to.host().uplink(), this::segmentArrived);
    acks = new Flight(from.host().uplink(), this::ackArrived);
    capacity = from.sendCapacity();
    edge = to.receiveCapacity();
    advertised = edge;
  }

  int free() {
    return finWanted ? 0 : Math.max(0, capacity - data.size());
  }

  /** Writable, to select: lwIP has a low-water mark, Linux wants a third of the buffer free. */
  boolean isRoomy() {
    return from.host().results() == Network.Results.LWIP
        ? free() > SimBuffers.lowWater(capacity, from.segmentSize())
        : free() * 3L >= capacity;
  }

  void capacity(int bytes) {
    capacity = bytes;
  }

  boolean isDrained() {
    return data.isEmpty() && finAcked;
  }

  int unacknowledged() {
    return data.size() + (finWanted && !finAcked ? 1 : 0);
  }

  int write(byte[] buffer, int offset, int length) {
    int count = Math.min(length, free());
    if (count == 0) {
      return -Errno.EAGAIN;
    }
    data.add(buffer, offset, count);
    pump();
    return count;
  }

  void finish() {
    finWanted = true;
    pump();
  }

  /** Sends what the window and Nagle's algorithm (as Minshall changed it) let out. */
  void pump() {
    while (!stopped && !retrying) {
      int count = (int) Math.max(0, Math.min(acked + data.size(), edge) - sent);
      int segment = from.segmentSize();
      boolean held = count < segment && !finWanted && !from.noDelay() && smallEnd > acked;
      if (count > 0 && !held) {
        if (!send(SimPacket.Kind.DATA, count, 0)) {
          return;
        }
        sent += count;
        if (count % segment != 0) {
          smallEnd = sent;
        }
      } else {
        if (finWanted && !finSent && sent == acked + data.size()) {
          finSent = send(SimPacket.Kind.FIN, 0, FIN);
        }
        return;
      }
    }
  }

  private boolean send(SimPacket.Kind kind, int length, int flags) {
    long now = from.host().now();
    SimVerdict verdict = from.host().network().judge(kind, from, to.host(), sent, length, attempt);
    long extra = 0;
    switch (verdict) {
      case SimVerdict.Drop _ -> {
        again();
        return false;
      }
      case SimVerdict.Reset _ -> {
        to.resetByPeer(path.arrival(now, 0));
        from.resetByPeer(now + back.latency());
        stopped = true;
        return false;
      }
      case SimVerdict.Delay delay -> extra = delay.nanos();
      case SimVerdict.Pass _ -> {}
    }
    attempt = 0;
    if (to.isVanished()) {
      from.resetByPeer(path.arrival(now, length) + back.latency());
      stopped = true;
      return false;
    }
    if (local && kind == SimPacket.Kind.DATA && to.isForgotten() && segments.isEmpty()) {
      // Within one machine the answer is there before the call that sent has returned.
      to.forget();
      from.resetByPeer(now);
      stopped = true;
      return true;
    }
    segments.add(path.arrival(now, length) + extra, sent + length, flags);
    return true;
  }

  /** The packet is lost: tries again later. */
  private void again() {
    if (attempt >= RETRIES_MAX) {
      stopped = true;
      from.fail(Errno.ETIMEDOUT);
      return;
    }
    Alarm alarm = retry;
    if (alarm == null) {
      alarm = from.host().uplink().alarm(this::retry);
      retry = alarm;
    }
    retrying = true;
    alarm.set(from.host().now() + Math.min(RETRY_NANOS << attempt, RETRY_MAX_NANOS));
    attempt++;
  }

  private void retry() {
    retrying = false;
    pump();
  }

  /** The receiver's board lost its power: what is under way gets no answer. */
  void receiverVanished() {
    segments.clear();
    acks.clear();
    if (sent > acked || (finSent && !finAcked)) {
      sent = acked;
      finSent = false;
      again();
    }
  }

  /** Sends nothing more; what is under way still arrives. */
  void stop() {
    stopped = true;
    if (retry != null) {
      retry.cancel();
    }
  }

  /** Sends a reset behind what is under way. */
  void reset() {
    stop();
    segments.add(path.arrival(from.host().now(), 0), sent, RST);
  }

  /** Asks for a sign of life: true when one comes; a peer that forgot the connection resets it. */
  boolean probe(int probes) {
    SimVerdict verdict =
        from.host().network().judge(SimPacket.Kind.PROBE, from, to.host(), sent, 0, probes);
    if (verdict instanceof SimVerdict.Drop) {
      return false;
    }
    if (verdict instanceof SimVerdict.Reset || to.isVanished()) {
      from.resetByPeer(from.host().now() + path.latency() + back.latency());
      return false;
    }
    return true;
  }

  private void segmentArrived(long end, int flags) {
    if (to.isDead()) {
      return;
    }
    if (flags == RST) {
      to.resetReceived();
      return;
    }
    int count = (int) (end - received);
    if (count > 0) {
      if (to.isClosed()) {
        to.abort();
        return;
      }
      if (to.keepsReading()) {
        data.copyTo(to.inbox(), (int) (received - acked), count);
      }
      received = end;
    }
    if (flags == FIN) {
      to.endReceived();
    }
    acknowledge(flags == FIN);
    to.heard();
    to.changed();
  }

  /** The receiver's program took bytes: the window opens when that is worth a packet. */
  void taken() {
    long newEdge = received + to.receiveFree();
    if (newEdge - advertised >= Math.min(to.segmentSize(), Math.max(1, to.receiveCapacity() / 2))) {
      acknowledge(false);
    }
  }

  private void acknowledge(boolean fin) {
    int window = to.receiveFree();
    advertised = received + window;
    acks.add(back.arrival(to.host().now(), 0), received, window | (fin ? FIN_ACKED : 0));
  }

  private void ackArrived(long position, int flags) {
    if (from.isDead()) {
      return;
    }
    data.drop((int) (position - acked));
    acked = position;
    edge = Math.max(edge, position + (flags & Integer.MAX_VALUE));
    finAcked |= flags < 0;
    from.heard();
    pump();
    from.changed();
  }
}
