package dev.espalier.hal.nvs;

import static dev.espalier.hal.nvs.NvsErr.ESP_ERR_NVS_KEY_TOO_LONG;
import static dev.espalier.hal.nvs.NvsErr.ESP_ERR_NVS_NEW_VERSION_FOUND;
import static dev.espalier.hal.nvs.NvsErr.ESP_ERR_NVS_PAGE_FULL;
import static dev.espalier.hal.nvs.NvsErr.ESP_ERR_NVS_VALUE_TOO_LONG;

import dev.espalier.hal.port.Flash;
import dev.espalier.hal.system.EspErr;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of 4096 bytes, as {@code nvs_page.cpp} lays it out: a header, two bits of state for each
 * entry, and 126 entries of 32 bytes. Entries are only added at the end and marked as erased.
 */
final class NvsPage {
  static final int SIZE = 4096;
  static final int ENTRY_SIZE = 32;
  static final int ENTRY_COUNT = 126;
  static final int CHUNK_MAX_SIZE = ENTRY_SIZE * (ENTRY_COUNT - 1);
  static final int KEY_MAX_LENGTH = 15;

  /** For {@link #find}: any namespace. */
  static final int NS_ANY = 255;

  /** Where namespaces themselves are kept. */
  static final int NS_INDEX = 0;

  /** For {@link #find}: any chunk; also the chunk of everything that has none. */
  static final int CHUNK_ANY = 255;

  static final int TYPE_SZ = 0x21;
  static final int TYPE_BLOB_OLD = 0x41;
  static final int TYPE_BLOB_DATA = 0x42;
  static final int TYPE_BLOB_INDEX = 0x48;
  static final int TYPE_ANY = 0xff;

  /** For {@link #find}: no item. */
  static final int NOT_FOUND = -1;

  static final int UNINITIALIZED = 0xffffffff;
  static final int ACTIVE = 0xfffffffe;
  static final int FULL = 0xfffffffc;
  static final int FREEING = 0xfffffff8;
  static final int CORRUPT = 0xfffffff0;

  private static final int VERSION = 0xfe;
  private static final int TABLE = 32;
  private static final int ENTRIES = 64;
  private static final int ENTRIES_PER_WORD = 16;
  static final int EMPTY = 3;
  static final int WRITTEN = 2;
  static final int ERASED = 0;

  // A view of the page within the partition's image; writes go straight there.
  private final ByteBuffer bytes;
  private final int base;

  /** Every operation on flash memory, in order; owner: the storage. */
  private final List<Flash.Step> steps;

  private int state = UNINITIALIZED;
  private int sequence;
  private int nextFree;
  private int used;

  NvsPage(byte[] image, int number, List<Flash.Step> steps) {
    this.steps = steps;
    this.base = number * SIZE;
    this.bytes = ByteBuffer.wrap(image, number * SIZE, SIZE).slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  int state() {
    return state;
  }

  int used() {
    return used;
  }

  boolean hasSequence() {
    return state == ACTIVE || state == FULL || state == FREEING;
  }

  int sequence() {
    return sequence;
  }

  void sequence(int number) {
    sequence = number;
  }

  EspErr load() {
    state = bytes.getInt(0);
    used = 0;
    nextFree = 0;
    if (state == UNINITIALIZED) {
      for (int i = 0; i < SIZE; i += 4) {
        if (bytes.getInt(i) != 0xffffffff) {
          state = CORRUPT;
        }
      }
      return EspErr.ESP_OK;
    }
    if (!hasSequence() || bytes.getInt(28) != crcOf(4, 24, 0xffffffff)) {
      state = CORRUPT;
      return EspErr.ESP_OK;
    }
    sequence = bytes.getInt(4);
    if ((bytes.get(8) & 0xff) < VERSION) {
      return ESP_ERR_NVS_NEW_VERSION_FOUND;
    }
    nextFree = ENTRY_COUNT;
    for (int i = ENTRY_COUNT - 1; i >= 0; i--) {
      switch (entryState(i)) {
        case EMPTY -> nextFree = state == ACTIVE ? i : nextFree;
        case WRITTEN -> used++;
        default -> {}
      }
    }
    NvsRecovery.page(this);
    return EspErr.ESP_OK;
  }

  /** Programs bytes: as in flash memory, bits are only cleared. */
  private void program(int at, byte[] data) {
    for (int i = 0; i < data.length; i++) {
      bytes.put(at + i, (byte) (bytes.get(at + i) & data[i]));
    }
    steps.add(new Flash.Step(base + at, data.clone()));
  }

  private static byte[] emptyEntry() {
    byte[] empty = new byte[ENTRY_SIZE];
    Arrays.fill(empty, (byte) 0xff);
    return empty;
  }

  private static ByteBuffer little(byte[] raw) {
    return ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void initialize() {
    state = ACTIVE;
    byte[] raw = emptyEntry();
    ByteBuffer header = little(raw).putInt(0, state).putInt(4, sequence).put(8, (byte) VERSION);
    header.putInt(28, crc(0xffffffff, raw, 4, 24));
    program(0, raw);
    nextFree = 0;
    used = 0;
  }

  void erase() {
    for (int i = 0; i < SIZE; i += 4) {
      bytes.putInt(i, 0xffffffff);
    }
    steps.add(new Flash.Step(base, null));
    state = UNINITIALIZED;
    nextFree = 0;
    used = 0;
  }

  void mark(int newState) {
    state = newState;
    program(0, ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(newState).array());
  }

  /** Bytes of a blob's chunk that fit at the end. */
  int tailroom() {
    return switch (state) {
      case UNINITIALIZED -> CHUNK_MAX_SIZE;
      case FULL -> 0;
      default -> Math.max(0, (ENTRY_COUNT - nextFree - 1) * ENTRY_SIZE);
    };
  }

  /** Appends an item; {@code data} has 1 to 8 bytes unless the type's length varies. */
  EspErr write(int ns, int type, String key, byte[] data, int chunk) {
    if (state == UNINITIALIZED) {
      initialize();
    }
    if (state == FULL) {
      return ESP_ERR_NVS_PAGE_FULL;
    }
    byte[] name = key.getBytes(StandardCharsets.UTF_8);
    if (name.length > KEY_MAX_LENGTH) {
      return ESP_ERR_NVS_KEY_TOO_LONG;
    }
    if (data.length > CHUNK_MAX_SIZE) {
      return ESP_ERR_NVS_VALUE_TOO_LONG;
    }
    boolean variable = isVariable(type);
    int span = variable ? 1 + (data.length + ENTRY_SIZE - 1) / ENTRY_SIZE : 1;
    if (nextFree + span > ENTRY_COUNT) {
      return ESP_ERR_NVS_PAGE_FULL;
    }
    byte[] raw = emptyEntry();
    ByteBuffer header = little(raw);
    header.put(0, (byte) ns).put(1, (byte) type).put(2, (byte) span).put(3, (byte) chunk);
    header.put(8, Arrays.copyOf(name, KEY_MAX_LENGTH + 1));
    if (variable) {
      header.putShort(24, (short) data.length);
      header.putInt(28, crc(0xffffffff, data, 0, data.length));
    } else {
      header.put(24, data);
    }
    header.putInt(4, crc(crc(0xffffffff, raw, 0, 4), raw, 8, 24));
    writeEntry(raw);
    if (variable) {
      writeData(data);
    }
    return EspErr.ESP_OK;
  }

  /** Programs an entry and then its state. */
  private void writeEntry(byte[] raw) {
    program(ENTRIES + nextFree * ENTRY_SIZE, raw);
    entryState(nextFree, WRITTEN);
    nextFree++;
    used++;
  }

  /** Whole entries at once and then their states, what is left like an item. */
  private void writeData(byte[] data) {
    int whole = data.length / ENTRY_SIZE;
    if (whole > 0) {
      program(ENTRIES + nextFree * ENTRY_SIZE, Arrays.copyOf(data, whole * ENTRY_SIZE));
      entryStates(nextFree, nextFree + whole, WRITTEN);
      nextFree += whole;
      used += whole;
    }
    if (data.length % ENTRY_SIZE != 0) {
      byte[] tail = emptyEntry();
      System.arraycopy(data, whole * ENTRY_SIZE, tail, 0, data.length % ENTRY_SIZE);
      writeEntry(tail);
    }
  }

  /**
   * Looks for an item.
   *
   * @param from the first entry to look at
   * @param key null for any
   * @param chunkStart of a blob's index, {@link #CHUNK_ANY} for any
   * @return its entry, {@link #NOT_FOUND}, or {@code -2 - entry} of one with another type
   */
  int find(int from, int ns, int type, @Nullable String key, int chunk, int chunkStart) {
    if (!hasSequence()) {
      return NOT_FOUND;
    }
    int start = from;
    if (ns != NS_ANY && key != null && (type != TYPE_BLOB_DATA || chunk != CHUNK_ANY)) {
      // The genuine hash list knows namespace, key and chunk, but not the type.
      start = next(from);
      while (start < nextFree && !(ns(start) == ns && chunk(start) == chunk && isKey(start, key))) {
        start = next(start + span(start));
      }
    }
    for (int i = next(start); i < nextFree; i = next(i + span(i))) {
      if ((ns != NS_ANY && ns(i) != ns) || (key != null && !isKey(i, key))) {
        continue;
      }
      if (isSkipped(i, type, chunk, chunkStart)) {
        continue;
      }
      if (chunk == CHUNK_ANY && type == TYPE_BLOB_OLD && type(i) == TYPE_BLOB_INDEX) {
        return -2 - i;
      }
      if (type != TYPE_ANY && type(i) != type) {
        if (key == null && ns == NS_ANY && chunk == CHUNK_ANY) {
          continue;
        }
        return -2 - i;
      }
      return i;
    }
    return NOT_FOUND;
  }

  private boolean isSkipped(int i, int type, int chunk, int chunkStart) {
    return switch (type) {
      case TYPE_BLOB_DATA -> chunk == CHUNK_ANY ? type(i) != TYPE_BLOB_DATA : chunk(i) != chunk;
      case TYPE_BLOB_OLD -> chunk == CHUNK_ANY && type(i) == TYPE_BLOB_DATA;
      case TYPE_BLOB_INDEX ->
          chunk(i) != CHUNK_ANY || (chunkStart != CHUNK_ANY && blobChunkStart(i) != chunkStart);
      default -> false;
    };
  }

  /** The first item at or behind an entry; erases those whose check sum is wrong, as v4.4 does. */
  private int next(int from) {
    int i = from;
    while (i < nextFree) {
      if (entryState(i) == WRITTEN) {
        if (isSound(i)) {
          return i;
        }
        eraseItem(i);
      }
      i++;
    }
    return i;
  }

  /** Whether the check sum of an item is right. */
  boolean isSound(int i) {
    return bytes.getInt(ENTRIES + i * ENTRY_SIZE + 4) == itemCrc(i);
  }

  /** Whether all entries of an item are there. */
  boolean isWhole(int i) {
    for (int entry = i; entry < i + span(i); entry++) {
      if (entry >= ENTRY_COUNT || entryState(entry) != WRITTEN) {
        return false;
      }
    }
    return true;
  }

  /** {@code eraseEntryAndSpan}: what is no sound item is one entry. */
  void eraseItem(int i) {
    boolean item = entryState(i) == WRITTEN && isSound(i);
    int end = item ? Math.min(ENTRY_COUNT, i + span(i)) : i + 1;
    for (int entry = i; entry < end; entry++) {
      if (entryState(entry) == WRITTEN) {
        used--;
      }
    }
    entryStates(i, end, ERASED);
    nextFree = Math.max(nextFree, end);
  }

  /** Behind what is said to be written there may be what was being written: {@code ACTIVE} only. */
  void eraseHalfWritten() {
    while (nextFree < ENTRY_COUNT && bytes.getInt(ENTRIES + nextFree * ENTRY_SIZE) != 0xffffffff) {
      if (entryState(nextFree) == WRITTEN) {
        used--;
      }
      entryState(nextFree, ERASED);
      nextFree++;
    }
  }

  int nextFree() {
    return nextFree;
  }

  /** Copies what is not erased to the end of another page. */
  void copyItems(NvsPage other) {
    if (other.state == UNINITIALIZED) {
      other.initialize();
    }
    int i = next(0);
    while (i < nextFree) {
      int span = span(i);
      for (int n = i; n < i + span; n++) {
        byte[] raw = new byte[ENTRY_SIZE];
        bytes.get(ENTRIES + n * ENTRY_SIZE, raw);
        other.writeEntry(raw);
      }
      i = next(i + span);
    }
  }

  int ns(int i) {
    return bytes.get(ENTRIES + i * ENTRY_SIZE) & 0xff;
  }

  int type(int i) {
    return bytes.get(ENTRIES + i * ENTRY_SIZE + 1) & 0xff;
  }

  /** How many entries an item takes; the genuine code never gets past one that says 0. */
  int span(int i) {
    return isVariable(type(i)) ? Math.max(1, bytes.get(ENTRIES + i * ENTRY_SIZE + 2) & 0xff) : 1;
  }

  int chunk(int i) {
    return bytes.get(ENTRIES + i * ENTRY_SIZE + 3) & 0xff;
  }

  String key(int i) {
    int length = 0;
    int at = ENTRIES + i * ENTRY_SIZE + 8;
    while (length < KEY_MAX_LENGTH && bytes.get(at + length) != 0) {
      length++;
    }
    byte[] name = new byte[length];
    bytes.get(at, name);
    return new String(name, StandardCharsets.UTF_8);
  }

  /** The size of a text or of a chunk. */
  int dataSize(int i) {
    return bytes.getShort(ENTRIES + i * ENTRY_SIZE + 24) & 0xffff;
  }

  /** The eight bytes of a value that fits in its entry. */
  long value(int i) {
    return bytes.getLong(ENTRIES + i * ENTRY_SIZE + 24);
  }

  int blobSize(int i) {
    return bytes.getInt(ENTRIES + i * ENTRY_SIZE + 24);
  }

  int blobChunkCount(int i) {
    return bytes.get(ENTRIES + i * ENTRY_SIZE + 28) & 0xff;
  }

  int blobChunkStart(int i) {
    return bytes.get(ENTRIES + i * ENTRY_SIZE + 29) & 0xff;
  }

  /** A text or a chunk; null, and the item is erased, when its check sum is wrong. */
  byte @Nullable [] data(int i) {
    byte[] data = new byte[Math.min(dataSize(i), (ENTRY_COUNT - i - 1) * ENTRY_SIZE)];
    bytes.get(ENTRIES + (i + 1) * ENTRY_SIZE, data);
    if (crc(0xffffffff, data, 0, data.length) != bytes.getInt(ENTRIES + i * ENTRY_SIZE + 28)) {
      eraseItem(i);
      return null;
    }
    return data;
  }

  /** As in C, only the first 15 characters of a key count. */
  private boolean isKey(int i, String key) {
    String mine = key(i);
    return key.length() > KEY_MAX_LENGTH
        ? mine.equals(key.substring(0, KEY_MAX_LENGTH))
        : mine.equals(key);
  }

  int entryState(int i) {
    return bytes.get(TABLE + i / 4) >> (i % 4 * 2) & 3;
  }

  private void entryState(int i, int newState) {
    entryStates(i, i + 1, newState);
  }

  /** Sets the states of some entries, 16 to a word, the last word first. */
  private void entryStates(int begin, int end, int newState) {
    int i = end - 1;
    while (i >= begin) {
      int word = i / ENTRIES_PER_WORD;
      int at = TABLE + word * 4;
      int states = bytes.getInt(at);
      while (i >= begin && i / ENTRIES_PER_WORD == word) {
        int shift = i % ENTRIES_PER_WORD * 2;
        states = (states & ~(3 << shift)) | newState << shift;
        i--;
      }
      program(at, ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(states).array());
    }
  }

  private int itemCrc(int i) {
    int at = ENTRIES + i * ENTRY_SIZE;
    return crcOf(at + 8, 24, crcOf(at, 4, 0xffffffff));
  }

  private int crcOf(int at, int length, int seed) {
    byte[] part = new byte[length];
    bytes.get(at, part);
    return crc(seed, part, 0, length);
  }

  /** {@code esp_rom_crc32_le}: CRC-32 whose seed is inverted before and after. */
  static int crc(int seed, byte[] data, int offset, int length) {
    int crc = ~seed;
    for (int i = offset; i < offset + length; i++) {
      crc ^= data[i] & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) != 0 ? crc >>> 1 ^ 0xEDB88320 : crc >>> 1;
      }
    }
    return ~crc;
  }

  private static boolean isVariable(int type) {
    return type == TYPE_SZ || type == TYPE_BLOB_OLD || type == TYPE_BLOB_DATA;
  }
}
