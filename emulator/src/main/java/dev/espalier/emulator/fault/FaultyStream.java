package dev.espalier.emulator.fault;

import dev.espalier.emulator.net.ForwardingEndpoint;
import dev.espalier.emulator.net.SimBuffers;
import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.port.Kernel.Alarm;
import dev.espalier.hal.port.Network.Endpoint;
import dev.espalier.hal.port.Network.Option;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A TCP socket with faults before it. While no fault holds, calls pass through. */
final class FaultyStream extends ForwardingEndpoint {
  /** What is under way in one direction; then the sender has to wait, as with a real window. */
  private static final int UNDER_WAY_MAX = SimBuffers.ESP32.send();

  private static final int WRITABLE_BELOW =
      UNDER_WAY_MAX - SimBuffers.lowWater(UNDER_WAY_MAX, SimBuffers.ESP32.segment());

  private static final long REFUSAL_NANOS = 1_000_000;
  private static final int NOT_ENDED = 1;

  private final Faults faults;
  private final FaultyUplink uplink;
  private final Shaping inShape;
  private final Shaping outShape;
  private final Pieces in = new Pieces();
  private final Pieces out = new Pieces();
  private final List<ByteWatch> watches = new ArrayList<>();
  private final Alarm timer;
  private final byte[] buffer = new byte[2048];
  private @Nullable InetSocketAddress waiting;
  private @Nullable InetSocketAddress target;
  private boolean connected;
  private boolean cut;
  private boolean closing;
  private boolean shutdownLater;
  private int end = NOT_ENDED;
  private int error;
  private int writeError;

  /** Something to do when a byte has passed. */
  private static final class ByteWatch {
    final boolean inbound;
    final Runnable action;
    long left;

    ByteWatch(boolean inbound, long left, Runnable action) {
      this.inbound = inbound;
      this.left = left;
      this.action = action;
    }
  }

  FaultyStream(Faults faults, FaultyUplink uplink, Endpoint inner) {
    super(inner);
    this.faults = faults;
    this.uplink = uplink;
    this.inShape = new Shaping(faults, Shaping.by(uplink, this::remote).and(this::isMine));
    this.outShape = new Shaping(faults, Shaping.by(uplink, this::remote).and(this::isMine));
    this.timer = uplink.alarm(this::due);
    inner.onReady(this::innerReady);
    uplink.opened(this);
  }

  private boolean isMine(ActiveRule active) {
    return active.only() == null || active.only() == this;
  }

  String board() {
    return uplink.board();
  }

  String lookedUp(@Nullable InetSocketAddress peer) {
    return peer == null ? "" : uplink.lookedUp(peer.getAddress());
  }

  /** Runs something when so many bytes have passed from now on. */
  void watch(boolean inbound, long count, Runnable action) {
    watches.add(new ByteWatch(inbound, count, action));
  }

  private int limit(boolean inbound, int length) {
    long limit = length;
    for (ByteWatch watch : watches) {
      if (watch.inbound == inbound) {
        limit = Math.min(limit, watch.left);
      }
    }
    return (int) limit;
  }

  private void passed(boolean inbound, int count) {
    for (ByteWatch watch : List.copyOf(watches)) {
      if (watch.inbound == inbound) {
        watch.left -= count;
        if (watch.left == 0) {
          watches.remove(watch);
          watch.action.run();
        }
      }
    }
  }

  // ---- what the network tells

  private void innerReady() {
    if (waiting == null && !connected && !cut) {
      int now = inner.ready();
      if ((now & ERROR) == 0 && (now & WRITABLE) != 0 && inner.remote() != null) {
        connected();
      }
    }
    flush();
    tell();
  }

  private void connected() {
    connected = true;
    faults.connected(this);
  }

  private void due() {
    flush();
    arm();
    tell();
  }

  /** Faults have begun or ended. */
  void changed() {
    uplink.interrupt(this::goOn);
  }

  private void goOn() {
    InetSocketAddress to = waiting;
    if (to != null && !goesNowhere()) {
      waiting = null;
      int result = inner.connect(to);
      if (result == 0) {
        connected();
      } else if (result != -Errno.EINPROGRESS) {
        error = -result;
      }
    }
    due();
  }

  private boolean goesNowhere() {
    return outShape.holds(Fault.BlackHole.class) || isStalled();
  }

  private boolean isStalled() {
    return outShape.holds(Fault.Stall.class);
  }

  /** Wakes this up when the next bytes have come to the end of their delay. */
  private void arm() {
    if (isStalled()) {
      return;
    }
    long next = Math.min(later(in.nextDue()), later(out.nextDue()));
    if (next != Long.MAX_VALUE) {
      timer.set(next);
    }
  }

  private long later(long due) {
    return due > faults.now() ? due : Long.MAX_VALUE;
  }

  /** Takes bytes from the network that are to arrive later. */
  private void pull() {
    while (connected && end == NOT_ENDED && !cut && in.size() < UNDER_WAY_MAX && !isStalled()) {
      if (in.isEmpty() && inShape.isClear()) {
        return;
      }
      int n = inner.read(buffer, 0, Math.min(buffer.length, inShape.pieceMax()), false);
      if (n == -Errno.EAGAIN) {
        return;
      }
      if (n <= 0) {
        end = n;
        return;
      }
      in.add(buffer, 0, n, inShape.arrival(n));
      arm();
    }
  }

  /** Gives the network what has come to the end of its delay. */
  private void flush() {
    while (!cut && !out.isEmpty() && out.nextDue() <= faults.now() && !isStalled()) {
      int n = out.copy(buffer, 0, buffer.length, true, faults.now());
      int sent = inner.write(buffer, 0, n);
      if (sent == -Errno.EAGAIN) {
        return;
      }
      if (sent < 0) {
        out.clear();
        writeError = sent; // what was taken is lost; the next write tells
      } else {
        out.drop(sent);
      }
    }
    if (out.isEmpty() && shutdownLater) {
      shutdownLater = false;
      var _ = inner.shutdown(SHUT_WR);
    }
    if (out.isEmpty() && closing) {
      finish();
    }
  }

  // ---- faults of a moment

  void strike(Fault fault) {
    if (cut || !connected) {
      return;
    }
    switch (fault) {
      case Fault.Reset() -> {
        cut = true;
        in.clear();
        end = -Errno.ECONNRESET;
        error = Errno.ECONNRESET;
        var _ = inner.option(Option.LINGER, 0);
        inner.close();
      }
      case Fault.Fin() -> {
        cut = true;
        end = 0;
        inner.close();
      }
      case Fault.Answer(byte[] bytes) -> {
        cut = true;
        in.clear();
        in.add(bytes, 0, bytes.length, faults.now());
        end = 0;
        inner.close();
      }
      default -> throw new IllegalArgumentException("does not strike connections: " + fault);
    }
    out.clear();
    uplink.alarm(this::tell).set(faults.now());
  }

  /** The board is gone: nothing is sent any more. */
  void vanish() {
    timer.cancel();
    in.clear();
    out.clear();
    cut = true;
    uplink.closed(this);
  }

  // ---- Endpoint

  @Override
  public @Nullable Endpoint accept() {
    Endpoint accepted = inner.accept();
    if (accepted == null) {
      return null;
    }
    var stream = new FaultyStream(faults, uplink, accepted);
    stream.connected();
    return stream;
  }

  @Override
  public int connect(@Nullable InetSocketAddress address) {
    target = address;
    if (address != null && outShape.holds(Fault.Refuse.class)) {
      waiting = address;
      uplink
          .alarm(() -> {
            error = Errno.ECONNREFUSED;
            tell();
          })
          .set(faults.now() + REFUSAL_NANOS);
      return -Errno.EINPROGRESS;
    }
    if (address != null && goesNowhere()) {
      waiting = address;
      return -Errno.EINPROGRESS;
    }
    int result = inner.connect(address);
    if (result == 0 && !connected) {
      connected();
    }
    return result;
  }

  @Override
  public int takeError() {
    if (error != 0) {
      int taken = error;
      error = 0;
      return taken;
    }
    return cut || waiting != null ? 0 : inner.takeError();
  }

  @Override
  public int read(byte[] to, int offset, int length, boolean peek) {
    pull();
    int wanted = limit(true, length);
    int n;
    if (in.isEmpty() && end == NOT_ENDED && !cut && !isStalled() && inShape.isClear()) {
      n = inner.read(to, offset, wanted, peek);
    } else {
      n = isStalled() && !cut ? 0 : in.copy(to, offset, wanted, peek, faults.now());
      if (n == 0) {
        return in.isEmpty() && end != NOT_ENDED && !isStalled() ? end : -Errno.EAGAIN;
      }
    }
    if (n > 0 && !peek) {
      arm();
      passed(true, n);
    }
    return n;
  }

  @Override
  public int write(byte[] from, int offset, int length) {
    if (cut) {
      return end < 0 ? end : length; // after a FIN from between, bytes go nowhere
    }
    if (writeError < 0) {
      return writeError;
    }
    int wanted = limit(false, length);
    int n;
    if (out.isEmpty() && outShape.isClear()) {
      n = inner.write(from, offset, wanted);
    } else {
      n = Math.min(wanted, UNDER_WAY_MAX - out.size());
      if (n <= 0) {
        return -Errno.EAGAIN;
      }
      sendLater(from, offset, n);
    }
    if (n > 0) {
      passed(false, n);
    }
    return n;
  }

  private void sendLater(byte[] from, int offset, int length) {
    int piece = Math.min(length, outShape.pieceMax());
    for (int at = 0; at < length; at += piece) {
      int n = Math.min(piece, length - at);
      out.add(from, offset + at, n, outShape.arrival(n));
    }
    flush();
    arm();
  }

  @Override
  public int available() {
    pull();
    return in.isEmpty() && !cut && !isStalled() ? inner.available() : in.arrived(faults.now());
  }

  @Override
  public int unacknowledged() {
    int below = cut ? 0 : inner.unacknowledged();
    return below < 0 && out.isEmpty() ? below : Math.max(below, 0) + out.size();
  }

  @Override
  public int ready() {
    if (waiting != null) {
      return error == 0 ? 0 : READABLE | WRITABLE | ERROR;
    }
    pull();
    int bits = error == 0 ? 0 : READABLE | WRITABLE | ERROR;
    if (cut) {
      return bits | READABLE | WRITABLE;
    }
    int below = inner.ready();
    bits |= below & ERROR;
    if (isStalled() && connected) {
      return bits | (out.size() < WRITABLE_BELOW ? WRITABLE : 0);
    }
    if (in.arrived(faults.now()) > 0 || (in.isEmpty() && end != NOT_ENDED)) {
      bits |= READABLE;
    } else if (in.isEmpty() && (!connected || inShape.isClear())) {
      bits |= below & READABLE;
    }
    boolean asBelow = !connected || (out.isEmpty() && outShape.isClear());
    boolean writable = asBelow ? (below & WRITABLE) != 0 : out.size() < WRITABLE_BELOW;
    return bits | (writable ? WRITABLE : 0);
  }

  @Override
  public int shutdown(int how) {
    if (cut) {
      return 0;
    }
    if (how == SHUT_WR && !out.isEmpty()) {
      shutdownLater = true;
      return 0;
    }
    return inner.shutdown(how);
  }

  @Override
  public void close() {
    if (!in.isEmpty() && !cut) {
      var _ = inner.option(Option.LINGER, 0); // unread data makes it a reset
    }
    if (out.isEmpty() || cut) {
      finish();
    } else {
      closing = true;
      onReady(() -> {});
    }
  }

  private void finish() {
    timer.cancel();
    cut = true;
    uplink.closed(this);
    inner.close();
  }

  @Override
  public int option(Option option, int value) {
    return cut ? 0 : inner.option(option, value);
  }

  @Override
  public @Nullable InetSocketAddress remote() {
    InetSocketAddress known = inner.remote();
    return known != null ? known : target;
  }
}
