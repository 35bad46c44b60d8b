package dev.espalier.emulator.fault;

import dev.espalier.emulator.net.ForwardingEndpoint;
import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.port.Network.Endpoint;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A UDP socket, or a raw one, with faults before it. */
final class FaultyDatagrams extends ForwardingEndpoint {
  private static final int UNDER_WAY_MAX = 64;

  @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
  private record Arriving(byte[] bytes, @Nullable InetSocketAddress from, long due) {}

  private final Faults faults;
  private final FaultyUplink uplink;
  private final List<Arriving> arriving = new ArrayList<>();
  private @Nullable InetSocketAddress lastSender;
  private boolean closed;

  FaultyDatagrams(Faults faults, FaultyUplink uplink, Endpoint inner) {
    super(inner);
    this.faults = faults;
    this.uplink = uplink;
    inner.onReady(this::innerReady);
  }

  private Shaping shaping(@Nullable InetSocketAddress peer) {
    return new Shaping(faults, Shaping.by(uplink, () -> peer));
  }

  private void innerReady() {
    pull();
    tell();
  }

  private void pull() {
    byte[] buffer = uplink.datagramBuffer();
    while (!closed && arriving.size() < UNDER_WAY_MAX) {
      int n = inner.read(buffer, 0, buffer.length, false);
      if (n < 0) {
        return;
      }
      InetSocketAddress from = inner.sender();
      long later = shaping(from).datagram();
      if (later >= 0) {
        long due = faults.now() + later;
        arriving.add(new Arriving(Arrays.copyOf(buffer, n), from, due));
        arriving.sort(Comparator.comparingLong(Arriving::due));
        if (later > 0) {
          uplink.alarm(this::tell).set(due);
        }
      }
    }
  }

  private boolean hasArrived() {
    return !arriving.isEmpty() && arriving.getFirst().due() <= faults.now();
  }

  @Override
  public int read(byte[] to, int offset, int length, boolean peek) {
    pull();
    if (!hasArrived()) {
      return -Errno.EAGAIN;
    }
    Arriving first = arriving.getFirst();
    int n = Math.min(length, first.bytes().length);
    System.arraycopy(first.bytes(), 0, to, offset, n);
    lastSender = first.from();
    if (!peek) {
      arriving.removeFirst();
    }
    return n;
  }

  @Override
  public int write(byte[] from, int offset, int length) {
    InetSocketAddress peer = inner.remote();
    return peer == null ? inner.write(from, offset, length) : sendTo(from, offset, length, peer);
  }

  @Override
  public int sendTo(byte[] from, int offset, int length, InetSocketAddress to) {
    long later = shaping(to).datagram();
    if (later < 0) {
      return length;
    }
    if (later == 0) {
      return inner.sendTo(from, offset, length, to);
    }
    byte[] copy = Arrays.copyOfRange(from, offset, offset + length);
    uplink
        .alarm(() -> {
          if (!closed) {
            var _ = inner.sendTo(copy, 0, copy.length, to);
          }
        })
        .set(faults.now() + later);
    return length;
  }

  @Override
  public @Nullable InetSocketAddress sender() {
    return lastSender;
  }

  @Override
  public int available() {
    pull();
    return hasArrived() ? arriving.getFirst().bytes().length : 0;
  }

  @Override
  public int ready() {
    pull();
    int below = inner.ready() & ~READABLE;
    return hasArrived() ? below | READABLE : below;
  }

  @Override
  public void close() {
    closed = true;
    inner.close();
  }
}
