package dev.espalier.hal.system;

/**
 * The blocks of heap that one object has taken, to be given back together. It belongs to the board
 * on which it was made.
 */
public final class HeapLease {
  private final Heap heap;
  private final HeapUse use;
  private int bytes;
  private int blocks;

  HeapLease(Heap heap, HeapUse use) {
    this.heap = heap;
    this.use = use;
  }

  /**
   * Takes one more block.
   *
   * @param size bytes, 0 or more
   * @return false when so much is not free: nothing is taken then
   */
  public boolean take(int size) {
    if (!heap.take(use, size)) {
      return false;
    }
    bytes += Heap.blockSize(size);
    blocks++;
    return true;
  }

  /**
   * Takes one more block for a struct.
   *
   * @param struct what for
   * @return false when so much is not free: nothing is taken then
   */
  public boolean take(CStruct struct) {
    return take(struct.bytes());
  }

  /**
   * Gives one of the blocks back.
   *
   * @param size what {@link #take} was called with
   */
  public void give(int size) {
    heap.give(use, size);
    bytes -= Heap.blockSize(size);
    blocks--;
    assert bytes >= 0 && blocks >= 0 : "more was given back than taken: " + size;
  }

  /** Gives all blocks back; does nothing the second time. */
  public void release() {
    heap.giveBlocks(use, bytes, blocks);
    bytes = 0;
    blocks = 0;
  }

  /**
   * What it holds.
   *
   * @return bytes, the blocks' headers included
   */
  public int bytes() {
    return bytes;
  }
}
