package dev.espalier.hal.freertos;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.config.Kconfig;
import dev.espalier.hal.port.Chip;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A task's thread-local storage pointers ({@code CONFIG_FREERTOS_THREAD_LOCAL_STORAGE_POINTERS}).
 * Their deletion callbacks run when the task's memory is freed: by the idle task for a task that
 * has deleted itself, in the caller of {@code vTaskDelete} otherwise.
 */
public final class TaskLocals {
  private record Slot(
      @Nullable Object value, @Nullable ObjIntConsumer<@Nullable Object> callback) {}

  private static final @Nullable Slot[] NONE = new Slot[0];

  private @Nullable Slot[] slots = NONE;
  private @Nullable List<Runnable> cleanUps;

  TaskLocals() {}

  /**
   * Sets a pointer, without callback.
   *
   * @param index 0 to {@code CONFIG_FREERTOS_THREAD_LOCAL_STORAGE_POINTERS - 1}; beyond that
   *     nothing happens
   * @param value the value
   */
  @EspApi("vTaskSetThreadLocalStoragePointer")
  public void setPointer(int index, @Nullable Object value) {
    setPointerAndDelCallback(index, value, null);
  }

  /**
   * Sets a pointer and what is called when the task's memory is freed.
   *
   * @param index 0 to {@code CONFIG_FREERTOS_THREAD_LOCAL_STORAGE_POINTERS - 1}; beyond that
   *     nothing happens
   * @param value the value
   * @param callback gets index and value, null for none; must not wait
   */
  @EspApi("vTaskSetThreadLocalStoragePointerAndDelCallback")
  public void setPointerAndDelCallback(
      int index, @Nullable Object value, @Nullable ObjIntConsumer<@Nullable Object> callback) {
    Chip.current().kernel().call();
    if (slots.length == 0) {
      slots = new Slot[Chip.current().config().get(Kconfig.FREERTOS_THREAD_LOCAL_STORAGE_POINTERS)];
    }
    if (index >= 0 && index < slots.length) {
      slots[index] = new Slot(value, callback);
    }
  }

  /**
   * A pointer's value.
   *
   * @param index which
   * @return the value, null before it was set and beyond the last
   */
  @EspApi("pvTaskGetThreadLocalStoragePointer")
  public @Nullable Object pointer(int index) {
    Chip.current().kernel().call();
    Slot slot = index >= 0 && index < slots.length ? slots[index] : null;
    return slot == null ? null : slot.value();
  }

  /**
   * Adds what has to happen when the task's memory is freed, as a destructor of {@code
   * pthread_key_create} does.
   *
   * @param cleanUp must not wait
   */
  public void onDelete(Runnable cleanUp) {
    List<Runnable> list = cleanUps;
    if (list == null) {
      list = new ArrayList<>(2);
      cleanUps = list;
    }
    list.add(cleanUp);
  }

  /**
   * Whether something of a kind is to run then.
   *
   * @param kind its class
   * @return true if {@link #onDelete} was given one
   */
  public boolean hasOnDelete(Class<? extends Runnable> kind) {
    List<Runnable> list = cleanUps;
    if (list != null) {
      for (int i = 0; i < list.size(); i++) {
        if (kind.isInstance(list.get(i))) {
          return true;
        }
      }
    }
    return false;
  }

  /** {@code prvDeleteTLS}. */
  void delete() {
    for (int i = 0; i < slots.length; i++) {
      Slot slot = slots[i];
      ObjIntConsumer<@Nullable Object> callback = slot == null ? null : slot.callback();
      if (slot != null && callback != null) {
        callback.accept(slot.value(), i);
      }
    }
    List<Runnable> list = cleanUps;
    if (list != null) {
      list.forEach(Runnable::run);
    }
  }
}
