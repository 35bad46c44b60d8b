package dev.espalier.emulator.serial;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Numbered frames over a line that loses some: selective repeat with acknowledgements by number and
 * bitmap. Both ends use it. What was sent before something that has been answered, and is not
 * acknowledged, is lost: the line keeps its order. Knows no clock: times are parameters.
 *
 * <p>Owner: one end of a line.
 */
final class NumberedLink {
  /** What is around it. */
  interface Surroundings {
    /** Puts a frame on the wire. */
    void transmit(FrameType type, int seq, byte[] body);

    /** A frame has come, each once and in order. */
    void deliver(FrameType type, byte[] body) throws ViolationException;
  }

  private static final class Sent {
    final FrameType type;
    final int seq;
    final byte[] body;
    long firstAt;
    long order;

    /** The earliest transmission that may be the one which arrived. */
    long sureOrder;

    int transmissions;
    boolean arrived;

    Sent(FrameType type, int seq, byte[] body) {
      this.type = type;
      this.seq = seq;
      this.body = body;
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Stored(FrameType type, byte[] body) {}

  private record SentPing(int id, long order, long at) {}

  static final int WINDOW_OVERHEAD = 12;
  private static final int NUMBERS = 256;
  private static final int DUPLICATES_FROM = 240;
  private static final int PINGS_KEPT = 8;
  private static final int FRAMES_PER_ACK = 2;
  private static final int BITS_PER_BYTE = 10;
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1000 * MILLI;
  private static final long ACK_DELAY = 10 * MILLI;
  private static final long PROBE_MIN = 30 * MILLI;
  private static final long RTO_MIN = 250 * MILLI;

  private final Surroundings around;
  private final LinkMessage.Intake own;
  private final LinkCounters counters;

  // Sending.
  private final Deque<Sent> flight = new ArrayDeque<>();
  private final Deque<SentPing> pings = new ArrayDeque<>();
  private LinkMessage.Intake peer;
  private int nextSeq;
  private int flightBytes;
  private long orders;
  private long lastSentAt;
  private long progressAt;
  private long srtt = 20 * MILLI;
  private long baud = 115_200;
  private int nextPing;
  private boolean probed;

  // Receiving.
  private final @Nullable Stored[] store = new @Nullable Stored[NUMBERS];
  private int expected;
  private int stored;
  private int owed;
  private int owedBytes;
  private boolean ackNow;
  private long ackAt = Long.MAX_VALUE;

  NumberedLink(LinkMessage.Intake own, Surroundings around, LinkCounters counters) {
    this.own = own;
    this.peer = own;
    this.around = around;
    this.counters = counters;
  }

  /** A new session: nothing sent, nothing received. */
  void reset(LinkMessage.Intake newPeer) {
    peer = newPeer;
    flight.clear();
    pings.clear();
    nextSeq = 0;
    flightBytes = 0;
    probed = false;
    Arrays.fill(store, null);
    expected = 0;
    stored = 0;
    acknowledgementLeft();
    ackNow = false;
  }

  /** What the peer takes from now on, and how fast the line is (0 for no limit). */
  void limits(LinkMessage.Intake newPeer, long newBaud) {
    peer = newPeer;
    baud = newBaud;
  }

  LinkMessage.Intake limits() {
    return peer;
  }

  /** The number of the next frame that is expected: the acknowledgement in every frame. */
  int ack() {
    return expected;
  }

  /** What is in store behind it. */
  int bitmap() {
    int bits = 0;
    for (int i = 0; stored > 0 && i < LinkMessage.FRAMES_MAX; i++) {
      if (store[(expected + 1 + i) % NUMBERS] != null) {
        bits |= 1 << i;
      }
    }
    return bits;
  }

  /** Whether a frame with such a body may be sent now. */
  boolean hasRoom(int bodyLength) {
    return flight.size() < peer.frames()
        && (flight.isEmpty() || flightBytes + bodyLength + WINDOW_OVERHEAD <= peer.window());
  }

  boolean isIdle() {
    return flight.isEmpty();
  }

  /** For how long the oldest frame under way has not been acknowledged, nor any before it. */
  long waiting(long now) {
    return flight.isEmpty() ? 0 : now - progressAt;
  }

  /** Nothing could be acknowledged until now. */
  void resume(long now) {
    progressAt = now;
  }

  /** Sends a frame; there has to be room. */
  void send(FrameType type, byte[] body, long now) {
    Sent sent = new Sent(type, nextSeq, body);
    nextSeq = (nextSeq + 1) % NUMBERS;
    if (flight.isEmpty()) {
      progressAt = now;
    }
    flight.add(sent);
    flightBytes += body.length + WINDOW_OVERHEAD;
    sent.firstAt = now;
    transmit(sent, now);
    sent.sureOrder = sent.order;
  }

  private void transmit(Sent sent, long now) {
    sent.order = ++orders;
    sent.transmissions++;
    lastSentAt = now;
    probed = false;
    counters.sent++;
    if (sent.transmissions > 1) {
      counters.repeated++;
    }
    around.transmit(sent.type, sent.seq, sent.body);
  }

  /** Asks for a sign of life, which also tells what was lost before. */
  void ping(long now) {
    int id = nextPing;
    nextPing = (nextPing + 1) & 0xffff;
    pings.add(new SentPing(id, ++orders, now));
    if (pings.size() > PINGS_KEPT) {
      pings.remove();
    }
    around.transmit(FrameType.PING, 0, new LinkMessage.Ping(id).body());
  }

  /** A PONG has come; its acknowledgement was taken before. */
  void answered(int id, long now) {
    for (SentPing ping : pings) {
      if (ping.id == id) {
        sample(now - ping.at);
        pings.removeIf(older -> older.order <= ping.order);
        repeatSentBefore(ping.order, now);
        return;
      }
    }
  }

  /**
   * Takes an acknowledgement.
   *
   * @param bitmap -1 when the frame carries none
   */
  void acknowledged(int ack, int bitmap, long now) throws ViolationException {
    int count = Math.floorMod(ack - (nextSeq - flight.size()), NUMBERS);
    if (count > flight.size()) {
      throw new ViolationException("it acknowledges frame " + ack + ", which was not sent");
    }
    long answered = 0;
    for (int i = 0; i < count; i++) {
      Sent done = flight.remove();
      flightBytes -= done.body.length + WINDOW_OVERHEAD;
      answered = Math.max(answered, arrived(done, now));
    }
    if (count > 0) {
      progressAt = now;
    }
    if (bitmap > 0) {
      answered = Math.max(answered, arrivedByBitmap(bitmap, now));
    }
    if (answered > 0) {
      repeatSentBefore(answered, now);
    }
  }

  private long arrivedByBitmap(int bitmap, long now) throws ViolationException {
    if (Integer.SIZE - Integer.numberOfLeadingZeros(bitmap) >= flight.size()) {
      throw new ViolationException("its bitmap names frames that were not sent");
    }
    long answered = 0;
    int bit = -1;
    for (Sent sent : flight) {
      if (bit >= 0 && (bitmap >> bit & 1) != 0) {
        answered = Math.max(answered, arrived(sent, now));
      }
      bit++;
    }
    return answered;
  }

  private long arrived(Sent sent, long now) {
    if (sent.arrived) {
      return 0;
    }
    sent.arrived = true;
    if (sent.transmissions == 1) {
      sample(now - sent.firstAt);
    }
    return sent.sureOrder;
  }

  private void sample(long rtt) {
    srtt += (rtt - srtt) / 8;
  }

  private void repeatSentBefore(long order, long now) {
    for (Sent sent : flight) {
      if (!sent.arrived && sent.order < order) {
        transmit(sent, now);
        sent.sureOrder = sent.order;
      }
    }
  }

  /** Takes a numbered frame. */
  void received(FrameType type, int seq, byte[] body, long now) throws ViolationException {
    int ahead = Math.floorMod(seq - expected, NUMBERS);
    if (ahead == 0) {
      ackNow |= stored > 0;
      take(type, body, now);
    } else if (ahead < own.frames()) {
      ackNow = true;
      if (store[seq] == null) {
        store[seq] = new Stored(type, body);
        stored++;
      } else {
        counters.duplicates++;
      }
    } else {
      ackNow |= ahead >= DUPLICATES_FROM;
      counters.duplicates++;
    }
  }

  private void take(FrameType type, byte[] body, long now) throws ViolationException {
    expected = (expected + 1) % NUMBERS;
    owe(body.length, now);
    around.deliver(type, body);
    for (Stored next = store[expected]; next != null; next = store[expected]) {
      store[expected] = null;
      stored--;
      expected = (expected + 1) % NUMBERS;
      owe(next.body.length, now);
      around.deliver(next.type, next.body);
    }
  }

  private void owe(int length, long now) {
    if (owed++ == 0) {
      ackAt = now + ACK_DELAY;
    }
    owedBytes += length + WINDOW_OVERHEAD;
    ackNow |= owed >= FRAMES_PER_ACK || owedBytes * 4 >= own.window();
  }

  /** A frame with the present acknowledgement leaves. */
  void acknowledgementLeft() {
    if (stored == 0) {
      owed = 0;
      owedBytes = 0;
      ackNow = false;
      ackAt = Long.MAX_VALUE;
    }
  }

  /** Sends the acknowledgement that is due, when no other frame has carried it. */
  void flush(long now) {
    if (ackNow || now >= ackAt) {
      around.transmit(FrameType.ACK, 0, new LinkMessage.Ack(bitmap()).body());
      owed = 0;
      owedBytes = 0;
      ackNow = false;
      ackAt = Long.MAX_VALUE;
    }
  }

  private long rto() {
    long lineTime = baud == 0 ? 0 : 2L * BITS_PER_BYTE * peer.window() * SECOND / baud;
    return Math.max(RTO_MIN, lineTime + 4 * srtt);
  }

  private long probeAt() {
    return lastSentAt + 2 * srtt + PROBE_MIN;
  }

  private long rtoAt() {
    return Math.max(progressAt, lastSentAt) + rto();
  }

  /** When {@link #tick} wants to be called. */
  long deadline() {
    if (flight.isEmpty()) {
      return ackAt;
    }
    return Math.min(ackAt, probed ? rtoAt() : Math.min(probeAt(), rtoAt()));
  }

  /** Does what the time asks for. */
  void tick(long now) {
    if (!flight.isEmpty()) {
      if (now >= rtoAt()) {
        for (Sent sent : flight) {
          if (!sent.arrived) {
            counters.timeouts++;
            transmit(sent, now);
            break;
          }
        }
        probed = true;
        ping(now);
      } else if (!probed && now >= probeAt()) {
        probed = true;
        ping(now);
      }
    }
    flush(now);
  }
}
