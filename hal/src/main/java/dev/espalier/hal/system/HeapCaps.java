package dev.espalier.hal.system;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.Fidelity;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.port.Chip;
import org.jspecify.annotations.Nullable;

/**
 * Memory by capability ({@code esp_heap_caps.h}). One heap of internal RAM is modelled, without
 * fragmentation; a block is a byte array.
 */
public final class HeapCaps {
  /** Can run code. */
  public static final int MALLOC_CAP_EXEC = 1;

  /** Allows aligned 32-bit accesses. */
  public static final int MALLOC_CAP_32BIT = 1 << 1;

  /** Allows accesses of any size. */
  public static final int MALLOC_CAP_8BIT = 1 << 2;

  /** Can be reached by DMA. */
  public static final int MALLOC_CAP_DMA = 1 << 3;

  /** Is external RAM; there is none. */
  public static final int MALLOC_CAP_SPIRAM = 1 << 10;

  /** Is in the chip itself. */
  public static final int MALLOC_CAP_INTERNAL = 1 << 11;

  /** What {@code malloc} takes. */
  public static final int MALLOC_CAP_DEFAULT = 1 << 12;

  private static final int AVAILABLE =
      MALLOC_CAP_EXEC
          | MALLOC_CAP_32BIT
          | MALLOC_CAP_8BIT
          | MALLOC_CAP_DMA
          | MALLOC_CAP_INTERNAL
          | MALLOC_CAP_DEFAULT;

  private HeapCaps() {}

  /**
   * Takes a block.
   *
   * @param size bytes
   * @param caps what it must be able to do, {@code MALLOC_CAP_} bits
   * @return the block, or null when there is no such memory; 0 bytes give null
   */
  @EspApi(value = "heap_caps_malloc", fidelity = Fidelity.PARTIAL, note = Heap.NOTE)
  @EspApi(value = "heap_caps_calloc", fidelity = Fidelity.PARTIAL, note = Heap.NOTE)
  public static byte @Nullable [] malloc(int size, int caps) {
    Chip.current().kernel().call();
    if (size <= 0 || !exists(caps) || !Heap.current().take(size)) {
      return null;
    }
    return new byte[size];
  }

  /**
   * Gives a block back.
   *
   * @param block what {@link #malloc} gave; null does nothing
   */
  @EspApi(value = "heap_caps_free", fidelity = Fidelity.PARTIAL, note = "a second free is not seen")
  public static void free(byte @Nullable [] block) {
    Chip.current().kernel().call();
    if (block != null) {
      Heap.current().give(block.length);
    }
  }

  /**
   * All memory of a kind.
   *
   * @param caps {@code MALLOC_CAP_} bits
   * @return bytes
   */
  @EspApi(value = "heap_caps_get_total_size", fidelity = Fidelity.PARTIAL, note = Heap.NOTE)
  public static int getTotalSize(int caps) {
    Chip.current().kernel().call();
    return exists(caps) ? Heap.current().total() : 0;
  }

  /**
   * Free memory of a kind.
   *
   * @param caps {@code MALLOC_CAP_} bits
   * @return bytes
   */
  @EspApi(value = "heap_caps_get_free_size", fidelity = Fidelity.PARTIAL, note = Heap.NOTE)
  public static int getFreeSize(int caps) {
    Chip.current().kernel().call();
    return exists(caps) ? Heap.current().free() : 0;
  }

  /**
   * The least that was free since boot.
   *
   * @param caps {@code MALLOC_CAP_} bits
   * @return bytes
   */
  @EspApi(value = "heap_caps_get_minimum_free_size", fidelity = Fidelity.PARTIAL, note = Heap.NOTE)
  public static int getMinimumFreeSize(int caps) {
    Chip.current().kernel().call();
    return exists(caps) ? Heap.current().minimumFree() : 0;
  }

  /**
   * The largest block that could be had.
   *
   * @param caps {@code MALLOC_CAP_} bits
   * @return bytes
   */
  @EspApi(
      value = "heap_caps_get_largest_free_block",
      fidelity = Fidelity.PARTIAL,
      note = "the heap is never fragmented; no block is larger than the chip's largest region")
  public static int getLargestFreeBlock(int caps) {
    Chip.current().kernel().call();
    return exists(caps) ? Math.min(Heap.current().free(), LARGEST_REGION) : 0;
  }

  /** DRAM of the ESP32 comes in several regions; this is the size of the largest. */
  private static final int LARGEST_REGION = 113_840;

  /**
   * Prints a summary to the console.
   *
   * @param caps {@code MALLOC_CAP_} bits
   */
  @EspApi(
      value = "heap_caps_print_heap_info",
      fidelity = Fidelity.PARTIAL,
      note = "one line for the one heap")
  public static void printHeapInfo(int caps) {
    int free = getFreeSize(caps);
    int largest = getLargestFreeBlock(caps);
    int minimum = getMinimumFreeSize(caps);
    int used = getTotalSize(caps) - free;
    EspLog.printf("Heap summary for capabilities 0x%08X:\n", caps);
    if (exists(caps)) {
      EspLog.printf(
          "  At 0x%08x len %d free %d allocated %d min_free %d\n",
          0x3ffae6e0, free + used, free, used, minimum);
      EspLog.printf(
          "    largest_free_block %d alloc_blocks %d free_blocks %d total_blocks %d\n",
          largest, Heap.current().blocks(), 1, Heap.current().blocks() + 1);
    }
    EspLog.printf("  Totals:\n");
    EspLog.printf(
        "    free %d allocated %d min_free %d largest_free_block %d\n",
        free, used, minimum, largest);
  }

  private static boolean exists(int caps) {
    return (caps & ~AVAILABLE) == 0;
  }
}
