package dev.espalier.hal.freertos;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.config.Kconfig;
import dev.espalier.hal.port.BoardLocal;
import dev.espalier.hal.port.Chip;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Names of queues and semaphores for debuggers; there are {@code
 * CONFIG_FREERTOS_QUEUE_REGISTRY_SIZE} places, by default none.
 */
public final class QueueRegistry {
  private static final BoardLocal<QueueRegistry> OF_BOARD = BoardLocal.of(QueueRegistry::new);

  private record Entry(QueueSet.Member member, String name) {}

  private final int size = Chip.current().config().get(Kconfig.FREERTOS_QUEUE_REGISTRY_SIZE);
  private final List<@Nullable Entry> entries = new ArrayList<>(size);

  private QueueRegistry() {
    for (int i = 0; i < size; i++) {
      entries.add(null);
    }
  }

  static QueueRegistry ofBoard() {
    return OF_BOARD.get();
  }

  /**
   * Names a queue or semaphore; where no place is free nothing happens.
   *
   * @param member which
   * @param name its name
   */
  @EspApi("vQueueAddToRegistry")
  public static void add(QueueSet.Member member, String name) {
    Chip.current().kernel().call();
    List<@Nullable Entry> entries = ofBoard().entries;
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i) == null) {
        entries.set(i, new Entry(member, name));
        return;
      }
    }
  }

  /**
   * The name of a queue or semaphore.
   *
   * @param member which
   * @return its name, null without one
   */
  @EspApi("pcQueueGetName")
  public static @Nullable String getName(QueueSet.Member member) {
    Chip.current().kernel().call();
    for (Entry entry : ofBoard().entries) {
      if (entry != null && entry.member() == member) {
        return entry.name();
      }
    }
    return null;
  }

  /**
   * Takes a name back.
   *
   * @param member whose
   */
  @EspApi("vQueueUnregisterQueue")
  public static void unregister(QueueSet.Member member) {
    Chip.current().kernel().call();
    ofBoard().forget(member);
  }

  void forget(QueueSet.Member member) {
    for (int i = 0; i < size; i++) {
      Entry entry = entries.get(i);
      if (entry != null && entry.member() == member) {
        entries.set(i, null);
        return;
      }
    }
  }
}
