package dev.espalier.testkit.scenario;

import dev.espalier.emulator.Board;
import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.RunResult;
import dev.espalier.emulator.SchedulePolicy;
import dev.espalier.emulator.kernel.Trace;
import dev.espalier.emulator.tls.TlsMachine;
import dev.espalier.emulator.trace.NetworkTap;
import dev.espalier.hal.Firmware;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.profile.Profile;
import dev.espalier.hal.profile.Quirk;
import dev.espalier.hal.profile.QuirkSet;
import dev.espalier.testkit.JsonObject;
import dev.espalier.testkit.lab.Lab;
import dev.espalier.testkit.lab.LabConfig;
import dev.espalier.testkit.peer.TestAuthority;
import dev.espalier.testkit.scenario.Scenario.BoardPlan;
import dev.espalier.testkit.scenario.ScenarioResult.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Runs scenarios. */
public final class ScenarioRun {
  private final FirmwareSource source;
  private final Profile profile;
  private final Map<FirmwareKey, Supplier<Firmware>> loaded = new HashMap<>();
  private final Map<OptionsKey, SdkConfig> options = new HashMap<>();
  private final List<Expectation> further = new ArrayList<>();
  private long limitNanos = Long.MAX_VALUE;
  private @Nullable TestAuthority authority;
  private @Nullable Trace observer;
  private @Nullable NetworkTap tap;
  private @Nullable Consumer<String> secrets;

  /** What firmware depends on: it is loaded once, however many runs there are. */
  private record FirmwareKey(Path file, boolean secure) {}

  /** What options depend on: they are read once, however many runs there are. */
  private record OptionsKey(Path firmware, List<String> lines) {}

  /**
   * Prepares runs.
   *
   * @param source where firmware comes from
   * @param profile the version that is mirrored, where a scenario names none
   */
  public ScenarioRun(FirmwareSource source, Profile profile) {
    this.source = source;
    this.profile = profile;
  }

  /**
   * Ends every run at a time, however long the scenario says.
   *
   * @param nanos simulated
   */
  public void limit(long nanos) {
    limitNanos = nanos;
  }

  /**
   * Sets who hears what happens in the next runs.
   *
   * @param newTrace hears of every switch of tasks, null for nobody
   * @param newTap hears what passes on the network, null for nobody
   */
  public void observe(@Nullable Trace newTrace, @Nullable NetworkTap newTap) {
    observer = newTrace;
    tap = newTap;
  }

  /**
   * Expects a text in every run.
   *
   * @param text what a line of the console must have
   */
  public void expectText(String text) {
    further.add(log(text, 1));
  }

  /**
   * Forbids a text in every run.
   *
   * @param text what no line of the console may have
   */
  public void failText(String text) {
    further.add(log(text, 0));
  }

  private static Expectation log(String text, int times) {
    Pattern literal = Pattern.compile(text, Pattern.LITERAL);
    return new Expectation.Moments(
        new Expectation.Log(literal, text, ""), times, Long.MAX_VALUE, "");
  }

  /**
   * Runs a scenario.
   *
   * @param scenario what to run
   * @return how it has ended
   */
  public ScenarioResult run(Scenario scenario) {
    SchedulePolicy schedule =
        scenario.explores() ? SchedulePolicy.explore(scenario.seed()) : SchedulePolicy.fifo();
    return run(scenario, schedule, observer);
  }

  /**
   * Runs a scenario with a schedule of its own.
   *
   * @param scenario what to run
   * @param schedule who goes first among equals
   * @param trace hears of every switch of tasks, null for nobody
   * @return how it has ended
   */
  ScenarioResult run(Scenario scenario, SchedulePolicy schedule, @Nullable Trace trace) {
    LabConfig config =
        LabConfig.defaults()
            .withSeed(scenario.seed())
            .withSchedule(schedule)
            .withLink(scenario.link())
            .withFaults(scenario.faults())
            .withBoards(
                scenario.boards().stream()
                    .map(plan -> board(scenario, plan))
                    .toArray(BoardConfig[]::new));
    if (trace != null) {
      config = config.withTrace(trace);
    }
    NetworkTap listener = tap;
    if (listener != null) {
      config = config.withTap(listener);
    }
    try (Lab lab = new Lab(config)) {
      scenario.servers().forEach(server -> server.start(lab, this::authority));
      scenario.expectations().forEach(expectation -> expectation.prepare(lab));
      List<Board> boards = lab.boards();
      for (int i = 0; i < boards.size(); i++) {
        Supplier<Firmware> firmware = firmware(scenario, scenario.boards().get(i).firmware());
        boards.get(i).boot(() -> firmware.get().appMain());
      }
      RunResult result = lab.run(Duration.ofNanos(Math.min(limitNanos, scenario.endNanos())));
      return judge(scenario, lab, result);
    } catch (JsonObject.FormatException e) {
      throw new ScenarioException(scenario.file() + ": a step of a script: " + e.getMessage());
    }
  }

  /**
   * Sets who takes down the secrets of the boards' TLS in the next runs.
   *
   * @param lines gets a line per handshake, in the format of {@code SSLKEYLOGFILE}
   */
  public void onSecret(Consumer<String> lines) {
    secrets = lines;
  }

  private Supplier<Firmware> firmware(Scenario scenario, Path file) {
    boolean secure = scenario.servers().stream().anyMatch(ServerPlan::isSecure);
    return Objects.requireNonNull(
        loaded.computeIfAbsent(
            new FirmwareKey(file, secure), key -> source.firmware(file, embedded(secure))));
  }

  /** What firmware trusts its servers by. */
  private Map<String, byte[]> embedded(boolean secure) {
    return secure
        ? Map.of("ca.pem", authority().pem().getBytes(StandardCharsets.US_ASCII))
        : Map.of();
  }

  private TestAuthority authority() {
    TestAuthority made = authority;
    if (made == null) {
      made = TestAuthority.make(ServerPlan.NOON);
      authority = made;
    }
    return made;
  }

  private BoardConfig board(Scenario scenario, BoardPlan plan) {
    Profile version = Objects.requireNonNullElse(plan.profile(), profile);
    QuirkSet quirks = QuirkSet.of(version);
    for (Map.Entry<Quirk, Boolean> switched : plan.quirks().entrySet()) {
      quirks = quirks.with(switched.getKey(), switched.getValue());
    }
    try {
      return BoardConfig.defaults()
          .withName(plan.name())
          .withProfile(version)
          .withQuirks(quirks)
          .withLint(plan.lint())
          .withPanicsMax(panicsMax(scenario))
          .withTls(random -> new TlsMachine(random, secrets))
          .withRebootLoop(scenario.rebootLoop())
          .withWallMicros(scenario.wallMicros())
          .withSdkConfig(options(plan));
    } catch (IllegalArgumentException e) {
      throw new ScenarioException(scenario.file() + ": sdkconfig: " + e.getMessage());
    }
  }

  private SdkConfig options(BoardPlan plan) {
    var key = new OptionsKey(plan.firmware(), plan.options());
    return Objects.requireNonNull(
        options.computeIfAbsent(key, wanted -> source.options(wanted.firmware(), wanted.lines())));
  }

  /** A scenario that is about boots, or may end in a reboot loop, lets boards boot again. */
  private static int panicsMax(Scenario scenario) {
    boolean counts = scenario.expectations().stream().anyMatch(Expectation::isAboutBoots);
    return counts || scenario.ends().contains(RunResult.End.REBOOT_LOOP) ? Integer.MAX_VALUE : 0;
  }

  private ScenarioResult judge(Scenario scenario, Lab lab, RunResult result) {
    List<String> complaints = new ArrayList<>();
    for (Expectation expectation : scenario.expectations()) {
      expectation.complaint(lab).ifPresent(complaints::add);
    }
    for (Expectation expectation : further) {
      expectation.complaint(lab).ifPresent(complaints::add);
    }
    Outcome outcome = complaints.isEmpty() ? Outcome.PASSED : Outcome.FAILED;
    boolean early = result.end() == RunResult.End.LIMIT && limitNanos < scenario.endNanos();
    if (early || !scenario.ends().contains(result.end())) {
      complaints.addFirst(ending(scenario, result, early));
      outcome =
          switch (result.end()) {
            case LIMIT -> Outcome.TIMEOUT;
            case DEADLOCK -> Outcome.DEADLOCK;
            case PANIC -> Outcome.PANIC;
            case REBOOT_LOOP -> Outcome.REBOOT_LOOP;
            case DONE, STOPPED -> Outcome.FAILED;
          };
    }
    return new ScenarioResult(
        scenario,
        outcome,
        complaints,
        lab.simulation().now(),
        lab.simulation().digest(),
        lab.log().lines(),
        lab.faults().fired());
  }

  private static String ending(Scenario scenario, RunResult result, boolean early) {
    return switch (result.end()) {
      case LIMIT ->
          early
              ? "the time limit came before the scenario's end"
              : "it was to end before " + scenario.endNanos() / 1_000_000 + " ms";
      case DEADLOCK, REBOOT_LOOP -> result.report().strip();
      case PANIC -> "panic: " + result.report().strip();
      case DONE -> "it was not to end by itself: every board is done";
      case STOPPED -> "it was stopped";
    };
  }
}
