package dev.espalier.emulator;

import dev.espalier.emulator.kernel.SchedulingChoice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A schedule as a list of what is not first come, first served: to be recorded, made smaller and
 * played again.
 *
 * @param picks which of the tasks of equal priority was taken, by the number of the choice; those
 *     not named take the first
 * @param preemptions after how many HAL calls each pre-emption came, counted from the one before
 */
public record SchedulePlan(SortedMap<Integer, Integer> picks, List<Integer> preemptions) {
  /** Copies the collections. */
  public SchedulePlan {
    picks = Collections.unmodifiableSortedMap(new TreeMap<>(picks));
    preemptions = List.copyOf(preemptions);
  }

  /**
   * How much of it is not first come, first served.
   *
   * @return the number of picks and pre-emptions
   */
  public int size() {
    return picks.size() + preemptions.size();
  }

  /**
   * The plan without some of it.
   *
   * @param from the first element that is left out; picks come first
   * @param to behind the last one
   * @return a smaller plan, in which the pre-emptions that are left come at the same calls
   */
  public SchedulePlan without(int from, int to) {
    TreeMap<Integer, Integer> keptPicks = new TreeMap<>();
    List<Integer> keptGaps = new ArrayList<>();
    int index = 0;
    for (Map.Entry<Integer, Integer> pick : picks.entrySet()) {
      if (index < from || index >= to) {
        keptPicks.put(pick.getKey(), pick.getValue());
      }
      index++;
    }
    int carried = 0;
    for (int gap : preemptions) {
      if (index >= from && index < to) {
        carried += gap;
      } else {
        keptGaps.add(gap + carried);
        carried = 0;
      }
      index++;
    }
    return new SchedulePlan(keptPicks, keptGaps);
  }

  /**
   * Reads a plan.
   *
   * @param text as {@link #toString} writes it
   * @return the plan
   * @throws IllegalArgumentException when it is none
   */
  public static SchedulePlan parse(String text) {
    TreeMap<Integer, Integer> picks = new TreeMap<>();
    List<Integer> gaps = new ArrayList<>();
    try {
      for (String part : text.split("/", -1)) {
        for (String item : part.isEmpty() ? new String[0] : part.split(",", -1)) {
          int at = item.indexOf('=');
          if (at < 0) {
            gaps.add(Integer.valueOf(item));
          } else {
            picks.put(
                Integer.valueOf(item.substring(0, at)), Integer.valueOf(item.substring(at + 1)));
          }
        }
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "a schedule is written like 3=1,17=2/40,122: '" + text + "'", e);
    }
    return new SchedulePlan(picks, gaps);
  }

  /**
   * The plan in one word.
   *
   * @return such as {@code 3=1,17=2/40,122}: picks, and pre-emptions behind the slash
   */
  @Override
  public String toString() {
    var text = new StringBuilder();
    picks.forEach((number, pick) ->
        text.append(text.isEmpty() ? "" : ",").append(number).append('=').append(pick));
    text.append('/');
    for (int i = 0; i < preemptions.size(); i++) {
      text.append(i == 0 ? "" : ",").append(preemptions.get(i));
    }
    return text.toString();
  }

  /** Plays the plan. */
  SchedulingChoice choices() {
    return new SchedulingChoice() {
      private int choices;
      private int drawn;

      @Override
      public int pick(int count) {
        return Math.min(picks.getOrDefault(choices++, 0), count - 1);
      }

      @Override
      public int callsUntilPreemption() {
        return drawn < preemptions.size() ? preemptions.get(drawn++) : Integer.MAX_VALUE;
      }
    };
  }

  /** Takes down what a policy chooses. */
  public static final class Recorder {
    private final TreeMap<Integer, Integer> picks = new TreeMap<>();
    private final List<Integer> gaps = new ArrayList<>();
    private int choices;

    /** Makes a recorder of one run. */
    public Recorder() {}

    /**
     * What was chosen so far.
     *
     * @return the plan that makes the same choices
     */
    public SchedulePlan plan() {
      return new SchedulePlan(picks, gaps);
    }

    SchedulingChoice around(SchedulingChoice inner) {
      return new SchedulingChoice() {
        @Override
        public int pick(int count) {
          int picked = inner.pick(count);
          if (picked != 0) {
            picks.put(choices, picked);
          }
          choices++;
          return picked;
        }

        @Override
        public int callsUntilPreemption() {
          int calls = inner.callsUntilPreemption();
          gaps.add(calls);
          return calls;
        }
      };
    }
  }
}
