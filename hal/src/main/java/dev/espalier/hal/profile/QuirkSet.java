package dev.espalier.hal.profile;

import dev.espalier.hal.port.Chip;
import java.util.EnumSet;
import java.util.Set;

/** Which quirks are switched on. Immutable. */
public final class QuirkSet {
  private final EnumSet<Quirk> on;

  private QuirkSet(EnumSet<Quirk> on) {
    this.on = on;
  }

  /**
   * The quirks of a version.
   *
   * @param profile the version
   * @return all for ESP-IDF v4.4; for the component those that its code still has, read there
   */
  public static QuirkSet of(Profile profile) {
    return switch (profile) {
      case IDF_4_4 -> new QuirkSet(EnumSet.allOf(Quirk.class));
      case COMPONENT_1_8 ->
          new QuirkSet(
              EnumSet.of(
                  Quirk.LOCK_HELD_IN_HANDLERS,
                  Quirk.TWO_WRITES_PER_FRAME,
                  Quirk.STALE_EVENT_FIELDS,
                  Quirk.WRITE_TIMEOUT_ABORTS,
                  Quirk.SET_URI_KEEPS_PATH,
                  Quirk.TLS_WITHOUT_CA_REFUSED,
                  Quirk.PING_TIMER_FROM_INIT,
                  Quirk.RUN_SET_BY_TASK));
    };
  }

  /**
   * The quirks of the board whose task is running.
   *
   * @return the set, the same object for the whole boot
   */
  public static QuirkSet ofBoard() {
    return Chip.current().quirks();
  }

  /**
   * Whether a quirk is on.
   *
   * @param quirk which
   * @return true when the mirror behaves so
   */
  public boolean has(Quirk quirk) {
    return on.contains(quirk);
  }

  /**
   * The same set but for one quirk.
   *
   * @param quirk which
   * @param enabled whether it is on
   * @return the other set
   */
  public QuirkSet with(Quirk quirk, boolean enabled) {
    EnumSet<Quirk> copy = EnumSet.copyOf(on);
    if (enabled) {
      copy.add(quirk);
    } else {
      copy.remove(quirk);
    }
    return new QuirkSet(copy);
  }

  /**
   * The quirks that are on.
   *
   * @return a copy
   */
  public Set<Quirk> toSet() {
    return EnumSet.copyOf(on);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof QuirkSet set && set.on.equals(on);
  }

  @Override
  public int hashCode() {
    return on.hashCode();
  }

  @Override
  public String toString() {
    return on.toString();
  }
}
