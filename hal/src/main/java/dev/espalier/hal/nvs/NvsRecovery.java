package dev.espalier.hal.nvs;

import static dev.espalier.hal.nvs.NvsPage.CHUNK_ANY;
import static dev.espalier.hal.nvs.NvsPage.ERASED;
import static dev.espalier.hal.nvs.NvsPage.NS_ANY;
import static dev.espalier.hal.nvs.NvsPage.TYPE_ANY;
import static dev.espalier.hal.nvs.NvsPage.TYPE_BLOB_DATA;
import static dev.espalier.hal.nvs.NvsPage.TYPE_BLOB_INDEX;
import static dev.espalier.hal.nvs.NvsPage.WRITTEN;

import java.util.ArrayList;
import java.util.List;

/**
 * What {@code nvs_flash_init} mends after a loss of power: items that were not written to their
 * end, old ones that were not yet erased, parts of blobs.
 */
final class NvsRecovery {
  /** The numbers of a blob's second version begin here. */
  private static final int VERSION_1 = 0x80;

  private NvsRecovery() {}

  /** Mends one page ({@code Page::mLoadEntryTable}). */
  static void page(NvsPage page) {
    if (page.state() == NvsPage.ACTIVE) {
      page.eraseHalfWritten();
      active(page);
    } else {
      full(page);
    }
  }

  private static void active(NvsPage page) {
    int end = page.nextFree();
    int span;
    for (int i = 0; i < end; i += span) {
      span = 1;
      int state = page.entryState(i);
      if (state == ERASED) {
        continue;
      }
      if (state != WRITTEN || !page.isSound(i)) {
        page.eraseItem(i);
        continue;
      }
      int twin = twin(page, i);
      span = page.span(i);
      if (!page.isWhole(i)) {
        page.eraseItem(i);
      } else if (twin < i) {
        page.eraseItem(twin);
      }
    }
  }

  /**
   * The first item of the same namespace, key and chunk, of whatever type: at the latest itself.
   */
  private static int twin(NvsPage page, int item) {
    String key = page.key(item);
    for (int i = 0; i < item; i += page.entryState(i) == WRITTEN ? page.span(i) : 1) {
      if (page.entryState(i) == WRITTEN
          && page.ns(i) == page.ns(item)
          && page.chunk(i) == page.chunk(item)
          && page.key(i).equals(key)) {
        return i;
      }
    }
    return item;
  }

  private static void full(NvsPage page) {
    int span;
    for (int i = 0; i < NvsPage.ENTRY_COUNT; i += span) {
      span = 1;
      if (page.entryState(i) == WRITTEN) {
        boolean sound = page.isSound(i);
        span = sound ? page.span(i) : 1;
        if (!sound || !page.isWhole(i)) {
          page.eraseItem(i);
        }
      }
    }
  }

  /** Of the item that was written last there may be an old one ({@code PageManager::load}). */
  static void duplicates(List<NvsPage> inUse) {
    NvsPage last = inUse.getLast();
    int item = -1;
    int i = last.find(0, NS_ANY, TYPE_ANY, null, CHUNK_ANY, CHUNK_ANY);
    while (i >= 0) {
      item = i;
      i = last.find(i + last.span(i), NS_ANY, TYPE_ANY, null, CHUNK_ANY, CHUNK_ANY);
    }
    if (item < 0) {
      return;
    }
    boolean found = eraseOld(inUse, last, item, last.type(item));
    if (!found && last.type(item) == TYPE_BLOB_INDEX) {
      var _ = eraseOld(inUse, last, item, NvsPage.TYPE_BLOB_OLD);
    }
  }

  private static boolean eraseOld(List<NvsPage> inUse, NvsPage last, int item, int type) {
    for (NvsPage page : inUse) {
      if (page == last) {
        return false;
      }
      if (page.state() != NvsPage.FREEING
          && erase(page, last.ns(item), type, last.key(item), last.chunk(item), CHUNK_ANY)) {
        return true;
      }
    }
    return false;
  }

  private static boolean erase(
      NvsPage page, int ns, int type, String key, int chunk, int chunkStart) {
    int old = page.find(0, ns, type, key, chunk, chunkStart);
    if (old >= 0) {
      page.eraseItem(old);
    }
    return old >= 0;
  }

  /** An index of a blob, and what there is of its chunks. */
  private record Blob(int ns, String key, int start, int count, int size) {
    boolean hasVersionOf(NvsPage page, int i) {
      int to = start == 0 ? VERSION_1 : CHUNK_ANY;
      return isOf(page, i) && page.chunk(i) >= start && page.chunk(i) < to;
    }

    boolean has(NvsPage page, int i) {
      return isOf(page, i) && page.chunk(i) >= start && page.chunk(i) < start + count;
    }

    private boolean isOf(NvsPage page, int i) {
      return page.ns(i) == ns && page.key(i).equals(key);
    }
  }

  /** Erases indices whose chunks are not all there, and chunks without index. */
  static void blobs(List<NvsPage> inUse) {
    List<Blob> blobs = new ArrayList<>();
    for (NvsPage page : inUse) {
      int i = page.find(0, NS_ANY, TYPE_BLOB_INDEX, null, CHUNK_ANY, CHUNK_ANY);
      while (i >= 0) {
        blobs.add(
            new Blob(
                page.ns(i),
                page.key(i),
                page.blobChunkStart(i),
                page.blobChunkCount(i),
                page.blobSize(i)));
        i = page.find(i + 1, NS_ANY, TYPE_BLOB_INDEX, null, CHUNK_ANY, CHUNK_ANY);
      }
    }
    blobs.removeIf(blob -> isTorn(inUse, blob));
    for (NvsPage page : inUse) {
      int i = page.find(0, NS_ANY, TYPE_BLOB_DATA, null, CHUNK_ANY, CHUNK_ANY);
      while (i >= 0) {
        int span = page.span(i);
        int chunk = i;
        if (blobs.stream().noneMatch(blob -> blob.has(page, chunk))) {
          page.eraseItem(i);
        }
        i = page.find(i + span, NS_ANY, TYPE_BLOB_DATA, null, CHUNK_ANY, CHUNK_ANY);
      }
    }
  }

  private static boolean isTorn(List<NvsPage> inUse, Blob blob) {
    int count = 0;
    int size = 0;
    for (NvsPage page : inUse) {
      int i = page.find(0, NS_ANY, TYPE_BLOB_DATA, null, CHUNK_ANY, CHUNK_ANY);
      while (i >= 0) {
        if (blob.hasVersionOf(page, i)) {
          count++;
          size += page.dataSize(i);
        }
        i = page.find(i + page.span(i), NS_ANY, TYPE_BLOB_DATA, null, CHUNK_ANY, CHUNK_ANY);
      }
    }
    if (count == blob.count() && size == blob.size()) {
      return false;
    }
    for (NvsPage page : inUse) {
      if (erase(page, blob.ns(), TYPE_BLOB_INDEX, blob.key(), CHUNK_ANY, blob.start())) {
        break;
      }
    }
    return true;
  }
}
