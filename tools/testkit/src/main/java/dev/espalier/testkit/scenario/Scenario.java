package dev.espalier.testkit.scenario;

import dev.espalier.emulator.RebootLoop;
import dev.espalier.emulator.RunResult;
import dev.espalier.emulator.fault.FaultRule;
import dev.espalier.emulator.net.SimLink;
import dev.espalier.hal.profile.LintMode;
import dev.espalier.hal.profile.Profile;
import dev.espalier.hal.profile.Quirk;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A scenario file, read and checked.
 *
 * @param name what it shows, in words
 * @param file where it stands
 * @param seed of all that is random
 * @param explores whether the seed also picks among tasks of equal priority
 * @param wallMicros the time of day at which boards are switched on, microseconds since 1970
 * @param boards the boards, one or more
 * @param link between any two hosts
 * @param servers the scripted servers
 * @param faults what goes wrong
 * @param expectations what has to happen and what must not
 * @param endNanos when the run ends, simulated
 * @param ends how the run may end
 * @param rebootLoop when boots one after the other are a loop
 * @param check what {@code espalier check} may do besides choosing schedules
 */
public record Scenario(
    String name,
    Path file,
    long seed,
    boolean explores,
    long wallMicros,
    List<BoardPlan> boards,
    SimLink link,
    List<ServerPlan> servers,
    List<FaultRule> faults,
    List<Expectation> expectations,
    long endNanos,
    Set<RunResult.End> ends,
    RebootLoop rebootLoop,
    CheckPlan check) {
  /** Copies the lists. */
  public Scenario {
    boards = List.copyOf(boards);
    servers = List.copyOf(servers);
    faults = List.copyOf(faults);
    expectations = List.copyOf(expectations);
    ends = Set.copyOf(ends);
  }

  /**
   * Faults that a check may place at moments of its choice.
   *
   * @param faults what may happen; their triggers are of no meaning
   * @param atMost so many in one run
   * @param withinNanos in this time from the start
   */
  public record CheckPlan(List<FaultRule> faults, int atMost, long withinNanos) {
    /** Copies the list. */
    public CheckPlan {
      faults = List.copyOf(faults);
    }
  }

  /**
   * A board of a scenario.
   *
   * @param name its name
   * @param firmware a .java or .jar file
   * @param options lines of an sdkconfig, on top of the firmware's own
   * @param profile the version that is mirrored, null for that of the command line
   * @param quirks those that are switched
   * @param lint what happens when a quirk bites
   */
  public record BoardPlan(
      String name,
      Path firmware,
      List<String> options,
      @Nullable Profile profile,
      Map<Quirk, Boolean> quirks,
      LintMode lint) {
    /** Copies the collections. */
    public BoardPlan {
      options = List.copyOf(options);
      quirks = Map.copyOf(quirks);
    }
  }

  /**
   * The same with other faults, as when a failing case is made smaller.
   *
   * @param rules the faults
   * @return a changed copy
   */
  public Scenario withFaults(List<FaultRule> rules) {
    return new Scenario(
        name,
        file,
        seed,
        explores,
        wallMicros,
        boards,
        link,
        servers,
        rules,
        expectations,
        endNanos,
        ends,
        rebootLoop,
        check);
  }

  /**
   * The same with another seed.
   *
   * @param value the seed
   * @param exploring whether it also picks among tasks of equal priority
   * @return a changed copy
   */
  public Scenario withSeed(long value, boolean exploring) {
    return new Scenario(
        name,
        file,
        value,
        exploring,
        wallMicros,
        boards,
        link,
        servers,
        faults,
        expectations,
        endNanos,
        ends,
        rebootLoop,
        check);
  }
}
