package dev.espalier.hal.nvs;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.port.Chip;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the values of a partition: {@code for (var it = NvsIterator.find(…); it != null; it =
 * it.next())}. Values that are added on the way may or may not be met.
 */
public final class NvsIterator {
  private final List<NvsEntryInfo> entries;
  private int at;

  private NvsIterator(List<NvsEntryInfo> entries) {
    this.entries = entries;
  }

  /**
   * Finds the first value.
   *
   * @param partition the partition's label
   * @param namespace the namespace, null for all
   * @param type the type, {@link NvsType#NVS_TYPE_ANY} for all
   * @return an iterator at the first value, or null when there is none
   */
  @EspApi("nvs_entry_find")
  public static @Nullable NvsIterator find(
      String partition, @Nullable String namespace, NvsType type) {
    Chip.current().kernel().call();
    NvsStorage storage = NvsFlash.storage(partition);
    if (storage == null || (namespace != null && !storage.hasNamespace(namespace))) {
      return null;
    }
    List<NvsEntryInfo> entries = storage.entries(namespace, type);
    return entries.isEmpty() ? null : new NvsIterator(entries);
  }

  /**
   * Goes on to the next value.
   *
   * @return this, or null at the end
   */
  @EspApi("nvs_entry_next")
  public @Nullable NvsIterator next() {
    Chip.current().kernel().call();
    at++;
    return at < entries.size() ? this : null;
  }

  /**
   * The value the iterator is at.
   *
   * @return its namespace, key and type
   */
  @EspApi("nvs_entry_info")
  public NvsEntryInfo info() {
    return entries.get(at);
  }

  /** Gives the iterator up; nothing is held here. */
  @EspApi("nvs_release_iterator")
  public void release() {
    Chip.current().kernel().call();
  }
}
