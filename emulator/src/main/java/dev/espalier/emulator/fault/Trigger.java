package dev.espalier.emulator.fault;

import dev.espalier.hal.event.EventBase;

/** When a fault begins. Times are simulated nanoseconds, counted from the simulation's start. */
public sealed interface Trigger {
  /**
   * At a time.
   *
   * @param nanos since the simulation's start, 0 or more
   */
  record At(long nanos) implements Trigger {}

  /**
   * Again and again.
   *
   * @param firstNanos the first time
   * @param everyNanos the time from one to the next, 1 or more
   */
  record Every(long firstNanos, long everyNanos) implements Trigger {
    /** Checks the figure. */
    public Every {
      if (everyNanos < 1) {
        throw new IllegalArgumentException("a period is 1 ns or more: " + everyNanos);
      }
    }
  }

  /**
   * With a probability, drawn from the seed once per period.
   *
   * @param probability of each draw, 0 to 1
   * @param everyNanos the period, 1 or more
   */
  record Chance(double probability, long everyNanos) implements Trigger {
    /** Checks the figures. */
    public Chance {
      if (!(probability >= 0 && probability <= 1) || everyNanos < 1) {
        throw new IllegalArgumentException(
            "a chance is a probability of 0 to 1 each 1 ns or more: "
                + probability
                + " each "
                + everyNanos
                + " ns");
      }
    }
  }

  /**
   * When a connection was made.
   *
   * @param nth which of the matching connections, from 1 on; 0 for each
   * @param afterNanos so long after it was made
   */
  record Connected(int nth, long afterNanos) implements Trigger {}

  /**
   * When the nth byte of a connection has passed.
   *
   * @param inbound true for bytes to the board
   * @param count the byte, from 1 on
   * @param connection which of the matching connections, from 1 on; 0 for each
   */
  record Bytes(boolean inbound, long count, int connection) implements Trigger {
    /** Checks the figure. */
    public Bytes {
      if (count < 1) {
        throw new IllegalArgumentException("bytes are counted from 1 on: " + count);
      }
    }
  }

  /**
   * When the console shows a text.
   *
   * @param text what to look for, within a line
   * @param nth which of the lines that have it, from 1 on; 0 for each
   * @param afterNanos so long after it was shown
   */
  record Log(String text, int nth, long afterNanos) implements Trigger {
    /**
     * As soon as the console shows a text.
     *
     * @param text what to look for, within a line
     * @param nth which of the lines that have it, from 1 on; 0 for each
     */
    public Log(String text, int nth) {
      this(text, nth, 0);
    }
  }

  /**
   * When an event loop of a board hands an event to its handlers.
   *
   * @param base the name of its base, such as {@code WIFI_EVENT}
   * @param id its number, {@link #ANY_ID} for any
   * @param nth which of them, from 1 on; 0 for each
   * @param afterNanos so long after it
   */
  record Event(String base, int id, int nth, long afterNanos) implements Trigger {
    /** Any event of a base. */
    public static final int ANY_ID = -1;

    /**
     * The first event of a kind, at once.
     *
     * @param base its base, such as {@code WifiEvent.WIFI_EVENT}
     * @param id its number
     * @return the trigger
     */
    public static Event first(EventBase<?> base, int id) {
      return new Event(base.name(), id, 1, 0);
    }
  }

  /**
   * Each time that another trigger is met, perhaps.
   *
   * @param probability 0 to 1; drawn from the seed each time
   * @param trigger when it is drawn
   */
  record Perhaps(double probability, Trigger trigger) implements Trigger {
    /** Checks the figure. */
    public Perhaps {
      if (!(probability >= 0 && probability <= 1)) {
        throw new IllegalArgumentException("a probability is 0 to 1: " + probability);
      }
    }
  }
}
