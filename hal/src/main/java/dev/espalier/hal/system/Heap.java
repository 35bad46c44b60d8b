package dev.espalier.hal.system;

import dev.espalier.hal.port.BoardLocal;

/**
 * The accounts of a board's heap. What mirrored objects take on the chip is charged here; objects
 * of the firmware itself live in the JVM and are not counted.
 */
public final class Heap {
  static final String NOTE =
      "what tasks, Wi-Fi, sockets and heap_caps take is counted, not the firmware's own objects";

  /**
   * What {@code esp_get_free_heap_size} shows at the start of {@code app_main} on an ESP32 with
   * Wi-Fi linked in, ESP-IDF v4.4, rounded.
   */
  private static final int FREE_AT_START = 284_000;

  /** What start-up, the idle tasks and the main task have taken by then. */
  private static final int USED_AT_START = 22_000;

  /** The header of a block in {@code multi_heap}. */
  private static final int BLOCK_OVERHEAD = 4;

  private static final BoardLocal<Heap> CURRENT = BoardLocal.of(Heap::new);

  private int free = FREE_AT_START;
  private int minimumFree = FREE_AT_START;
  private int blocks;

  private Heap() {}

  /**
   * The running board's heap.
   *
   * @return the accounts
   */
  public static Heap current() {
    return CURRENT.get();
  }

  /**
   * Takes memory, as {@code malloc} does.
   *
   * @param bytes 0 or more
   * @return false when so much is not free: nothing is taken then
   */
  public boolean take(int bytes) {
    int size = blockSize(bytes);
    if (size > free) {
      return false;
    }
    free -= size;
    minimumFree = Math.min(minimumFree, free);
    blocks++;
    return true;
  }

  /**
   * Gives memory back, as {@code free} does.
   *
   * @param bytes what {@link #take} was called with
   */
  public void give(int bytes) {
    free += blockSize(bytes);
    blocks--;
    assert free <= FREE_AT_START : "more was given back than taken: " + bytes;
  }

  int free() {
    return free;
  }

  int minimumFree() {
    return minimumFree;
  }

  int total() {
    return FREE_AT_START + USED_AT_START;
  }

  int blocks() {
    return blocks;
  }

  private static int blockSize(int bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size must be 0 or more: " + bytes);
    }
    return Math.addExact(bytes, 3) / 4 * 4 + BLOCK_OVERHEAD;
  }
}
