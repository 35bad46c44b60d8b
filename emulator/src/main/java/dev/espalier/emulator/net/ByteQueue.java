package dev.espalier.emulator.net;

/** Bytes in order, up to a limit. Holds little memory while empty. Owner: one endpoint. */
public final class ByteQueue {
  private static final byte[] NONE = {};
  private static final int SMALLEST = 256;

  /** A drained queue keeps an array up to this size, so that small messages make no garbage. */
  private static final int KEPT = 2048;

  private byte[] ring = NONE;
  private int head;
  private int size;

  /** Makes a queue that is empty. */
  public ByteQueue() {}

  /**
   * How many bytes wait.
   *
   * @return the count
   */
  public int size() {
    return size;
  }

  /**
   * Whether none wait.
   *
   * @return true for none
   */
  public boolean isEmpty() {
    return size == 0;
  }

  /**
   * Appends bytes; the limit is the caller's business.
   *
   * @param from where from
   * @param offset first index
   * @param length how many
   */
  public void add(byte[] from, int offset, int length) {
    reserve(length);
    int tail = head + size;
    if (tail >= ring.length) {
      tail -= ring.length;
    }
    int first = Math.min(length, ring.length - tail);
    System.arraycopy(from, offset, ring, tail, first);
    System.arraycopy(from, offset + first, ring, 0, length - first);
    size += length;
  }

  /** Copies bytes that lie {@code skip} behind the head to the end of another queue. */
  void copyTo(ByteQueue to, int skip, int length) {
    int at = head + skip;
    if (at >= ring.length) {
      at -= ring.length;
    }
    int first = Math.min(length, ring.length - at);
    to.add(ring, at, first);
    if (length > first) {
      to.add(ring, 0, length - first);
    }
  }

  /**
   * Copies from the head without taking.
   *
   * @param to where to
   * @param offset first index
   * @param length how many at most
   * @return how many
   */
  public int peek(byte[] to, int offset, int length) {
    int count = Math.min(length, size);
    int first = Math.min(count, ring.length - head);
    System.arraycopy(ring, head, to, offset, first);
    System.arraycopy(ring, 0, to, offset + first, count - first);
    return count;
  }

  /**
   * Takes from the head.
   *
   * @param to where to
   * @param offset first index
   * @param length how many at most
   * @return how many
   */
  public int take(byte[] to, int offset, int length) {
    int count = peek(to, offset, length);
    drop(count);
    return count;
  }

  /**
   * Drops bytes at the head.
   *
   * @param count how many, no more than wait
   */
  public void drop(int count) {
    size -= count;
    if (size == 0) {
      head = 0;
      if (ring.length > KEPT) {
        ring = NONE;
      }
      return;
    }
    head += count;
    if (head >= ring.length) {
      head -= ring.length;
    }
  }

  /** Drops all. */
  public void clear() {
    drop(size);
  }

  private void reserve(int more) {
    int needed = size + more;
    if (needed <= ring.length) {
      return;
    }
    byte[] larger = new byte[Math.max(Math.max(SMALLEST, needed), ring.length * 2)];
    int count = peek(larger, 0, size);
    ring = larger;
    head = 0;
    size = count;
  }
}
