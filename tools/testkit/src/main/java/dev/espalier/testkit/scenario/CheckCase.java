package dev.espalier.testkit.scenario;

import dev.espalier.emulator.SchedulePlan;
import dev.espalier.emulator.SchedulePolicy;
import dev.espalier.emulator.fault.FaultRule;
import dev.espalier.emulator.fault.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One run of a check: what was chosen. As text it plays the run again.
 *
 * @param seed of the run
 * @param faults which of the scenario's candidates were placed, and when
 * @param schedule the choices, null for all that the seed gives
 */
public record CheckCase(long seed, List<Placed> faults, @Nullable SchedulePlan schedule) {
  /** Copies the list. */
  public CheckCase {
    faults = List.copyOf(faults);
  }

  /**
   * A fault at a time.
   *
   * @param candidate its place in the scenario's list, from 0 on
   * @param nanos the simulated time
   */
  public record Placed(int candidate, long nanos) {}

  /**
   * Reads a case.
   *
   * @param text as {@link #toString} writes it
   * @return the case
   * @throws IllegalArgumentException with a message for the user
   */
  public static CheckCase parse(String text) {
    String[] parts = text.split(";", -1);
    try {
      if (parts.length == 3) {
        List<Placed> faults = new ArrayList<>();
        for (String item : parts[1].isEmpty() ? new String[0] : parts[1].split(",", -1)) {
          int at = item.indexOf('@');
          faults.add(
              new Placed(
                  Integer.parseInt(item.substring(0, Math.max(0, at))),
                  Long.parseLong(item.substring(at + 1))));
        }
        SchedulePlan plan = parts[2].isEmpty() ? null : SchedulePlan.parse(parts[2]);
        return new CheckCase(Long.parseLong(parts[0]), faults, plan);
      }
    } catch (IllegalArgumentException e) {
      // told below
    }
    throw new IllegalArgumentException(
        "a case is written as `espalier check` prints it, such as 17;0@2500000000;3=1/40: '"
            + text
            + "'");
  }

  @Override
  public String toString() {
    var text = new StringBuilder().append(seed).append(';');
    for (int i = 0; i < faults.size(); i++) {
      Placed placed = faults.get(i);
      text.append(i == 0 ? "" : ",").append(placed.candidate()).append('@').append(placed.nanos());
    }
    return text.append(';').append(Objects.toString(schedule, "")).toString();
  }

  /** The scenario with the faults in their places. */
  Scenario applied(Scenario scenario) {
    List<FaultRule> rules = new ArrayList<>(scenario.faults());
    List<FaultRule> candidates = scenario.check().faults();
    for (Placed placed : faults) {
      if (placed.candidate() < 0 || placed.candidate() >= candidates.size()) {
        throw new ScenarioException(
            scenario.file() + ": there is no fault " + placed.candidate() + " under check");
      }
      FaultRule rule = candidates.get(placed.candidate());
      rules.add(
          new FaultRule(
              rule.fault(),
              new Trigger.At(placed.nanos()),
              rule.lastsNanos(),
              rule.board(),
              rule.host(),
              rule.port()));
    }
    return scenario.withSeed(seed, true).withFaults(rules);
  }

  SchedulePolicy policy() {
    SchedulePlan plan = schedule;
    return plan == null ? SchedulePolicy.explore(seed) : new SchedulePolicy.Planned(plan);
  }

  /** How much there is that could be left out. */
  int size() {
    return faults.size() + (schedule == null ? 0 : schedule.size());
  }

  /** The case without some of its elements, faults first. */
  CheckCase without(int from, int to) {
    List<Placed> kept = new ArrayList<>();
    for (int i = 0; i < faults.size(); i++) {
      if (i < from || i >= to) {
        kept.add(faults.get(i));
      }
    }
    SchedulePlan plan = Objects.requireNonNull(schedule, "a recorded case has a schedule");
    int offset = faults.size();
    return new CheckCase(
        seed, kept, plan.without(Math.max(0, from - offset), Math.max(0, to - offset)));
  }
}
