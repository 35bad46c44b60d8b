package dev.espalier.hal.system;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.hal.EspApi;
import dev.espalier.hal.Fidelity;
import dev.espalier.hal.port.BoardLocal;
import dev.espalier.hal.port.Chip;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Memory by capability ({@code esp_heap_caps.h}). A block is a byte array; the ESP32's regions of
 * internal RAM are modelled by size, without holes. {@link HeapCapsInfo} has the figures.
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

  private static final BoardLocal<FirmwareBlocks> BLOCKS = BoardLocal.of(FirmwareBlocks::new);

  /** Hears of allocations that failed. */
  @FunctionalInterface
  public interface FailedAllocHook {
    /**
     * Is called in the task whose allocation failed.
     *
     * @param requestedSize bytes asked for
     * @param caps {@code MALLOC_CAP_} bits asked for
     * @param functionName the function that gives NULL
     */
    void failed(int requestedSize, int caps, String functionName);
  }

  private HeapCaps() {}

  /**
   * Takes a block.
   *
   * @param size bytes
   * @param caps what it must be able to do, {@code MALLOC_CAP_} bits
   * @return the block, or null when there is no such memory; 0 bytes give null
   */
  @EspApi("heap_caps_malloc")
  @EspApi("heap_caps_calloc")
  public static byte @Nullable [] malloc(int size, int caps) {
    Chip.current().kernel().call();
    if (size <= 0) {
      return null;
    }
    boolean codeAndBytes =
        (caps & MALLOC_CAP_EXEC) != 0 && (caps & (MALLOC_CAP_8BIT | MALLOC_CAP_DMA)) != 0;
    if (!exists(caps) || codeAndBytes) {
      return null;
    }
    if (!Heap.current().take(HeapUse.FIRMWARE, size)) {
      return null;
    }
    byte[] block = new byte[size];
    BLOCKS.get().taken(block);
    return block;
  }

  /**
   * Gives a block back.
   *
   * @param block what {@link #malloc} gave; null does nothing
   * @throws EspAbort when it was given back before, as TLSF asserts
   */
  @EspApi("heap_caps_free")
  @EspApi("heap_caps_aligned_free")
  public static void free(byte @Nullable [] block) {
    Chip.current().kernel().call();
    if (block == null) {
      return;
    }
    if (!BLOCKS.get().freed(block)) {
      throw EspAbort.assertFailed(
          "tlsf_free",
          "heap_tlsf.c:965",
          "!block_is_free(block) && \"block already marked as free\"");
    }
    Heap.current().give(HeapUse.FIRMWARE, block.length);
  }

  /**
   * Gives a block another size.
   *
   * @param block what {@link #malloc} gave; null takes a new one
   * @param size bytes; 0 frees the block
   * @param caps {@code MALLOC_CAP_} bits
   * @return a block that begins as the old one did, which is freed; null when there is no memory
   *     (the old one stays) or the size is 0
   */
  @EspApi("heap_caps_realloc")
  public static byte @Nullable [] realloc(byte @Nullable [] block, int size, int caps) {
    if (block == null) {
      return malloc(size, caps);
    }
    if (size <= 0) {
      free(block);
      return null;
    }
    Chip.current().kernel().call();
    if (!BLOCKS.get().has(block)) {
      throw EspAbort.assertFailed(
          "tlsf_realloc",
          "heap_tlsf.c:1016",
          "!block_is_free(block) && \"block already marked as free\"");
    }
    Heap heap = Heap.current();
    if (!exists(caps)) {
      return null;
    }
    // The block grows in place where it can: what is charged is the difference.
    heap.give(HeapUse.FIRMWARE, block.length);
    if (!heap.take(HeapUse.FIRMWARE, size)) {
      heap.regain(HeapUse.FIRMWARE, block.length);
      return null;
    }
    byte[] resized = Arrays.copyOf(block, size);
    var _ = BLOCKS.get().freed(block);
    BLOCKS.get().taken(resized);
    return resized;
  }

  /**
   * Takes a block whose address is a multiple of something; here no block has an address.
   *
   * @param alignment a power of two
   * @param size bytes
   * @param caps {@code MALLOC_CAP_} bits
   * @return the block, or null when the alignment is none or there is no such memory
   */
  @EspApi("heap_caps_aligned_alloc")
  @EspApi("heap_caps_aligned_calloc")
  public static byte @Nullable [] alignedAlloc(int alignment, int size, int caps) {
    return Integer.bitCount(alignment) == 1 ? malloc(size, caps) : null;
  }

  /**
   * Takes a block of the first kind of memory that has one.
   *
   * @param size bytes
   * @param caps {@code MALLOC_CAP_} bits, most wanted first
   * @return the block, or null
   */
  @EspApi("heap_caps_malloc_prefer")
  @EspApi("heap_caps_calloc_prefer")
  public static byte @Nullable [] mallocPrefer(int size, int... caps) {
    for (int each : caps) {
      byte[] block = malloc(size, each);
      if (block != null) {
        return block;
      }
    }
    return null;
  }

  /**
   * Gives a block another size, in the first kind of memory that has so much.
   *
   * @param block what {@link #malloc} gave; null takes a new one
   * @param size bytes; 0 frees the block
   * @param caps {@code MALLOC_CAP_} bits, most wanted first
   * @return as {@link #realloc}
   */
  @EspApi("heap_caps_realloc_prefer")
  public static byte @Nullable [] reallocPrefer(byte @Nullable [] block, int size, int... caps) {
    for (int each : caps) {
      byte[] resized = realloc(block, size, each);
      if (resized != null || size == 0) {
        return resized;
      }
    }
    return null;
  }

  /**
   * Sets from which size on {@code malloc} prefers external RAM.
   *
   * @param limit bytes
   */
  @EspApi(
      value = "heap_caps_malloc_extmem_enable",
      fidelity = Fidelity.STORED,
      note = "there is no external RAM")
  public static void mallocExtmemEnable(int limit) {
    Chip.current().kernel().call();
  }

  /**
   * How many bytes a block has.
   *
   * @param block what {@link #malloc} gave
   * @return its size, rounded up as TLSF does
   */
  @EspApi("heap_caps_get_allocated_size")
  public static int getAllocatedSize(byte[] block) {
    Chip.current().kernel().call();
    return Heap.blockSize(block.length) - Heap.BLOCK_OVERHEAD;
  }

  /**
   * Sets who hears of allocations that fail, the HAL's own included.
   *
   * @param callback the only one; replaces the one before
   * @return {@code ESP_OK}; {@code ESP_ERR_INVALID_ARG} for null
   */
  @CanIgnoreReturnValue
  @EspApi("heap_caps_register_failed_alloc_callback")
  public static EspErr registerFailedAllocCallback(@Nullable FailedAllocHook callback) {
    Chip.current().kernel().call();
    if (callback == null) {
      return EspErr.ESP_ERR_INVALID_ARG;
    }
    Heap.current().failedHook(callback);
    return EspErr.ESP_OK;
  }

  /** Whether a region has all of these capabilities. */
  static boolean exists(int caps) {
    return (caps & ~AVAILABLE) == 0;
  }
}
