package dev.espalier.testkit.lab;

import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.ClockPolicy;
import dev.espalier.emulator.SchedulePolicy;
import dev.espalier.emulator.fault.FaultRule;
import dev.espalier.emulator.kernel.Trace;
import dev.espalier.emulator.net.SimLink;
import dev.espalier.emulator.trace.NetworkTap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Lab} is made of.
 *
 * @param seed of all that is random
 * @param schedule who goes first among equals
 * @param clock how simulated time follows the host's
 * @param link between any two hosts
 * @param faults what goes wrong
 * @param boards the boards' equipment; their consoles are the lab's
 * @param trace hears of every switch of tasks, null for nobody
 * @param tap hears what passes between boards and network, null for nobody
 */
public record LabConfig(
    long seed,
    SchedulePolicy schedule,
    ClockPolicy clock,
    SimLink link,
    List<FaultRule> faults,
    List<BoardConfig> boards,
    @Nullable Trace trace,
    @Nullable NetworkTap tap) {
  /** Copies the lists. */
  public LabConfig {
    faults = List.copyOf(faults);
    boards = List.copyOf(boards);
  }

  /**
   * One board as it comes, a quiet Wi-Fi, nothing goes wrong, virtual time, seed 1.
   *
   * @return the defaults
   */
  public static LabConfig defaults() {
    return new LabConfig(
        1,
        SchedulePolicy.fifo(),
        ClockPolicy.virtual(),
        SimLink.WIFI,
        List.of(),
        List.of(BoardConfig.defaults()),
        null,
        null);
  }

  /**
   * With another seed.
   *
   * @param value the seed
   * @return a changed copy
   */
  public LabConfig withSeed(long value) {
    return new LabConfig(value, schedule, clock, link, faults, boards, trace, tap);
  }

  /**
   * With another schedule.
   *
   * @param value the policy
   * @return a changed copy
   */
  public LabConfig withSchedule(SchedulePolicy value) {
    return new LabConfig(seed, value, clock, link, faults, boards, trace, tap);
  }

  /**
   * With another clock.
   *
   * @param value the policy
   * @return a changed copy
   */
  public LabConfig withClock(ClockPolicy value) {
    return new LabConfig(seed, schedule, value, link, faults, boards, trace, tap);
  }

  /**
   * With another link between any two hosts.
   *
   * @param value the link
   * @return a changed copy
   */
  public LabConfig withLink(SimLink value) {
    return new LabConfig(seed, schedule, clock, value, faults, boards, trace, tap);
  }

  /**
   * With one more fault.
   *
   * @param rule the fault
   * @return a changed copy
   */
  public LabConfig withFault(FaultRule rule) {
    List<FaultRule> all = new ArrayList<>(faults);
    all.add(rule);
    return withFaults(all);
  }

  /**
   * With other faults.
   *
   * @param rules the faults
   * @return a changed copy
   */
  public LabConfig withFaults(List<FaultRule> rules) {
    return new LabConfig(seed, schedule, clock, link, rules, boards, trace, tap);
  }

  /**
   * With other boards.
   *
   * @param value the equipment of each
   * @return a changed copy
   */
  public LabConfig withBoards(BoardConfig... value) {
    return new LabConfig(seed, schedule, clock, link, faults, List.of(value), trace, tap);
  }

  /**
   * With somebody who hears of every switch of tasks.
   *
   * @param value the listener
   * @return a changed copy
   */
  public LabConfig withTrace(Trace value) {
    return new LabConfig(seed, schedule, clock, link, faults, boards, value, tap);
  }

  /**
   * With somebody who hears what passes between boards and network.
   *
   * @param value the listener
   * @return a changed copy
   */
  public LabConfig withTap(NetworkTap value) {
    return new LabConfig(seed, schedule, clock, link, faults, boards, trace, value);
  }
}
