package dev.espalier.testkit.lab;

import dev.espalier.hal.event.EventBase;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The events that the boards' loops have handed to handlers: all are counted, the last kept. */
public final class LabEvents {
  /** What one may look back at: a busy board makes so many in some simulated minutes. */
  static final int KEPT_MAX = 100_000;

  private final Map<EventNames.Kind, Integer> counts = new HashMap<>();
  private final Set<EventNames.Kind> wanted = new HashSet<>();
  private final List<LabEvent> older = new ArrayList<>();
  private final ArrayDeque<LabEvent> last = new ArrayDeque<>();
  private long dropped;

  LabEvents() {}

  void add(LabEvent event) {
    counts.merge(new EventNames.Kind(event.base(), event.id()), 1, Integer::sum);
    last.add(event);
    if (last.size() > KEPT_MAX) {
      LabEvent oldest = last.remove();
      if (wanted.stream().anyMatch(kind -> kind.includes(oldest.base(), oldest.id()))) {
        older.add(oldest);
      } else {
        dropped++;
      }
    }
  }

  /**
   * Keeps all events of a kind, however many come.
   *
   * @param kind which
   */
  public void keep(EventNames.Kind kind) {
    wanted.add(kind);
  }

  /**
   * The events, without those that were dropped.
   *
   * @return oldest first
   */
  public List<LabEvent> kept() {
    var all = new ArrayList<>(older);
    all.addAll(last);
    return all;
  }

  /**
   * How many old events were not kept: of those, only the kinds are counted.
   *
   * @return 0 for the first 100 000 events
   */
  public long dropped() {
    return dropped;
  }

  /**
   * How many events of a kind there were.
   *
   * @param base their base
   * @param id their number, {@code ESP_EVENT_ANY_ID} for any
   * @return the count, of all boards
   */
  public int count(EventBase<?> base, int id) {
    var kind = new EventNames.Kind(base.name(), id);
    return counts.entrySet().stream()
        .filter(entry -> kind.includes(entry.getKey().base(), entry.getKey().id()))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }
}
