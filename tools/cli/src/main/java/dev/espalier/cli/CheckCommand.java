package dev.espalier.cli;

import dev.espalier.hal.profile.Profile;
import dev.espalier.testkit.scenario.CheckCase;
import dev.espalier.testkit.scenario.Scenario;
import dev.espalier.testkit.scenario.ScenarioCheck;
import dev.espalier.testkit.scenario.ScenarioException;
import dev.espalier.testkit.scenario.ScenarioReader;
import dev.espalier.testkit.scenario.ScenarioRun;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code espalier check}. */
@Command(
    description = {
      "Looks for a schedule, and for moments of faults, in which a scenario fails.",
      "",
      "Each seed picks among tasks of equal priority, inserts pre-emptions at HAL calls, and places"
          + " faults that the scenario lists under 'check'. The first failure is made smaller:"
          + " faults and choices that it does not need are left out. What is printed then plays it"
          + " again."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  espalier check examples/scenarios/reconnect-after-reset.yaml",
      "      a thousand seeds",
      "  espalier check examples/checks/stop-during-start.yaml --seeds 10000",
      "      a race of v4.4 that one seed in some thousands meets"
    })
final class CheckCommand implements Callable<Integer> {
  private static final long PROGRESS_NANOS = 1_000_000_000L;
  private static final int THREADS_MAX = 8;
  private static final int BATCH = 64;

  @Spec private CommandSpec spec;

  @Parameters(arity = "1", paramLabel = "SCENARIO", description = "A .yaml file.")
  private Path file = Path.of("");

  @Mixin private final ConfigOptions config = new ConfigOptions();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The first seed (${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "1000",
      converter = Count.class,
      description = "How many seeds to try (${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--profile",
      paramLabel = "PROFILE",
      defaultValue = "IDF_4_4",
      description =
          "The version that is mirrored where the scenario names none: idf_4_4 (the default) or"
              + " component_1_8.")
  private Profile profile = Profile.IDF_4_4;

  private long lastProgress = System.nanoTime();

  CheckCommand() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try {
      Scenario scenario = ScenarioReader.read(file);
      OptionalLong failing = search(scenario);
      if (failing.isEmpty()) {
        out.printf("%d seeds passed%n", seeds);
        return ExitCode.OK.value();
      }
      long found = failing.getAsLong();
      out.printf("seed %d fails, all %d before it passed; making it small%n", found, found - seed);
      out.flush();
      ScenarioCheck check = worker(scenario);
      report(check.shrink(check.attempt(found).orElseThrow()));
      return ExitCode.FAILURE.value();
    } catch (ScenarioException e) {
      throw new CliException(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }

  private ScenarioCheck worker(Scenario scenario) {
    return new ScenarioCheck(new ScenarioRun(new FileFirmware(config), profile), scenario);
  }

  /** Returns the smallest seed that fails, whatever the number of processors. */
  private OptionalLong search(Scenario scenario) {
    int threads = Math.max(1, Math.min(Runtime.getRuntime().availableProcessors(), THREADS_MAX));
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      Queue<ScenarioCheck> workers = new ConcurrentLinkedQueue<>();
      for (int i = 0; i < threads; i++) {
        workers.add(worker(scenario));
      }
      long begin = System.nanoTime();
      for (int done = 0; done < seeds; done += BATCH) {
        OptionalLong failing = batch(pool, workers, done, Math.min(seeds, done + BATCH));
        if (failing.isPresent()) {
          return failing;
        }
        progress(Math.min(seeds, done + BATCH), begin);
      }
    }
    return OptionalLong.empty();
  }

  private OptionalLong batch(ExecutorService pool, Queue<ScenarioCheck> workers, int from, int to) {
    List<Future<Boolean>> runs = new ArrayList<>();
    for (int i = from; i < to; i++) {
      long tried = seed + i;
      runs.add(
          pool.submit(() -> {
            ScenarioCheck worker = workers.remove();
            try {
              return worker.attempt(tried).isPresent();
            } finally {
              workers.add(worker);
            }
          }));
    }
    OptionalLong failing = OptionalLong.empty();
    for (int i = to - 1; i >= from; i--) {
      if (result(runs.get(i - from))) {
        failing = OptionalLong.of(seed + i);
      }
    }
    return failing;
  }

  private static boolean result(Future<Boolean> run) {
    try {
      return run.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void progress(int done, long begin) {
    long now = System.nanoTime();
    if (now - lastProgress > PROGRESS_NANOS && done < seeds) {
      lastProgress = now;
      long perSecond = done * 1_000_000_000L / Math.max(1, now - begin);
      spec.commandLine()
          .getErr()
          .printf("espalier: %d of %d seeds, %d per second%n", done, seeds, perSecond);
    }
  }

  private void report(ScenarioCheck.Failure failure) {
    PrintWriter out = spec.commandLine().getOut();
    out.println();
    out.println(failure.result().outcome() + " in the smallest case:");
    for (String complaint : failure.result().complaints()) {
      out.println("  " + complaint.replace("\n", "\n  "));
    }
    int left = failure.smallest().faults().size();
    out.printf(
        "of %d faults and choices it needs %d: %d faults, %d choices of the schedule%n",
        failure.foundSize(), sizeOf(failure.smallest()), left, sizeOf(failure.smallest()) - left);
    out.println();
    failure.timeline().lines().forEach(line -> out.println("  " + line));
    out.println();
    String options = (profile == Profile.IDF_4_4 ? "" : " --profile " + profile) + config.typed();
    String again = "espalier test " + ShellWord.quoted(file) + options + " --replay ";
    out.println("again: " + again + ShellWord.quoted(failure.smallest()));
    out.println("as found: " + again + ShellWord.quoted(failure.found()));
  }

  private static int sizeOf(CheckCase found) {
    var plan = found.schedule();
    return found.faults().size() + (plan == null ? 0 : plan.size());
  }
}
