package dev.espalier.hal.system;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.Fidelity;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.port.Chip;

/** Figures of the heap, the second half of {@code esp_heap_caps.h}. */
public final class HeapCapsInfo {
  private static final String NO_HOLES = "the regions fill up one after the other, without holes";

  private HeapCapsInfo() {}

  /**
   * All memory of a kind.
   *
   * @param caps {@code MALLOC_CAP_} bits
   * @return bytes
   */
  @EspApi("heap_caps_get_total_size")
  public static int getTotalSize(int caps) {
    Chip.current().kernel().call();
    return HeapCaps.exists(caps) ? Heap.current().total() : 0;
  }

  /**
   * Free memory of a kind.
   *
   * @param caps {@code MALLOC_CAP_} bits
   * @return bytes
   */
  @EspApi("heap_caps_get_free_size")
  public static int getFreeSize(int caps) {
    Chip.current().kernel().call();
    return HeapCaps.exists(caps) ? Heap.current().free() : 0;
  }

  /**
   * The least that was free since boot.
   *
   * @param caps {@code MALLOC_CAP_} bits
   * @return bytes
   */
  @EspApi("heap_caps_get_minimum_free_size")
  public static int getMinimumFreeSize(int caps) {
    Chip.current().kernel().call();
    return HeapCaps.exists(caps) ? Heap.current().minimumFree() : 0;
  }

  /**
   * The largest block that could be had.
   *
   * @param caps {@code MALLOC_CAP_} bits
   * @return bytes
   */
  @EspApi(value = "heap_caps_get_largest_free_block", fidelity = Fidelity.PARTIAL, note = NO_HOLES)
  public static int getLargestFreeBlock(int caps) {
    Chip.current().kernel().call();
    return HeapCaps.exists(caps) ? Heap.current().largestFreeBlock() : 0;
  }

  /**
   * All figures of a kind of memory.
   *
   * @param caps {@code MALLOC_CAP_} bits
   * @return the figures, all 0 when there is no such memory
   */
  @EspApi(value = "heap_caps_get_info", fidelity = Fidelity.PARTIAL, note = NO_HOLES)
  public static HeapInfo getInfo(int caps) {
    Chip.current().kernel().call();
    if (!HeapCaps.exists(caps)) {
      return new HeapInfo(0, 0, 0, 0, 0, 0, 0);
    }
    Heap heap = Heap.current();
    int freeBlocks = freeBlocks(heap);
    return new HeapInfo(
        heap.free(),
        heap.total() - heap.free(),
        heap.largestFreeBlock(),
        heap.minimumFree(),
        heap.blocks(),
        freeBlocks,
        heap.blocks() + freeBlocks);
  }

  private static int freeBlocks(Heap heap) {
    HeapRegions regions = heap.regions();
    int used = heap.total() - heap.free();
    int count = 0;
    for (int i = 0; i < regions.all().length; i++) {
      if (regions.usedOf(i, used) < regions.all()[i].bytes()) {
        count++;
      }
    }
    return count;
  }

  /**
   * Prints a summary to the console.
   *
   * @param caps {@code MALLOC_CAP_} bits
   */
  @EspApi(value = "heap_caps_print_heap_info", fidelity = Fidelity.PARTIAL, note = NO_HOLES)
  public static void printHeapInfo(int caps) {
    HeapInfo info = getInfo(caps);
    EspLog.printf("Heap summary for capabilities 0x%08X:\n", caps);
    if (HeapCaps.exists(caps)) {
      printRegions(info);
    }
    EspLog.printf("  Totals:\n");
    EspLog.printf(
        "    free %d allocated %d min_free %d largest_free_block %d\n",
        info.totalFreeBytes(),
        info.totalAllocatedBytes(),
        info.minimumFreeBytes(),
        info.largestFreeBlock());
  }

  private static void printRegions(HeapInfo info) {
    HeapRegions regions = Heap.current().regions();
    HeapRegions.Region[] all = regions.all();
    int peak = Heap.current().total() - info.minimumFreeBytes();
    int blocksLeft = info.allocatedBlocks();
    for (int i = 0; i < all.length; i++) {
      int bytes = all[i].bytes();
      int used = regions.usedOf(i, info.totalAllocatedBytes());
      int free = bytes - used;
      int blocks =
          i == all.length - 1 || info.totalAllocatedBytes() == 0
              ? blocksLeft
              : (int) ((long) info.allocatedBlocks() * used / info.totalAllocatedBytes());
      blocksLeft -= blocks;
      int minimum = bytes - regions.usedOf(i, peak);
      EspLog.printf(
          "  At 0x%08x len %d free %d allocated %d min_free %d\n",
          all[i].start(), bytes, free, used, minimum);
      int freeBlocks = free > 0 ? 1 : 0;
      EspLog.printf(
          "    largest_free_block %d alloc_blocks %d free_blocks %d total_blocks %d\n",
          Math.max(0, free - 4), blocks, freeBlocks, blocks + freeBlocks);
    }
  }

  /**
   * Looks for damage in the heap. Nothing can overwrite it here.
   *
   * @param printErrors whether to print what is found
   * @return true, always
   */
  @EspApi("heap_caps_check_integrity_all")
  @EspApi("heap_caps_check_integrity")
  @EspApi("heap_caps_check_integrity_addr")
  public static boolean checkIntegrityAll(boolean printErrors) {
    Chip.current().kernel().call();
    return true;
  }

  /** Prints every block to the console; here what each kind of object takes. */
  @EspApi(
      value = "heap_caps_dump_all",
      fidelity = Fidelity.PARTIAL,
      note = "sums by kind of object in place of single blocks")
  @EspApi(
      value = "heap_caps_dump",
      fidelity = Fidelity.PARTIAL,
      note = "sums by kind of object in place of single blocks")
  public static void dumpAll() {
    Chip.current().kernel().call();
    Heap heap = Heap.current();
    EspLog.printf("Showing data for heap: %d blocks\n", heap.blocks());
    for (HeapUse use : HeapUse.values()) {
      if (heap.used(use) > 0) {
        EspLog.printf("%9d B %s\n", heap.used(use), use.words());
      }
    }
  }
}
