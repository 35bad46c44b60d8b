package dev.espalier.emulator.serial;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Bytes that leave one end of a line one after the other, each in its time. Owner: one direction.
 */
final class SerialLine {
  private static final int BITS = 10;
  private static final long SECOND = 1_000_000_000L;

  /** Bytes that leave without a gap; {@code at} is the first one that has not arrived. */
  private static final class Run {
    final byte[] bytes;
    final long start;
    final int baud;
    int at;

    Run(byte[] bytes, long start, int baud) {
      this.bytes = bytes;
      this.start = start;
      this.baud = baud;
    }

    long arrivalOf(int index) {
      return start + (index + 1L) * BITS * SECOND / baud;
    }
  }

  private final Deque<Run> runs = new ArrayDeque<>();
  private final LineFaults faults;
  private long freeAt;

  SerialLine(LineFaults faults) {
    this.faults = faults;
  }

  /** Bytes leave, from a time on or behind what still leaves. */
  void send(byte[] bytes, long from, int baud) {
    Run run = new Run(bytes, Math.max(from, freeAt), baud);
    runs.add(run);
    freeAt = run.arrivalOf(bytes.length - 1);
  }

  /** When the last byte will have left. */
  long freeAt() {
    return freeAt;
  }

  boolean isEmpty() {
    return runs.isEmpty();
  }

  void clear(long now) {
    runs.clear();
    freeAt = now;
  }

  /** When so many bytes will have arrived that have not been taken, or as many as there are. */
  long arrivalOf(int count) {
    int left = count;
    long last = 0;
    for (Run run : runs) {
      int length = run.bytes.length - run.at;
      if (left <= length) {
        return run.arrivalOf(run.at + left - 1);
      }
      left -= length;
      last = run.arrivalOf(run.bytes.length - 1);
    }
    return last;
  }

  /** How many bytes have not been taken. */
  int size() {
    int size = 0;
    for (Run run : runs) {
      size += run.bytes.length - run.at;
    }
    return size;
  }

  /** Takes what has arrived at a receiver with some rate, 0 for any. */
  byte[] take(long now, int baud) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Run run = runs.peek(); run != null; run = runs.peek()) {
      int end = run.at;
      if (run.arrivalOf(run.bytes.length - 1) <= now) {
        end = run.bytes.length;
      } else if (now > run.start) {
        end = (int) ((now - run.start) * run.baud / (BITS * SECOND));
      }
      end = Math.min(end, run.bytes.length);
      if (end > run.at) {
        byte[] part = Arrays.copyOfRange(run.bytes, run.at, end);
        boolean wrong = baud != 0 && Math.abs(baud - run.baud) * 20L > baud;
        out.writeBytes(wrong ? faults.garbage(part) : faults.apply(part));
        run.at = end;
      }
      if (run.at < run.bytes.length) {
        break;
      }
      runs.remove();
    }
    return out.toByteArray();
  }
}
