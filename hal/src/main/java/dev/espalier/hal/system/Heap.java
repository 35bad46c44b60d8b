package dev.espalier.hal.system;

import dev.espalier.hal.config.Kconfig;
import dev.espalier.hal.port.BoardLocal;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.Tracer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of a board's heap: what mirrored objects take on the chip is charged here, in the
 * blocks that the genuine code allocates. Objects of the firmware itself live in the JVM and are
 * not counted; {@link HeapCaps#malloc} counts what firmware wants counted.
 */
public final class Heap {
  /** The size of a block's header in {@code multi_heap} (TLSF). */
  static final int BLOCK_OVERHEAD = 4;

  /** The smallest block of TLSF. */
  private static final int BLOCK_BYTES_MIN = 12;

  /**
   * What start-up takes before {@code app_main} at the default configuration: idle, ipc, timer and
   * main tasks, locks of newlib, the console's driver.
   */
  private static final int STARTUP_BYTES = 22_056;

  /** No smaller block can be larger than the largest region with that much free. */
  private static final int ALWAYS_FITS = 4096;

  static final int BYTES_USUAL = Chip.HEAP_BYTES + STARTUP_BYTES;

  private static final BoardLocal<Heap> CURRENT = BoardLocal.of(Heap::new);

  private final HeapRegions regions = HeapRegions.of(Chip.current().heapBytes() + STARTUP_BYTES);
  private final int[] usedBy = new int[HeapUse.values().length];
  private final List<HeapTrend> trends = new ArrayList<>(1);
  private final boolean abortsOnFailure =
      Chip.current().config().get(Kconfig.HEAP_ABORT_WHEN_ALLOCATION_FAILS);
  private HeapCaps.@Nullable FailedAllocHook failedHook;
  private final @Nullable Tracer tracer = Chip.current().tracer();
  private int free = regions.total();
  private int minimumFree = free;
  private int atStart = free;
  private int blocks;
  private int refused;

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
   * Begins to keep account of what one object takes.
   *
   * @param use what for
   * @return the lease, which holds nothing yet
   */
  public static HeapLease lease(HeapUse use) {
    return new HeapLease(current(), use);
  }

  /**
   * Takes one block for an object whose creation fails with an exception.
   *
   * @param use what for
   * @param bytes 0 or more
   * @param function the C function that gives NULL
   * @return the lease of the block
   * @throws EspException with {@code ESP_ERR_NO_MEM} when so much is not free
   */
  public static HeapLease leaseOrThrow(HeapUse use, int bytes, String function) {
    HeapLease lease = lease(use);
    if (!lease.take(bytes)) {
      throw current().exhausted(function, bytes);
    }
    return lease;
  }

  /**
   * Takes memory, as {@code malloc} does.
   *
   * @param use what for
   * @param bytes 0 or more
   * @return false when so much is not free: nothing is taken then
   */
  public boolean take(HeapUse use, int bytes) {
    int size = blockSize(bytes);
    if (size > free || (size > ALWAYS_FITS && size > largestFreeBlock() + BLOCK_OVERHEAD)) {
      return refuse(bytes);
    }
    free -= size;
    usedBy[index(use)] += size;
    blocks++;
    if (free < minimumFree) {
      minimumFree = free;
    }
    trace();
    return true;
  }

  private void trace() {
    if (tracer != null) {
      tracer.count("free heap", free);
    }
  }

  /**
   * Gives memory back, as {@code free} does.
   *
   * @param use what it was for
   * @param bytes what {@link #take} was called with
   */
  public void give(HeapUse use, int bytes) {
    giveBlocks(use, blockSize(bytes), 1);
  }

  /** Takes back what was just given, for a {@code realloc} that found no room. */
  void regain(HeapUse use, int bytes) {
    int size = blockSize(bytes);
    free -= size;
    usedBy[index(use)] += size;
    blocks++;
  }

  void giveBlocks(HeapUse use, int size, int count) {
    free += size;
    usedBy[index(use)] -= size;
    blocks -= count;
    trace();
    assert usedBy[index(use)] >= 0 && blocks >= 0 : "more was given back than taken: " + size;
  }

  private boolean refuse(int bytes) {
    refused++;
    HeapCaps.FailedAllocHook hook = failedHook;
    if (hook != null) {
      hook.failed(bytes, HeapCaps.MALLOC_CAP_DEFAULT, "heap_caps_malloc");
    }
    if (abortsOnFailure) {
      throw new EspAbort(
          "Mem alloc fail. size 0x%08x caps 0x%08x".formatted(bytes, HeapCaps.MALLOC_CAP_DEFAULT));
    }
    return false;
  }

  /**
   * What is thrown where C gives NULL for lack of memory.
   *
   * @param function the C function
   * @param bytes what it asked for
   * @return the exception, to be thrown
   */
  public EspException exhausted(String function, int bytes) {
    return new EspException(
        EspErr.ESP_ERR_NO_MEM,
        "%s: no %d bytes of heap: %d are free, the largest block has %d"
            .formatted(function, bytes, free, largestFreeBlock()));
  }

  /** Notes that {@code app_main} begins. */
  public void start() {
    atStart = free;
  }

  /**
   * Notes how much is used at an event that comes again and again, for the slope in {@link
   * #report}.
   *
   * @param event what happened, in the singular
   */
  public void mark(String event) {
    for (HeapTrend trend : trends) {
      if (trend.of(event)) {
        trend.add(total() - free);
        return;
      }
    }
    HeapTrend trend = new HeapTrend(event);
    trends.add(trend);
    trend.add(total() - free);
  }

  /**
   * What there is to say at the end of a run.
   *
   * @return the figures of now
   */
  public HeapReport report() {
    List<HeapReport.Use> uses = new ArrayList<>();
    for (HeapUse use : HeapUse.values()) {
      if (usedBy[index(use)] > 0) {
        uses.add(new HeapReport.Use(use, usedBy[index(use)]));
      }
    }
    uses.sort(Comparator.comparingInt(HeapReport.Use::bytes).reversed());
    List<HeapReport.Trend> slopes = new ArrayList<>();
    trends.forEach(trend -> slopes.add(trend.toReport()));
    return new HeapReport(atStart, free, minimumFree, blocks, refused, uses, slopes);
  }

  /**
   * What is taken for one kind of object.
   *
   * @param use what for
   * @return bytes, headers of blocks included
   */
  public int used(HeapUse use) {
    return usedBy[index(use)];
  }

  void failedHook(HeapCaps.@Nullable FailedAllocHook hook) {
    failedHook = hook;
  }

  HeapRegions regions() {
    return regions;
  }

  /**
   * What is free.
   *
   * @return bytes
   */
  public int free() {
    return free;
  }

  int minimumFree() {
    return minimumFree;
  }

  int total() {
    return regions.total();
  }

  int blocks() {
    return blocks;
  }

  /** The most that one block can have. */
  int largestFreeBlock() {
    return Math.max(0, regions.largestFree(total() - free) - BLOCK_OVERHEAD);
  }

  static int blockSize(int bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size must be 0 or more: " + bytes);
    }
    return Math.max(BLOCK_BYTES_MIN, Math.addExact(bytes, 3) & ~3) + BLOCK_OVERHEAD;
  }

  @SuppressWarnings("EnumOrdinal") // the order is nobody else's business
  private static int index(HeapUse use) {
    return use.ordinal();
  }
}
