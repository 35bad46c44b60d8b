package dev.espalier.cli;

import dev.espalier.hal.profile.Profile;
import dev.espalier.testkit.FileErrors;
import dev.espalier.testkit.TimeSpan;
import dev.espalier.testkit.scenario.CheckCase;
import dev.espalier.testkit.scenario.JunitXml;
import dev.espalier.testkit.scenario.Scenario;
import dev.espalier.testkit.scenario.ScenarioCheck;
import dev.espalier.testkit.scenario.ScenarioException;
import dev.espalier.testkit.scenario.ScenarioReader;
import dev.espalier.testkit.scenario.ScenarioResult;
import dev.espalier.testkit.scenario.ScenarioResult.Outcome;
import dev.espalier.testkit.scenario.ScenarioRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code espalier test}. */
@Command(
    description = {
      "Plays scenario files: firmware, servers, faults and what is expected, in YAML.",
      "",
      "They run on a simulated network and in virtual time, so that an hour takes a second or"
          + " less, and the same seed gives the same run. docs/scenarios.md explains the format."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  espalier test examples/scenarios/*.yaml",
      "      each scenario once; the exit code is 0 when all went as expected",
      "  espalier test reconnect.yaml --seeds 1000 --explore",
      "      a thousand seeds, which also choose among FreeRTOS's schedules",
      "  espalier test reconnect.yaml --seed 17 --console",
      "      one of them again, with all that the boards print",
      "  espalier test reconnect.yaml --profile component_1_8 --junit-xml report.xml",
      "      as the separate component 1.8 behaves, with a report for a CI server"
    })
final class TestCommand implements Callable<Integer> {
  private static final long PROGRESS_NANOS = 1_000_000_000L;

  @Spec private CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "SCENARIO", description = "A .yaml file.")
  private List<Path> files = new ArrayList<>();

  @Mixin private final ConfigOptions config = new ConfigOptions();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The seed, instead of the scenario's; with --seeds the first one.")
  private @Nullable Long seed;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "1",
      converter = Count.class,
      description = "Play each scenario with N seeds, one after the other.")
  private int seeds = 1;

  @Option(
      names = "--explore",
      description = "Let the seed choose among the schedules that FreeRTOS allows.")
  private boolean explore;

  @Option(
      names = "--replay",
      paramLabel = "CASE",
      description = "Play a case that espalier check has printed.")
  private @Nullable String replay;

  @Option(
      names = "--profile",
      paramLabel = "PROFILE",
      defaultValue = "IDF_4_4",
      description =
          "The version that is mirrored where the scenario names none: idf_4_4 (the default) or"
              + " component_1_8.")
  private Profile profile = Profile.IDF_4_4;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = TimeSpan.Converter.class,
      description = "End each run after this much simulated time; one that was to go on fails.")
  private @Nullable TimeSpan timeout;

  @Option(
      names = "--expect-text",
      paramLabel = "TEXT",
      description = "Expect TEXT on the console, besides what the scenario expects.")
  private List<String> expected = new ArrayList<>();

  @Option(
      names = "--fail-text",
      paramLabel = "TEXT",
      description = "Fail when the console shows TEXT.")
  private List<String> failing = new ArrayList<>();

  @Option(
      names = "--junit-xml",
      paramLabel = "FILE",
      description = "Write the results to FILE in JUnit's format.")
  private @Nullable Path report;

  @Mixin private final CaptureOptions captures = new CaptureOptions();

  @Option(names = "--console", description = "Show the end of the console of passed runs too.")
  private boolean console;

  private long nextProgress;

  TestCommand() {}

  @Override
  public Integer call() {
    List<Scenario> scenarios = new ArrayList<>();
    try {
      for (Path file : files) {
        scenarios.add(ScenarioReader.read(file));
      }
      List<ScenarioResult> results;
      try (Capture capture = captures.open()) {
        if (capture.isOn() && scenarios.size() * seeds > 1) {
          throw new ParameterException(
              spec.commandLine(), "--pcap and --trace are for one scenario with one seed");
        }
        results = play(scenarios, capture);
      }
      writeReport(results);
      return summary(results).value();
    } catch (ScenarioException e) {
      throw new CliException(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }

  private List<ScenarioResult> play(List<Scenario> scenarios, Capture capture) {
    var run = new ScenarioRun(new FileFirmware(config), profile);
    capture.over(run);
    if (timeout != null) {
      run.limit(timeout.nanos());
    }
    expected.forEach(run::expectText);
    failing.forEach(run::failText);
    List<ScenarioResult> results = new ArrayList<>();
    if (replay != null) {
      for (Scenario scenario : scenarios) {
        results.add(ScenarioCheck.replay(run, scenario, replayed(replay)));
        show(results.getLast());
      }
      return results;
    }
    int total = scenarios.size() * seeds;
    for (Scenario scenario : scenarios) {
      long first = seed == null ? scenario.seed() : seed;
      for (int i = 0; i < seeds; i++) {
        ScenarioResult result =
            run.run(scenario.withSeed(first + i, explore || scenario.explores()));
        results.add(result);
        capture.add(result);
        show(result);
        progress(results.size(), total);
      }
    }
    return results;
  }

  private CheckCase replayed(String text) {
    try {
      return CheckCase.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--replay: " + e.getMessage());
    }
  }

  private void show(ScenarioResult result) {
    PrintWriter out = spec.commandLine().getOut();
    if (result.passed() && seeds > 1) {
      return;
    }
    out.printf(
        "%-8s %s: %s, seed %d, %.3f s simulated%n",
        result.passed() ? "ok" : result.outcome(),
        result.scenario().file(),
        result.scenario().name(),
        result.scenario().seed(),
        result.nanos() / 1e9);
    for (String complaint : result.complaints()) {
      out.println("  " + complaint.replace("\n", "\n  "));
    }
    if (!result.passed() || console) {
      result.fired().forEach(fault -> out.println("  fault at " + fault));
      result.console().lines().forEach(line -> out.println("  | " + line));
    }
    if (!result.passed()) {
      out.println("  again: " + again(result));
    }
    out.flush();
  }

  private String again(ScenarioResult result) {
    String options = (profile == Profile.IDF_4_4 ? "" : " --profile " + profile) + config.typed();
    var further = new StringBuilder(timeout == null ? "" : " --timeout " + timeout);
    expected.forEach(text -> further.append(" --expect-text ").append(ShellWord.quoted(text)));
    failing.forEach(text -> further.append(" --fail-text ").append(ShellWord.quoted(text)));
    String file = ShellWord.quoted(result.scenario().file());
    String command = "espalier test " + file + options + further;
    return replay != null
        ? command + " --replay " + ShellWord.quoted(replay)
        : command + " --seed " + result.scenario().seed() + (explore ? " --explore" : "");
  }

  private void progress(int done, int total) {
    long now = System.nanoTime();
    if (nextProgress == 0) {
      nextProgress = now + PROGRESS_NANOS;
    }
    if (now >= nextProgress && done < total) {
      nextProgress = now + PROGRESS_NANOS;
      spec.commandLine().getErr().println("espalier: " + done + " of " + total + " runs");
    }
  }

  private void writeReport(List<ScenarioResult> results) {
    Path file = report;
    if (file != null) {
      try {
        JunitXml.write(file, results);
      } catch (IOException e) {
        throw new CliException(
            ExitCode.USAGE, "cannot write --junit-xml " + file + ": " + FileErrors.reason(e));
      }
    }
  }

  private ExitCode summary(List<ScenarioResult> results) {
    Set<Outcome> failures = EnumSet.noneOf(Outcome.class);
    long failed = 0;
    for (ScenarioResult result : results) {
      if (!result.passed()) {
        failures.add(result.outcome());
        failed++;
      }
    }
    spec.commandLine()
        .getOut()
        .println((results.size() - failed) + " passed, " + failed + " failed");
    if (failures.isEmpty()) {
      return ExitCode.OK;
    }
    if (failures.size() > 1) {
      return ExitCode.FAILURE;
    }
    return switch (failures.iterator().next()) {
      case TIMEOUT -> ExitCode.TIMEOUT;
      case DEADLOCK -> ExitCode.STUCK;
      case PANIC -> ExitCode.PANIC;
      case REBOOT_LOOP -> ExitCode.REBOOT_LOOP;
      case PASSED, FAILED -> ExitCode.FAILURE;
    };
  }
}
