package dev.espalier.emulator.fault;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** Bytes of a stream that are under way, each piece with its time of arrival. */
final class Pieces {
  private static final class Piece {
    final byte[] bytes;
    final long due;
    int taken;

    Piece(byte[] bytes, long due) {
      this.bytes = bytes;
      this.due = due;
    }
  }

  private final Deque<Piece> pieces = new ArrayDeque<>();
  private int size;

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  void clear() {
    pieces.clear();
    size = 0;
  }

  void add(byte[] from, int offset, int length, long due) {
    pieces.add(new Piece(Arrays.copyOfRange(from, offset, offset + length), due));
    size += length;
  }

  /** When the next bytes arrive; {@link Long#MAX_VALUE} when none are under way. */
  long nextDue() {
    Piece first = pieces.peek();
    return first == null ? Long.MAX_VALUE : first.due;
  }

  /** Bytes that have arrived. */
  int arrived(long now) {
    int count = 0;
    for (Piece piece : pieces) {
      if (piece.due > now) {
        break;
      }
      count += piece.bytes.length - piece.taken;
    }
    return count;
  }

  /** Copies bytes that have arrived, and takes them out unless {@code peek}. */
  int copy(byte[] to, int offset, int length, boolean peek, long now) {
    int count = 0;
    for (Piece piece : pieces) {
      if (piece.due > now || count == length) {
        break;
      }
      int part = Math.min(length - count, piece.bytes.length - piece.taken);
      System.arraycopy(piece.bytes, piece.taken, to, offset + count, part);
      count += part;
    }
    if (!peek) {
      drop(count);
    }
    return count;
  }

  void drop(int count) {
    int left = count;
    size -= count;
    while (left > 0) {
      Piece first = pieces.getFirst();
      int part = Math.min(left, first.bytes.length - first.taken);
      first.taken += part;
      left -= part;
      if (first.taken == first.bytes.length) {
        pieces.removeFirst();
      }
    }
  }
}
