package dev.espalier.hal.nvs;

import static dev.espalier.hal.nvs.NvsErr.ESP_ERR_NVS_INVALID_STATE;
import static dev.espalier.hal.nvs.NvsErr.ESP_ERR_NVS_NOT_ENOUGH_SPACE;
import static dev.espalier.hal.nvs.NvsErr.ESP_ERR_NVS_NO_FREE_PAGES;
import static dev.espalier.hal.nvs.NvsPage.ENTRY_COUNT;

import dev.espalier.hal.port.Flash;
import dev.espalier.hal.system.EspErr;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * The pages of a partition: those in use, oldest first, and the free ones ({@code PageManager}).
 */
final class NvsPages {
  private final List<NvsPage> inUse = new ArrayList<>();
  private final Deque<NvsPage> free = new ArrayDeque<>();
  private int sequence;

  EspErr load(byte[] image, List<Flash.Step> steps) {
    inUse.clear();
    free.clear();
    for (int i = 0; i < image.length / NvsPage.SIZE; i++) {
      var page = new NvsPage(image, i, steps);
      EspErr err = page.load();
      if (!err.isOk()) {
        return err;
      }
      if (page.hasSequence()) {
        inUse.add(page);
      } else {
        free.addLast(page);
      }
    }
    inUse.sort(Comparator.comparingInt(NvsPage::sequence));
    sequence = inUse.isEmpty() ? 0 : current().sequence() + 1;
    if (inUse.isEmpty()) {
      return activate();
    }
    NvsRecovery.duplicates(inUse);
    EspErr err = endFreeing();
    if (!err.isOk()) {
      return err;
    }
    return free.isEmpty() ? ESP_ERR_NVS_NO_FREE_PAGES : EspErr.ESP_OK;
  }

  /** Goes on with the moving of a page that the loss of power has cut short, from its start. */
  private EspErr endFreeing() {
    NvsPage freeing =
        inUse.stream().filter(page -> page.state() == NvsPage.FREEING).findFirst().orElse(null);
    if (freeing == null) {
      return EspErr.ESP_OK;
    }
    NvsPage last = inUse.getLast();
    if (last.state() == NvsPage.ACTIVE) {
      last.erase();
      inUse.remove(last);
      free.addLast(last);
    }
    EspErr err = activate();
    return err.isOk() ? move(freeing) : err;
  }

  private EspErr move(NvsPage page) {
    page.copyItems(current());
    page.erase();
    inUse.remove(page);
    free.addLast(page);
    return EspErr.ESP_OK;
  }

  List<NvsPage> inUse() {
    return inUse;
  }

  int count() {
    return inUse.size() + free.size();
  }

  /** The page that is written to. */
  NvsPage current() {
    return inUse.getLast();
  }

  /** Ends the current page and makes room in another, by moving the emptiest if need be. */
  EspErr requestNew() {
    if (free.isEmpty()) {
      return ESP_ERR_NVS_INVALID_STATE;
    }
    if (free.size() >= 2) {
      return activate();
    }
    // One page always stays free: to move what is in use there.
    NvsPage emptiest = null;
    int most = 0;
    for (NvsPage page : inUse) {
      if (ENTRY_COUNT - page.used() > most) {
        most = ENTRY_COUNT - page.used();
        emptiest = page;
      }
    }
    if (emptiest == null) {
      return ESP_ERR_NVS_NOT_ENOUGH_SPACE;
    }
    EspErr err = activate();
    if (!err.isOk()) {
      return err;
    }
    emptiest.mark(NvsPage.FREEING);
    return move(emptiest);
  }

  private EspErr activate() {
    NvsPage page = free.pollFirst();
    if (page == null) {
      return ESP_ERR_NVS_NOT_ENOUGH_SPACE;
    }
    if (page.state() == NvsPage.CORRUPT) {
      page.erase();
    }
    inUse.add(page);
    page.sequence(sequence++);
    return EspErr.ESP_OK;
  }

  NvsStats stats(int namespaces) {
    int used = 0;
    for (NvsPage page : inUse) {
      used += page.used();
    }
    int total = count() * ENTRY_COUNT;
    return new NvsStats(used, total - used, total, namespaces);
  }
}
