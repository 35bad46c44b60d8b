package dev.espalier.hal.transport;

import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.log.EspLog;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that frames are read from: first those that came behind the upgrade answer, then the
 * connection ({@code esp_transport_read_internal}).
 */
final class WsStream {
  private final EspTransport parent;
  private byte @Nullable [] kept;
  private int keptAt;

  WsStream(EspTransport parent) {
    this.parent = parent;
  }

  /** What came behind the upgrade answer, to be read first; null for nothing. */
  void keep(byte @Nullable [] bytes) {
    kept = bytes;
    keptAt = 0;
  }

  /** Whether there is something to read that came behind the upgrade answer. */
  boolean hasKept() {
    return kept != null;
  }

  /** Waits until something can be read: 1 or more when it can, 0 or -1 as the read below. */
  int pollRead(Timeout timeout) {
    return hasKept() ? 1 : parent.pollRead(timeout);
  }

  /** Reads what there is: the count, 0 when the time is over, negative on errors. */
  int read(byte[] buffer, int offset, int length, Timeout timeout) {
    byte[] first = kept;
    if (first == null) {
      return parent.read(buffer, offset, length, timeout);
    }
    int count = Math.min(length, first.length - keptAt);
    System.arraycopy(first, keptAt, buffer, offset, count);
    keptAt += count;
    if (keptAt == first.length) {
      kept = null;
    }
    return count;
  }

  /**
   * Reads so many bytes and no less ({@code esp_transport_read_exact_size}).
   *
   * @return the length; -1 when the time is over before, or the error of the read below
   */
  int readExactly(byte[] buffer, int offset, int length, Timeout timeout) {
    int total = 0;
    while (total < length) {
      int got = read(buffer, offset + total, length - total, timeout);
      if (got < 0) {
        return got;
      }
      if (got == 0) {
        EspLog.w(TransportTags.ws(), "Requested to read %d, actually read %d bytes", length, total);
        return -1;
      }
      total += got;
    }
    return total;
  }
}
