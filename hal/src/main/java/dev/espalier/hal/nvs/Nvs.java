package dev.espalier.hal.nvs;

import static dev.espalier.hal.nvs.NvsErr.ESP_ERR_NVS_INVALID_HANDLE;
import static dev.espalier.hal.nvs.NvsErr.ESP_ERR_NVS_INVALID_LENGTH;
import static dev.espalier.hal.nvs.NvsErr.ESP_ERR_NVS_READ_ONLY;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.system.CStruct;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspResult;
import dev.espalier.hal.system.Heap;
import dev.espalier.hal.system.HeapLease;
import dev.espalier.hal.system.HeapUse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * An open namespace of key-value pairs ({@code nvs.h}). A value is in flash memory when its setter
 * returns: {@link #commit} has nothing left to do, as in v4.4.
 */
public final class Nvs implements AutoCloseable {
  private final String partition;
  private final NvsStorage storage;
  private final int namespace;
  private final NvsOpenMode mode;
  private final HeapLease memory;
  private boolean closed;

  private Nvs(
      String partition, NvsStorage storage, int namespace, NvsOpenMode mode, HeapLease memory) {
    this.memory = memory;
    this.partition = partition;
    this.storage = storage;
    this.namespace = namespace;
    this.mode = mode;
  }

  /**
   * Opens a namespace of the default partition.
   *
   * @param namespace at most 15 characters
   * @param mode whether it may be written to, and made
   * @return the handle; {@code ESP_ERR_NVS_NOT_INITIALIZED}, {@code ESP_ERR_NVS_NOT_FOUND} when it
   *     does not exist and may not be made, {@code ESP_ERR_NVS_KEY_TOO_LONG}, {@code
   *     ESP_ERR_NVS_NOT_ENOUGH_SPACE}
   */
  @EspApi("nvs_open")
  public static EspResult<Nvs> open(String namespace, NvsOpenMode mode) {
    return openFromPartition(NvsFlash.DEFAULT_PARTITION, namespace, mode);
  }

  /**
   * Opens a namespace.
   *
   * @param partition the partition's label
   * @param namespace at most 15 characters
   * @param mode whether it may be written to, and made
   * @return as {@link #open}; {@code ESP_ERR_NVS_PART_NOT_FOUND} when the partition is not ready
   */
  @EspApi("nvs_open_from_partition")
  public static EspResult<Nvs> openFromPartition(
      String partition, String namespace, NvsOpenMode mode) {
    Chip.current().kernel().call();
    NvsStorage storage = NvsFlash.storage(partition);
    if (storage == null) {
      return EspResult.error(NvsFlash.notReady());
    }
    EspResult<Integer> number = storage.openNamespace(namespace, mode == NvsOpenMode.NVS_READWRITE);
    EspErr err = storage.save(number.err());
    if (!err.isOk()) {
      return EspResult.error(err);
    }
    HeapLease memory = Heap.lease(HeapUse.NVS);
    return memory.take(CStruct.NVS_HANDLE)
        ? EspResult.of(new Nvs(partition, storage, number.orAbort(), mode, memory))
        : EspResult.error(EspErr.ESP_ERR_NO_MEM);
  }

  /**
   * Sets a number of type {@code int8_t}.
   *
   * @param key at most 15 characters
   * @param value -128 to 127; higher bits are cut off
   * @return {@code ESP_OK} or an error code of {@link NvsErr}
   */
  @EspApi("nvs_set_i8")
  public EspErr setI8(String key, int value) {
    return setNumber(NvsType.NVS_TYPE_I8, key, value, 1);
  }

  /**
   * Gets a number of type {@code int8_t}.
   *
   * @param key the key
   * @return the number, -128 to 127; {@code ESP_ERR_NVS_NOT_FOUND} also when the key holds another
   *     type
   */
  @EspApi("nvs_get_i8")
  public EspResult<Integer> getI8(String key) {
    return getNumber(NvsType.NVS_TYPE_I8, key, v -> (int) v.byteValue());
  }

  /**
   * Sets a number of type {@code uint8_t}.
   *
   * @param key at most 15 characters
   * @param value 0 to 255; higher bits are cut off
   * @return {@code ESP_OK} or an error code of {@link NvsErr}
   */
  @EspApi("nvs_set_u8")
  public EspErr setU8(String key, int value) {
    return setNumber(NvsType.NVS_TYPE_U8, key, value, 1);
  }

  /**
   * Gets a number of type {@code uint8_t}.
   *
   * @param key the key
   * @return the number, 0 to 255; {@code ESP_ERR_NVS_NOT_FOUND} also when the key holds another
   *     type
   */
  @EspApi("nvs_get_u8")
  public EspResult<Integer> getU8(String key) {
    return getNumber(NvsType.NVS_TYPE_U8, key, v -> v.intValue() & 0xff);
  }

  /**
   * Sets a number of type {@code int16_t}.
   *
   * @param key at most 15 characters
   * @param value -32768 to 32767; higher bits are cut off
   * @return {@code ESP_OK} or an error code of {@link NvsErr}
   */
  @EspApi("nvs_set_i16")
  public EspErr setI16(String key, int value) {
    return setNumber(NvsType.NVS_TYPE_I16, key, value, 2);
  }

  /**
   * Gets a number of type {@code int16_t}.
   *
   * @param key the key
   * @return the number, -32768 to 32767; {@code ESP_ERR_NVS_NOT_FOUND} also when the key holds
   *     another type
   */
  @EspApi("nvs_get_i16")
  public EspResult<Integer> getI16(String key) {
    return getNumber(NvsType.NVS_TYPE_I16, key, v -> (int) v.shortValue());
  }

  /**
   * Sets a number of type {@code uint16_t}.
   *
   * @param key at most 15 characters
   * @param value 0 to 65535; higher bits are cut off
   * @return {@code ESP_OK} or an error code of {@link NvsErr}
   */
  @EspApi("nvs_set_u16")
  public EspErr setU16(String key, int value) {
    return setNumber(NvsType.NVS_TYPE_U16, key, value, 2);
  }

  /**
   * Gets a number of type {@code uint16_t}.
   *
   * @param key the key
   * @return the number, 0 to 65535; {@code ESP_ERR_NVS_NOT_FOUND} also when the key holds another
   *     type
   */
  @EspApi("nvs_get_u16")
  public EspResult<Integer> getU16(String key) {
    return getNumber(NvsType.NVS_TYPE_U16, key, v -> v.intValue() & 0xffff);
  }

  /**
   * Sets a number of type {@code int32_t}.
   *
   * @param key at most 15 characters
   * @param value any; higher bits are cut off
   * @return {@code ESP_OK} or an error code of {@link NvsErr}
   */
  @EspApi("nvs_set_i32")
  public EspErr setI32(String key, int value) {
    return setNumber(NvsType.NVS_TYPE_I32, key, value, 4);
  }

  /**
   * Gets a number of type {@code int32_t}.
   *
   * @param key the key
   * @return the number, any; {@code ESP_ERR_NVS_NOT_FOUND} also when the key holds another type
   */
  @EspApi("nvs_get_i32")
  public EspResult<Integer> getI32(String key) {
    return getNumber(NvsType.NVS_TYPE_I32, key, Long::intValue);
  }

  /**
   * Sets a number of type {@code uint32_t}.
   *
   * @param key at most 15 characters
   * @param value 0 to 4294967295; higher bits are cut off
   * @return {@code ESP_OK} or an error code of {@link NvsErr}
   */
  @EspApi("nvs_set_u32")
  public EspErr setU32(String key, long value) {
    return setNumber(NvsType.NVS_TYPE_U32, key, value, 4);
  }

  /**
   * Gets a number of type {@code uint32_t}.
   *
   * @param key the key
   * @return the number, 0 to 4294967295; {@code ESP_ERR_NVS_NOT_FOUND} also when the key holds
   *     another type
   */
  @EspApi("nvs_get_u32")
  public EspResult<Long> getU32(String key) {
    return getNumber(NvsType.NVS_TYPE_U32, key, v -> v & 0xffff_ffffL);
  }

  /**
   * Sets a number of type {@code int64_t}.
   *
   * @param key at most 15 characters
   * @param value any; higher bits are cut off
   * @return {@code ESP_OK} or an error code of {@link NvsErr}
   */
  @EspApi("nvs_set_i64")
  public EspErr setI64(String key, long value) {
    return setNumber(NvsType.NVS_TYPE_I64, key, value, 8);
  }

  /**
   * Gets a number of type {@code int64_t}.
   *
   * @param key the key
   * @return the number, any; {@code ESP_ERR_NVS_NOT_FOUND} also when the key holds another type
   */
  @EspApi("nvs_get_i64")
  public EspResult<Long> getI64(String key) {
    return getNumber(NvsType.NVS_TYPE_I64, key, v -> v);
  }

  /**
   * Sets a number of type {@code uint64_t}.
   *
   * @param key at most 15 characters
   * @param value unsigned, as Java's {@link Long#toUnsignedString(long)} reads it; higher bits are
   *     cut off
   * @return {@code ESP_OK} or an error code of {@link NvsErr}
   */
  @EspApi("nvs_set_u64")
  public EspErr setU64(String key, long value) {
    return setNumber(NvsType.NVS_TYPE_U64, key, value, 8);
  }

  /**
   * Gets a number of type {@code uint64_t}.
   *
   * @param key the key
   * @return the number, unsigned, as Java's {@link Long#toUnsignedString(long)} reads it; {@code
   *     ESP_ERR_NVS_NOT_FOUND} also when the key holds another type
   */
  @EspApi("nvs_get_u64")
  public EspResult<Long> getU64(String key) {
    return getNumber(NvsType.NVS_TYPE_U64, key, v -> v);
  }

  /**
   * Sets a text.
   *
   * @param key at most 15 characters
   * @param value at most 3999 bytes as UTF-8
   * @return {@code ESP_OK} or an error code of {@link NvsErr}
   */
  @EspApi("nvs_set_str")
  public EspErr setStr(String key, String value) {
    byte[] text = value.getBytes(StandardCharsets.UTF_8);
    byte[] terminated = Arrays.copyOf(text, text.length + 1);
    return change(() -> storage.write(namespace, NvsPage.TYPE_SZ, key, terminated));
  }

  /**
   * Gets a text.
   *
   * @param key the key
   * @return the text; {@code ESP_ERR_NVS_NOT_FOUND} also when the key holds another type
   */
  @EspApi("nvs_get_str")
  public EspResult<String> getStr(String key) {
    EspResult<byte[]> text = read(() -> storage.readText(namespace, key));
    byte[] bytes = text.value();
    return bytes == null
        ? EspResult.error(text.err())
        : EspResult.of(new String(bytes, 0, bytes.length - 1, StandardCharsets.UTF_8));
  }

  /**
   * The size of a text: {@code nvs_get_str} without a buffer.
   *
   * @param key the key
   * @return bytes, the terminator included
   */
  public EspResult<Integer> getStrSize(String key) {
    EspResult<byte[]> text = read(() -> storage.readText(namespace, key));
    byte[] bytes = text.value();
    return bytes == null ? EspResult.error(text.err()) : EspResult.of(bytes.length);
  }

  /**
   * Sets bytes.
   *
   * @param key at most 15 characters
   * @param value at most 508000 bytes or what the partition's pages but one hold
   * @return {@code ESP_OK} or an error code of {@link NvsErr}
   */
  @EspApi("nvs_set_blob")
  public EspErr setBlob(String key, byte[] value) {
    return change(() -> storage.writeBlob(namespace, key, value));
  }

  /**
   * Gets bytes.
   *
   * @param key the key
   * @return a copy; {@code ESP_ERR_NVS_NOT_FOUND} also when the key holds another type
   */
  @EspApi("nvs_get_blob")
  public EspResult<byte[]> getBlob(String key) {
    return read(() -> storage.readBlob(namespace, key));
  }

  /**
   * Gets bytes into a buffer.
   *
   * @param key the key
   * @param buffer receives them
   * @return how many; {@code ESP_ERR_NVS_INVALID_LENGTH} when the buffer is too small
   */
  public EspResult<Integer> getBlob(String key, byte[] buffer) {
    EspResult<byte[]> blob = getBlob(key);
    byte[] bytes = blob.value();
    if (bytes == null) {
      return EspResult.error(blob.err());
    }
    if (bytes.length > buffer.length) {
      return EspResult.error(ESP_ERR_NVS_INVALID_LENGTH);
    }
    System.arraycopy(bytes, 0, buffer, 0, bytes.length);
    return EspResult.of(bytes.length);
  }

  /**
   * The size of a blob: {@code nvs_get_blob} without a buffer.
   *
   * @param key the key
   * @return bytes
   */
  public EspResult<Integer> getBlobSize(String key) {
    return read(() -> storage.blobSize(namespace, key));
  }

  /**
   * Erases a key. When it holds values of several types, one of them.
   *
   * @param key the key
   * @return {@code ESP_OK}, {@code ESP_ERR_NVS_NOT_FOUND} or another error code of {@link NvsErr}
   */
  @EspApi("nvs_erase_key")
  public EspErr eraseKey(String key) {
    return change(() -> storage.eraseKey(namespace, key));
  }

  /**
   * Erases all keys of the namespace; the namespace stays.
   *
   * @return {@code ESP_OK} or an error code of {@link NvsErr}
   */
  @EspApi("nvs_erase_all")
  public EspErr eraseAll() {
    return change(() -> storage.eraseNamespace(namespace));
  }

  /**
   * Makes sure that what was set is in flash memory; it always is.
   *
   * @return {@code ESP_OK}; {@code ESP_ERR_NVS_INVALID_HANDLE} when the handle is closed
   */
  @EspApi("nvs_commit")
  public EspErr commit() {
    Chip.current().kernel().call();
    return isValid() ? EspErr.ESP_OK : ESP_ERR_NVS_INVALID_HANDLE;
  }

  /**
   * How much the namespace takes.
   *
   * @return entries of 32 bytes
   */
  @EspApi("nvs_get_used_entry_count")
  public EspResult<Integer> getUsedEntryCount() {
    return read(() -> EspResult.of(storage.usedEntries(namespace)));
  }

  /** Closes the handle; a second time does nothing. */
  @Override
  @EspApi("nvs_close")
  public void close() {
    Chip.current().kernel().call();
    closed = true;
    memory.release();
  }

  private EspErr setNumber(NvsType type, String key, long value, int size) {
    byte[] data = new byte[size];
    for (int i = 0; i < size; i++) {
      data[i] = (byte) (value >> (8 * i));
    }
    return change(() -> storage.write(namespace, type.value(), key, data));
  }

  private <T> EspResult<T> getNumber(NvsType type, String key, Function<Long, T> convert) {
    EspResult<Long> number = read(() -> storage.readNumber(namespace, type, key));
    Long value = number.value();
    return value == null ? EspResult.error(number.err()) : EspResult.of(convert.apply(value));
  }

  private EspErr change(Supplier<EspErr> work) {
    Chip.current().kernel().call();
    if (!isValid()) {
      return ESP_ERR_NVS_INVALID_HANDLE;
    }
    return mode == NvsOpenMode.NVS_READONLY ? ESP_ERR_NVS_READ_ONLY : storage.save(work.get());
  }

  private <T> EspResult<T> read(Supplier<EspResult<T>> work) {
    Chip.current().kernel().call();
    return isValid() ? work.get() : EspResult.error(ESP_ERR_NVS_INVALID_HANDLE);
  }

  /** Deinitialising or erasing the partition closes its handles. */
  private boolean isValid() {
    return !closed && NvsFlash.storage(partition) == storage;
  }
}
