package dev.espalier.testkit.scenario;

import dev.espalier.emulator.SchedulePlan;
import dev.espalier.emulator.SchedulePolicy;
import dev.espalier.emulator.SeededRandom;
import dev.espalier.emulator.kernel.Trace;
import dev.espalier.testkit.lab.EventNames;
import dev.espalier.testkit.scenario.CheckCase.Placed;
import dev.espalier.testkit.scenario.Scenario.CheckPlan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a schedule and for moments of faults in which a scenario fails, and makes what it finds
 * small.
 */
public final class ScenarioCheck {
  private static final int SHRINK_RUNS_MAX = 400;
  private static final int MOMENTS_MAX = 20_000;

  /** A fault comes up to so long behind a switch of tasks: a few HAL calls. */
  private static final int BEHIND_NANOS = 8_000;

  private final ScenarioRun run;
  private final Scenario scenario;

  /** When tasks were switched in the run without faults: where things happen. */
  private final List<Long> moments = new ArrayList<>();

  /**
   * A failure.
   *
   * @param found the case as it was found
   * @param foundSize how many choices it had
   * @param smallest the same failure with as few faults and choices as could be
   * @param result of the smallest case
   * @param timeline what happened before its end
   */
  public record Failure(
      CheckCase found, int foundSize, CheckCase smallest, ScenarioResult result, String timeline) {}

  /**
   * Prepares a check: runs the scenario once without choosing anything.
   *
   * @param run plays it
   * @param scenario what to check
   */
  public ScenarioCheck(ScenarioRun run, Scenario scenario) {
    this.run = run;
    this.scenario = scenario;
    var _ =
        run.run(
            scenario,
            SchedulePolicy.fifo(),
            (nanos, board, what) -> {
              if (board >= 0 && moments.size() < MOMENTS_MAX) {
                moments.add(nanos);
              }
            });
  }

  /**
   * Tries one seed.
   *
   * @param seed what the choices are drawn from
   * @return the failure, not yet made small; empty when the scenario passes
   */
  public Optional<CheckCase> attempt(long seed) {
    CheckCase drawn = new CheckCase(seed, faults(seed), null);
    return play(drawn).passed() ? Optional.empty() : Optional.of(drawn);
  }

  private ScenarioResult play(CheckCase choice) {
    return run.run(choice.applied(scenario), choice.policy(), null);
  }

  private List<Placed> faults(long seed) {
    CheckPlan plan = scenario.check();
    List<Placed> placed = new ArrayList<>();
    if (plan.faults().isEmpty() || plan.atMost() < 1) {
      return placed;
    }
    var random = new SeededRandom(seed ^ 0x5DEE_CE66DL);
    int count = random.below(plan.atMost() + 1);
    for (int i = 0; i < count; i++) {
      placed.add(new Placed(random.below(plan.faults().size()), moment(random, plan)));
    }
    return placed;
  }

  private long moment(SeededRandom random, CheckPlan plan) {
    long anywhere = Long.remainderUnsigned(random.next(), Math.max(1, plan.withinNanos()));
    if (moments.isEmpty() || random.below(4) == 0) {
      return anywhere;
    }
    long near = moments.get(random.below(moments.size())) + random.below(BEHIND_NANOS);
    return near < plan.withinNanos() ? near : anywhere;
  }

  /**
   * Makes a failure small: leaves out faults, picks and pre-emptions as long as it stays the same
   * failure.
   *
   * @param found a case that fails
   * @return the smallest case found, with its timeline
   */
  public Failure shrink(CheckCase found) {
    var recorder = new SchedulePlan.Recorder();
    ScenarioResult original =
        run.run(
            found.applied(scenario), new SchedulePolicy.Recorded(found.policy(), recorder), null);
    CheckCase whole = new CheckCase(found.seed(), found.faults(), recorder.plan());
    CheckCase smallest = smallest(whole, kind(original));
    var timeline = new Timeline();
    ScenarioResult result = run.run(smallest.applied(scenario), smallest.policy(), timeline);
    timeline.add(result);
    return new Failure(found, whole.size(), smallest, result, timeline.toString());
  }

  private CheckCase smallest(CheckCase whole, String kind) {
    CheckCase best = whole;
    int runs = 0;
    for (int chunk = Math.max(1, best.size()); chunk >= 1; chunk /= 2) {
      for (int from = 0; from < best.size() && runs < SHRINK_RUNS_MAX; runs++) {
        CheckCase smaller = best.without(from, from + chunk);
        if (kind(play(smaller)).equals(kind)) {
          best = smaller;
        } else {
          from += chunk;
        }
      }
    }
    return best;
  }

  /** Two failures are the same when they end alike and complain alike, but for figures. */
  private static String kind(ScenarioResult result) {
    String complaint =
        result.complaints().isEmpty()
            ? ""
            : result.complaints().getFirst().lines().findFirst().orElse("");
    return result.outcome() + " " + complaint.replaceAll("[0-9]+", "#");
  }

  /**
   * Plays one case again.
   *
   * @param run plays it
   * @param scenario the scenario that it is a case of
   * @param choice the case
   * @return how it has ended
   */
  public static ScenarioResult replay(ScenarioRun run, Scenario scenario, CheckCase choice) {
    return run.run(choice.applied(scenario), choice.policy(), null);
  }

  /** What happened, in the order of time. */
  private static final class Timeline implements Trace {
    private static final int LINES_MAX = 60;

    private record Entry(long nanos, int order, String text) {}

    private final List<Entry> entries = new ArrayList<>();
    private @Nullable String lastTask;

    private void note(long nanos, String text) {
      entries.add(new Entry(nanos, entries.size(), text));
    }

    @Override
    public void event(long nanos, int board, String task) {
      if (board >= 0 && !Objects.equals(lastTask, board + task)) {
        lastTask = board + task;
        note(nanos, "task  " + task);
      }
    }

    @Override
    public void random(long nanos, int value) {}

    @Override
    public void dispatched(long nanos, String board, String base, int id, String loop) {
      note(nanos, "event " + EventNames.name(base, id));
    }

    @Override
    public void mark(long nanos, String board, String category, String text) {
      if (!category.equals("lint")) {
        note(nanos, "%-5s %s".formatted(category, text));
      }
    }

    void add(ScenarioResult result) {
      result
          .lines()
          .forEach(
              line -> entries.add(new Entry(line.nanos(), entries.size(), "log   " + line.text())));
      for (String fault : result.fired()) {
        int blank = fault.indexOf(' ');
        long nanos = Math.round(Double.parseDouble(fault.substring(0, blank)) * 1e9);
        entries.add(new Entry(nanos, -1, "FAULT " + fault.substring(blank + 1)));
      }
      entries.sort(Comparator.comparingLong(Entry::nanos).thenComparingInt(Entry::order));
    }

    @Override
    public String toString() {
      var text = new StringBuilder();
      for (Entry entry : entries.subList(Math.max(0, entries.size() - LINES_MAX), entries.size())) {
        text.append("%14.6f s  %s%n".formatted(entry.nanos() / 1e9, entry.text()));
      }
      return text.toString();
    }
  }
}
