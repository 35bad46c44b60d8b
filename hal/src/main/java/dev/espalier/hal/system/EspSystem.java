package dev.espalier.hal.system;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.hal.EspApi;
import dev.espalier.hal.port.BoardLocal;
import dev.espalier.hal.port.Chip;
import org.jspecify.annotations.Nullable;

/** Restart, reset reason, free heap and version ({@code esp_system.h}). */
public final class EspSystem {
  /** {@code SHUTDOWN_HANDLERS_NO}. */
  private static final int SHUTDOWN_HANDLERS_MAX = 5;

  private static final BoardLocal<@Nullable Runnable[]> SHUTDOWN_HANDLERS =
      BoardLocal.of(() -> new @Nullable Runnable[SHUTDOWN_HANDLERS_MAX]);

  private EspSystem() {}

  /**
   * Registers what {@link #restart} runs before the reset; what was registered last runs first.
   *
   * @param handler the handler; its identity is the object
   * @return {@code ESP_OK}; {@code ESP_ERR_INVALID_STATE} when it is registered; {@code
   *     ESP_ERR_NO_MEM} when five are
   */
  @EspApi("esp_register_shutdown_handler")
  public static EspErr registerShutdownHandler(Runnable handler) {
    Chip.current().kernel().call();
    @Nullable Runnable[] handlers = SHUTDOWN_HANDLERS.get();
    // As in C, a gap that a handler left is filled before a later double is seen.
    for (int i = 0; i < handlers.length; i++) {
      if (isSame(handlers[i], handler)) {
        return EspErr.ESP_ERR_INVALID_STATE;
      }
      if (handlers[i] == null) {
        handlers[i] = handler;
        return EspErr.ESP_OK;
      }
    }
    return EspErr.ESP_ERR_NO_MEM;
  }

  /**
   * Takes a shutdown handler back.
   *
   * @param handler the object that was registered
   * @return {@code ESP_OK}; {@code ESP_ERR_INVALID_STATE} when it is not registered
   */
  @EspApi("esp_unregister_shutdown_handler")
  public static EspErr unregisterShutdownHandler(Runnable handler) {
    Chip.current().kernel().call();
    @Nullable Runnable[] handlers = SHUTDOWN_HANDLERS.get();
    for (int i = 0; i < handlers.length; i++) {
      if (isSame(handlers[i], handler)) {
        handlers[i] = null;
        return EspErr.ESP_OK;
      }
    }
    return EspErr.ESP_ERR_INVALID_STATE;
  }

  /**
   * Runs the shutdown handlers and resets the board.
   *
   * @return nothing; typed so that callers can write {@code throw EspSystem.restart()}
   */
  @EspApi("esp_restart")
  @CanIgnoreReturnValue
  public static Error restart() {
    Chip chip = Chip.current();
    chip.kernel().call();
    @Nullable Runnable[] handlers = SHUTDOWN_HANDLERS.get();
    for (int i = handlers.length - 1; i >= 0; i--) {
      Runnable handler = handlers[i];
      if (handler != null) {
        handler.run();
      }
    }
    return chip.reset(ResetReason.ESP_RST_SW);
  }

  /**
   * Why the board last started.
   *
   * @return the reset reason
   */
  @EspApi("esp_reset_reason")
  public static ResetReason resetReason() {
    Chip chip = Chip.current();
    chip.kernel().call();
    return chip.resetReason();
  }

  /**
   * Ends the firmware with a panic.
   *
   * @param details one line for the console
   * @return nothing; typed so that callers can write {@code throw EspSystem.abort(...)}
   */
  @EspApi("esp_system_abort")
  @CanIgnoreReturnValue
  public static Error abort(String details) {
    throw new EspAbort(details);
  }

  /**
   * Free heap.
   *
   * @return bytes
   */
  @EspApi("esp_get_free_heap_size")
  public static int getFreeHeapSize() {
    return HeapCapsInfo.getFreeSize(HeapCaps.MALLOC_CAP_DEFAULT);
  }

  /**
   * Free heap in the chip itself, external RAM not counted: there is none.
   *
   * @return bytes
   */
  @EspApi("esp_get_free_internal_heap_size")
  public static int getFreeInternalHeapSize() {
    return HeapCapsInfo.getFreeSize(
        HeapCaps.MALLOC_CAP_8BIT | HeapCaps.MALLOC_CAP_DMA | HeapCaps.MALLOC_CAP_INTERNAL);
  }

  /**
   * The least the heap has been free since boot.
   *
   * @return bytes
   */
  @EspApi("esp_get_minimum_free_heap_size")
  public static int getMinimumFreeHeapSize() {
    return HeapCapsInfo.getMinimumFreeSize(HeapCaps.MALLOC_CAP_DEFAULT);
  }

  /**
   * The version of ESP-IDF that is mirrored ({@code esp_get_idf_version}).
   *
   * @return such as {@code v4.4.8}
   */
  public static String getIdfVersion() {
    return "v4.4.8";
  }

  @SuppressWarnings("ReferenceEquality") // a handler is known by its object, as a C function is
  private static boolean isSame(@Nullable Runnable one, Runnable other) {
    return one == other;
  }
}
