package dev.espalier.hal.system;

/**
 * The memory that the ESP32's heap is made of, by address. The genuine allocator fills the regions
 * in this order; here they have no holes.
 */
final class HeapRegions {
  private static final int LOW_START = 0x3FFA_E6E0;
  private static final int LOW_BYTES = 0x1920;
  private static final int MAIN_START = 0x3FFB_5D00;
  private static final int DIRAM_LOW_START = 0x3FFE_0440;
  private static final int DIRAM_LOW_BYTES = 0x3AE0;
  private static final int DIRAM_START = 0x3FFE_4350;
  private static final int DIRAM_BYTES = 0x1_BCB0;

  /** One region. */
  record Region(int start, int bytes) {}

  private final Region[] regions;
  private final int total;

  /** What nearly every board has. */
  private static final HeapRegions USUAL = new HeapRegions(Heap.BYTES_USUAL);

  static HeapRegions of(int total) {
    return total == Heap.BYTES_USUAL ? USUAL : new HeapRegions(total);
  }

  private HeapRegions(int total) {
    this.total = total;
    int main = total - LOW_BYTES - DIRAM_LOW_BYTES - DIRAM_BYTES;
    regions =
        main < DIRAM_LOW_BYTES
            ? new Region[] {new Region(MAIN_START, total)}
            : new Region[] {
              new Region(LOW_START, LOW_BYTES),
              new Region(MAIN_START, main),
              new Region(DIRAM_LOW_START, DIRAM_LOW_BYTES),
              new Region(DIRAM_START, DIRAM_BYTES)
            };
  }

  int total() {
    return total;
  }

  Region[] all() {
    return regions.clone();
  }

  /** How much of a region is used when so much is used of all. */
  int usedOf(int index, int used) {
    int left = used;
    for (int i = 0; i < index; i++) {
      left -= regions[i].bytes();
    }
    return Math.clamp(left, 0, regions[index].bytes());
  }

  int largestFree(int used) {
    int largest = 0;
    for (int i = 0; i < regions.length; i++) {
      largest = Math.max(largest, regions[i].bytes() - usedOf(i, used));
    }
    return largest;
  }
}
