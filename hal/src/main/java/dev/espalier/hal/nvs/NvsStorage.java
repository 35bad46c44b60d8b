package dev.espalier.hal.nvs;

import static dev.espalier.hal.nvs.NvsErr.ESP_ERR_FLASH_OP_FAIL;
import static dev.espalier.hal.nvs.NvsErr.ESP_ERR_NVS_NOT_ENOUGH_SPACE;
import static dev.espalier.hal.nvs.NvsErr.ESP_ERR_NVS_NOT_FOUND;
import static dev.espalier.hal.nvs.NvsErr.ESP_ERR_NVS_PAGE_FULL;
import static dev.espalier.hal.nvs.NvsErr.ESP_ERR_NVS_VALUE_TOO_LONG;
import static dev.espalier.hal.nvs.NvsPage.CHUNK_ANY;
import static dev.espalier.hal.nvs.NvsPage.NS_INDEX;
import static dev.espalier.hal.nvs.NvsPage.TYPE_ANY;
import static dev.espalier.hal.nvs.NvsPage.TYPE_BLOB_DATA;
import static dev.espalier.hal.nvs.NvsPage.TYPE_BLOB_INDEX;

import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.port.Flash;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values of a partition ({@code Storage}). Works on an image in memory, which is written to
 * flash memory as a whole when a call has changed it.
 */
final class NvsStorage {
  private static final String TAG = "nvs";

  /** Blobs are written in two versions by turns; their chunks are numbered from here. */
  private static final int VERSION_0 = 0;

  private static final int VERSION_1 = 0x80;

  private final Flash flash;
  private final String partition;
  private final NvsPages pages = new NvsPages();
  private final Map<String, Integer> namespaces = new LinkedHashMap<>();

  /** What was done to the image and not yet to flash memory. */
  private final List<Flash.Step> steps = new ArrayList<>();

  private byte[] image;
  // What flash memory holds: where a failed write goes back to.
  private byte[] saved;
  private boolean loaded;

  NvsStorage(Flash flash, String partition, byte[] image) {
    this.flash = flash;
    this.partition = partition;
    this.image = image;
    this.saved = image.clone();
  }

  /** Where an item is. */
  private record Place(NvsPage page, int index) {}

  EspErr load() {
    EspErr err = pages.load(image, steps);
    if (!err.isOk()) {
      return err;
    }
    namespaces.clear();
    for (NvsPage page : pages.inUse()) {
      int i = page.find(0, NS_INDEX, NvsType.NVS_TYPE_U8.value(), null, CHUNK_ANY, CHUNK_ANY);
      while (i >= 0) {
        namespaces.put(page.key(i), (int) page.value(i) & 0xff);
        i = page.find(i + 1, NS_INDEX, NvsType.NVS_TYPE_U8.value(), null, CHUNK_ANY, CHUNK_ANY);
      }
    }
    NvsRecovery.blobs(pages.inUse());
    loaded = true;
    return EspErr.ESP_OK;
  }

  /** Ends a call that may have changed something: all of it reaches flash memory, or none. */
  EspErr save(EspErr result) {
    if (steps.isEmpty()) {
      return result;
    }
    try {
      flash.write(partition, image, List.copyOf(steps));
      steps.clear();
      saved = image.clone();
      return result;
    } catch (IOException e) {
      EspLog.e(TAG, "partition \"%s\" not written: %s", partition, e.getMessage());
      image = saved.clone();
      steps.clear();
      EspErr reloaded = load();
      assert reloaded.isOk() || !loaded : "what was loaded once loads again: " + reloaded;
      return ESP_ERR_FLASH_OP_FAIL;
    }
  }

  /** The number of a namespace, by its first 15 characters. */
  EspResult<Integer> openNamespace(String name, boolean create) {
    String known =
        name.length() > NvsPage.KEY_MAX_LENGTH ? name.substring(0, NvsPage.KEY_MAX_LENGTH) : name;
    Integer number = namespaces.get(known);
    if (number != null) {
      return EspResult.of(number);
    }
    if (!create) {
      return EspResult.error(ESP_ERR_NVS_NOT_FOUND);
    }
    int free = 1;
    while (namespaces.containsValue(free)) {
      free++;
    }
    if (free == 255) {
      return EspResult.error(ESP_ERR_NVS_NOT_ENOUGH_SPACE);
    }
    EspErr err = write(NS_INDEX, NvsType.NVS_TYPE_U8.value(), name, new byte[] {(byte) free});
    if (!err.isOk()) {
      return EspResult.error(err);
    }
    namespaces.put(name, free);
    return EspResult.of(free);
  }

  /** Writes a number or a text. */
  EspErr write(int ns, int type, String key, byte[] data) {
    Place old = find(ns, type, key, CHUNK_ANY, CHUNK_ANY);
    if (old != null && isEqual(old, data)) {
      return EspErr.ESP_OK;
    }
    EspErr err = pages.current().write(ns, type, key, data, CHUNK_ANY);
    if (err.equals(ESP_ERR_NVS_PAGE_FULL)) {
      err = newPage();
      if (!err.isOk()) {
        return err;
      }
      err = pages.current().write(ns, type, key, data, CHUNK_ANY);
      if (err.equals(ESP_ERR_NVS_PAGE_FULL)) {
        return ESP_ERR_NVS_NOT_ENOUGH_SPACE;
      }
      // The old item may have been moved to another page.
      old = old == null ? null : findBefore(ns, type, key);
    }
    if (err.isOk() && old != null) {
      old.page.eraseItem(old.index);
    }
    return err;
  }

  private EspErr newPage() {
    if (pages.current().state() != NvsPage.FULL) {
      pages.current().mark(NvsPage.FULL);
    }
    return pages.requestNew();
  }

  private static boolean isEqual(Place old, byte[] data) {
    if (old.page.type(old.index) == NvsPage.TYPE_SZ) {
      return Arrays.equals(old.page.data(old.index), data);
    }
    byte[] value = little(8).putLong(old.page.value(old.index)).array();
    return Arrays.equals(value, 0, data.length, data, 0, data.length);
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  EspErr writeBlob(int ns, String key, byte[] data) {
    Place old = find(ns, TYPE_BLOB_INDEX, key, CHUNK_ANY, CHUNK_ANY);
    int version = VERSION_0;
    if (old != null) {
      if (Arrays.equals(readBlob(ns, key).value(), data)) {
        return EspErr.ESP_OK;
      }
      version = old.page.blobChunkStart(old.index) == VERSION_0 ? VERSION_1 : VERSION_0;
    }
    EspErr err = writeChunks(ns, key, data, version);
    if (err.equals(ESP_ERR_NVS_PAGE_FULL)) {
      return ESP_ERR_NVS_NOT_ENOUGH_SPACE;
    }
    if (err.isOk() && old != null) {
      return eraseBlob(ns, key, version == VERSION_0 ? VERSION_1 : VERSION_0);
    }
    return err;
  }

  private EspErr writeChunks(int ns, String key, byte[] data, int version) {
    int pagesMax = Math.min(pages.count() - 1, (CHUNK_ANY - 1) / 2);
    if (data.length > pagesMax * NvsPage.CHUNK_MAX_SIZE) {
      return ESP_ERR_NVS_VALUE_TOO_LONG;
    }
    int written = 0;
    int chunks = 0;
    EspErr err = EspErr.ESP_OK;
    while (err.isOk()) {
      int room = pages.current().tailroom();
      boolean tooSmall = room < data.length || (room == 0 && data.length == 0);
      if (chunks == 0 && tooSmall && room < NvsPage.CHUNK_MAX_SIZE / 10) {
        err = newPage();
        if (err.isOk() && pages.current().tailroom() == room) {
          return ESP_ERR_NVS_NOT_ENOUGH_SPACE;
        }
        continue;
      }
      if (room == 0) {
        err = ESP_ERR_NVS_NOT_ENOUGH_SPACE;
        break;
      }
      int size = Math.min(data.length - written, room);
      byte[] chunk = Arrays.copyOfRange(data, written, written + size);
      err = pages.current().write(ns, TYPE_BLOB_DATA, key, chunk, version + chunks);
      chunks++;
      written += size;
      if (err.isOk() && (written < data.length || room - size < NvsPage.ENTRY_SIZE)) {
        err = newPage();
      }
      if (err.isOk() && written == data.length) {
        byte[] index =
            little(8)
                .putInt(data.length)
                .put((byte) chunks)
                .put((byte) version)
                .putShort((short) 0xffff)
                .array();
        err = pages.current().write(ns, TYPE_BLOB_INDEX, key, index, CHUNK_ANY);
        break;
      }
    }
    if (!err.isOk()) {
      eraseChunks(ns, key, version);
    }
    return err;
  }

  EspResult<byte[]> readBlob(int ns, String key) {
    Place index = find(ns, TYPE_BLOB_INDEX, key, CHUNK_ANY, CHUNK_ANY);
    if (index == null) {
      return EspResult.error(ESP_ERR_NVS_NOT_FOUND);
    }
    int start = index.page.blobChunkStart(index.index);
    int count = index.page.blobChunkCount(index.index);
    byte[] blob = new byte[index.page.blobSize(index.index)];
    var out = ByteBuffer.wrap(blob);
    for (int i = 0; i < count; i++) {
      Place chunk = find(ns, TYPE_BLOB_DATA, key, start + i, CHUNK_ANY);
      byte[] data = chunk == null ? null : chunk.page.data(chunk.index);
      if (data == null || data.length > out.remaining()) {
        var _ = eraseBlob(ns, key, CHUNK_ANY);
        return EspResult.error(ESP_ERR_NVS_NOT_FOUND);
      }
      out.put(data);
    }
    return EspResult.of(blob);
  }

  EspResult<Integer> blobSize(int ns, String key) {
    Place index = find(ns, TYPE_BLOB_INDEX, key, CHUNK_ANY, CHUNK_ANY);
    return index == null
        ? EspResult.error(ESP_ERR_NVS_NOT_FOUND)
        : EspResult.of(index.page.blobSize(index.index));
  }

  EspResult<byte[]> readText(int ns, String key) {
    Place place = find(ns, NvsPage.TYPE_SZ, key, CHUNK_ANY, CHUNK_ANY);
    byte[] data = place == null ? null : place.page.data(place.index);
    return data == null ? EspResult.error(ESP_ERR_NVS_NOT_FOUND) : EspResult.of(data);
  }

  EspResult<Long> readNumber(int ns, NvsType type, String key) {
    Place place = find(ns, type.value(), key, CHUNK_ANY, CHUNK_ANY);
    return place == null
        ? EspResult.error(ESP_ERR_NVS_NOT_FOUND)
        : EspResult.of(place.page.value(place.index));
  }

  /** Erases the item of a key that is found first, of whatever type. */
  EspErr eraseKey(int ns, String key) {
    Place place = find(ns, TYPE_ANY, key, CHUNK_ANY, CHUNK_ANY);
    if (place == null) {
      return ESP_ERR_NVS_NOT_FOUND;
    }
    int type = place.page.type(place.index);
    if (type == TYPE_BLOB_DATA || type == TYPE_BLOB_INDEX) {
      return eraseBlob(ns, key, CHUNK_ANY);
    }
    place.page.eraseItem(place.index);
    return EspErr.ESP_OK;
  }

  EspErr eraseNamespace(int ns) {
    for (NvsPage page : pages.inUse()) {
      int i = page.find(0, ns, TYPE_ANY, null, CHUNK_ANY, CHUNK_ANY);
      while (i >= 0) {
        page.eraseItem(i);
        i = page.find(i, ns, TYPE_ANY, null, CHUNK_ANY, CHUNK_ANY);
      }
    }
    return EspErr.ESP_OK;
  }

  private EspErr eraseBlob(int ns, String key, int version) {
    Place index = find(ns, TYPE_BLOB_INDEX, key, CHUNK_ANY, version);
    if (index == null) {
      return ESP_ERR_NVS_NOT_FOUND;
    }
    index.page.eraseItem(index.index);
    eraseChunks(ns, key, version);
    return EspErr.ESP_OK;
  }

  private void eraseChunks(int ns, String key, int version) {
    int from = version == VERSION_1 ? VERSION_1 : VERSION_0;
    int to = version == VERSION_0 ? VERSION_1 : CHUNK_ANY;
    for (NvsPage page : pages.inUse()) {
      int i = page.find(0, ns, TYPE_BLOB_DATA, key, CHUNK_ANY, CHUNK_ANY);
      while (i >= 0) {
        int span = page.span(i);
        if (page.chunk(i) >= from && page.chunk(i) < to) {
          page.eraseItem(i);
        }
        i = page.find(i + span, ns, TYPE_BLOB_DATA, key, CHUNK_ANY, CHUNK_ANY);
      }
    }
  }

  int usedEntries(int ns) {
    int used = 0;
    for (NvsPage page : pages.inUse()) {
      int i = page.find(0, ns, TYPE_ANY, null, CHUNK_ANY, CHUNK_ANY);
      while (i >= 0) {
        used += page.span(i);
        i = page.find(i + page.span(i), ns, TYPE_ANY, null, CHUNK_ANY, CHUNK_ANY);
      }
    }
    return used;
  }

  NvsStats stats() {
    return pages.stats(namespaces.size());
  }

  /** All values of a namespace (null: of all) and type, oldest page first, a blob once. */
  List<NvsEntryInfo> entries(@Nullable String namespace, NvsType type) {
    var found = new ArrayList<NvsEntryInfo>();
    for (NvsPage page : pages.inUse()) {
      int i = page.find(0, NvsPage.NS_ANY, TYPE_ANY, null, CHUNK_ANY, CHUNK_ANY);
      while (i >= 0) {
        NvsEntryInfo info = info(page, i);
        if (info != null
            && (namespace == null || namespace.equals(info.namespaceName()))
            && (type == NvsType.NVS_TYPE_ANY || type == info.type())) {
          found.add(info);
        }
        i = page.find(i + page.span(i), NvsPage.NS_ANY, TYPE_ANY, null, CHUNK_ANY, CHUNK_ANY);
      }
    }
    return found;
  }

  boolean hasNamespace(String name) {
    return openNamespace(name, false).isOk();
  }

  private @Nullable NvsEntryInfo info(NvsPage page, int i) {
    int type = page.type(i);
    boolean laterChunk = type == TYPE_BLOB_DATA && (page.chunk(i) & 0x7f) != 0;
    if (page.ns(i) == NS_INDEX
        || type == TYPE_BLOB_INDEX
        || type == NvsPage.TYPE_BLOB_OLD
        || laterChunk) {
      return null;
    }
    int number = page.ns(i);
    for (Map.Entry<String, Integer> ns : namespaces.entrySet()) {
      if (ns.getValue() == number) {
        return new NvsEntryInfo(ns.getKey(), page.key(i), NvsType.of(type));
      }
    }
    return null;
  }

  private @Nullable Place find(int ns, int type, String key, int chunk, int chunkStart) {
    for (NvsPage page : pages.inUse()) {
      int i = page.find(0, ns, type, key, chunk, chunkStart);
      if (i >= 0) {
        return new Place(page, i);
      }
    }
    return null;
  }

  /** The old item of a key that has just been written anew: the first of the two. */
  private @Nullable Place findBefore(int ns, int type, String key) {
    Place first = find(ns, type, key, CHUNK_ANY, CHUNK_ANY);
    if (first == null) {
      return null;
    }
    for (NvsPage page : pages.inUse()) {
      int from = page == first.page ? first.index + first.page.span(first.index) : 0;
      if (page.find(from, ns, type, key, CHUNK_ANY, CHUNK_ANY) >= 0) {
        return first;
      }
    }
    return null;
  }
}
