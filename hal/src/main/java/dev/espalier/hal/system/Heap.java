package dev.espalier.hal.system;

import dev.espalier.hal.port.BoardLocal;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.KernelTask;

/**
 * The accounts of a board's heap. The stacks of its tasks count by themselves; other things that
 * mirrored objects take on the chip are charged here. Objects of the firmware itself live in the
 * JVM and are not counted.
 */
public final class Heap {
  static final String NOTE =
      "what task stacks, Wi-Fi and heap_caps take is counted, not the firmware's own objects";

  /**
   * What is left for tasks and their objects on an ESP32 with Wi-Fi linked in, ESP-IDF v4.4: {@code
   * esp_get_free_heap_size} at the start of {@code app_main} and the main task, rounded.
   */
  private static final int CAPACITY = 288_000;

  /** What start-up and the idle tasks have taken before. */
  private static final int USED_AT_START = 22_000;

  /** The header of a block in {@code multi_heap}. */
  private static final int BLOCK_OVERHEAD = 4;

  /** {@code sizeof(StaticTask_t)} of v4.4 and its block header. */
  private static final int TASK_CONTROL_BYTES = 356;

  private static final BoardLocal<Heap> CURRENT = BoardLocal.of(Heap::new);

  private int taken;
  private int blocks;
  private int minimumFree = CAPACITY;

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
    if (size > free()) {
      return false;
    }
    taken += size;
    blocks++;
    minimumFree = Math.min(minimumFree, free());
    return true;
  }

  /**
   * Gives memory back, as {@code free} does.
   *
   * @param bytes what {@link #take} was called with
   */
  public void give(int bytes) {
    taken -= blockSize(bytes);
    blocks--;
    assert taken >= 0 : "more was given back than taken: " + bytes;
  }

  int free() {
    int stacks = 0;
    for (KernelTask task : Chip.current().kernel().tasks()) {
      stacks += task.stackBytes() + BLOCK_OVERHEAD + TASK_CONTROL_BYTES;
    }
    return Math.max(0, CAPACITY - taken - stacks);
  }

  /** The least so far, as far as somebody has looked. */
  int minimumFree() {
    minimumFree = Math.min(minimumFree, free());
    return minimumFree;
  }

  int total() {
    return CAPACITY + USED_AT_START;
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
