package dev.espalier.cli;

import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.ClockPolicy;
import dev.espalier.emulator.Simulation;
import dev.espalier.emulator.flash.FileFlash;
import dev.espalier.emulator.serial.BoardConnection;
import dev.espalier.emulator.serial.SerialNetwork;
import dev.espalier.hal.Firmware;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.profile.LintMode;
import dev.espalier.hal.profile.Profile;
import dev.espalier.hal.profile.Quirk;
import dev.espalier.hal.profile.QuirkSet;
import dev.espalier.testkit.TimeSpan;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code espalier run}. */
@Command(
    description = {
      "Boots firmware on an emulated ESP32 and shows its console.",
      "",
      "A .java file is compiled in memory; it may have several classes, one of which implements"
          + " dev.espalier.hal.Firmware. Files beside it are resources of its classes, and a"
          + " sdkconfig.defaults beside it counts. Of a jar, the manifest's Espalier-Firmware or"
          + " Main-Class is booted, or the only Firmware in it.",
      "",
      "The run ends when the firmware is done, with an --expect-text or --fail-text, after"
          + " --timeout, or with Ctrl-C."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  espalier run examples/WebsocketExample.java",
      "      against espalier echo-server in another window",
      "  espalier run examples/WebsocketExample.java --net sim --clock virtual",
      "      against a simulated echo server, and time jumps: done in no time",
      "  espalier run Hello.java -D CONFIG_WEBSOCKET_URI=ws://192.168.1.7:9000",
      "      an option of sdkconfig on the command line",
      "  espalier run Hello.java --profile component_1_8 first second",
      "      as the separate component 1.8 behaves; two arguments of the firmware's own",
      "  espalier run Hello.java --timeout 30s --expect-text LED --fail-text Guru",
      "      a check for a script: the exit code says how it went"
    })
final class RunCommand implements Callable<Integer> {
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "1",
      paramLabel = "FIRMWARE",
      description = "A .java source file or a .jar file.")
  private Path file = Path.of("");

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "ARG",
      description =
          "What Firmware.arguments gets; for most firmware there is none. Options of sdkconfig (-D)"
              + " work on a chip too.")
  private List<String> arguments = new ArrayList<>();

  @Mixin private final ConfigOptions config = new ConfigOptions();

  @Option(
      names = "--net",
      paramLabel = "NET",
      defaultValue = "jvm",
      description =
          "The network: jvm (this machine's, the default), sim (a simulated one with an echo server"
              + " for ws and wss: server on ports 80 and 443, localhost on 8080 and 8443; firmware"
              + " finds its CA as ca.pem beside it, where there is no such file),"
              + " none, or serial:PORT (a real board's; PORT such as /dev/ttyUSB0 or"
              + " socket://HOST:PORT, then ?baud=N&wifi=board).")
  private String net = "jvm";

  @Option(
      names = "--clock",
      paramLabel = "CLOCK",
      defaultValue = "real",
      description =
          "How time passes: real (the default), virtual (as fast as possible) or ratio:N (N times"
              + " as fast). All but real need --net sim or none.")
  private String clock = "real";

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "The seed of all that is random (${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--flash",
      paramLabel = "FILE",
      description =
          "Keep the board's flash, and so NVS, in FILE from run to run. Without it the flash is"
              + " empty at each start.")
  private @Nullable Path flash;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = TimeSpan.Converter.class,
      description =
          "End after this much simulated time, such as 500ms, 30s or 5m; also when firmware keeps"
              + " the CPU so that time cannot pass: 10 s after it should have on this machine's"
              + " clock.")
  private @Nullable TimeSpan timeout;

  @Option(
      names = "--hang-after",
      paramLabel = "TIME",
      defaultValue = "60s",
      converter = TimeSpan.Converter.class,
      description = "Report a task that waits without limit for longer (${DEFAULT-VALUE}).")
  private TimeSpan hangAfter = new TimeSpan(60_000_000_000L);

  @Option(
      names = "--expect-text",
      paramLabel = "TEXT",
      description =
          "End with success when the console has shown TEXT; if given several times, all of them.")
  private List<String> expected = new ArrayList<>();

  @Option(
      names = "--fail-text",
      paramLabel = "TEXT",
      description = "End with failure when the console shows TEXT.")
  private List<String> failing = new ArrayList<>();

  @Option(
      names = "--profile",
      paramLabel = "PROFILE",
      defaultValue = "IDF_4_4",
      description = "The version that is mirrored: idf_4_4 (the default) or component_1_8.")
  private Profile profile = Profile.IDF_4_4;

  @Option(
      names = "--quirk",
      paramLabel = "NAME=on|off",
      description = "Switch one quirk of that version; docs/quirks.md lists them.")
  private List<String> quirks = new ArrayList<>();

  @Option(
      names = "--lint",
      paramLabel = "MODE",
      defaultValue = "WARN",
      description =
          "What happens when a quirk bites or the firmware errs: off, warn (the default) or error.")
  private LintMode lint = LintMode.WARN;

  @Mixin private final HeapOptions heap = new HeapOptions();

  @Mixin private final RebootOptions reboots = new RebootOptions();

  @Mixin private final TopOptions top = new TopOptions();

  @Mixin private final CaptureOptions captures = new CaptureOptions();

  @Option(names = "--verbose", description = "Say on stderr how the firmware is run.")
  private boolean verbose;

  RunCommand() {}

  @Override
  public Integer call() {
    ClockPolicy policy = clockPolicy();
    QuirkSet quirkSet = quirkSet();
    Simulation.Builder world =
        Networks.named(net, policy, this::usage).seed(seed).hangAfter(hangAfter.nanos());
    SimulatedServers servers = net.equals(Networks.SIM) ? new SimulatedServers(seed) : null;
    if (servers != null) {
      world = world.network(servers.network());
    }
    SerialTarget target = serialTarget();
    FirmwareImage image = FirmwareImage.load(file, servers == null ? Map.of() : servers.files());
    SdkConfig options = config.load(FirmwareImage.directoryOf(file));
    BoardConfig equipped =
        Boards.equipped(options).withProfile(profile).withQuirks(quirkSet).withLint(lint);
    BoardConfig board = reboots.applyTo(heap.applyTo(equipped));
    if (net.equals(Networks.JVM) || target != null) {
      board = Boards.withTimeOfDay(board);
    }
    Path kept = flash;
    if (kept != null) {
      board = board.withFlash(new FileFlash(kept.toAbsolutePath()));
    }
    var terminal = new Terminal(spec.commandLine().getOut(), Terminal.standardOutputIsTerminal());
    var err = spec.commandLine().getErr();
    describe(image, policy, err);
    if (!options.unasked(Set.of()).isEmpty()) {
      options.unasked(image.options()).forEach(line -> err.println("espalier: " + line));
    }
    if (target != null) {
      board = plugIn(target, world, board, err);
    }
    var watch = new TextWatch(expected, failing);
    ExitCode code;
    try (Capture capture = captures.open()) {
      capture.over(world);
      Consumer<String> console = capture.console(terminal::print);
      var run = new FirmwareRun(world, capture.over(board), console, watch, err);
      run.timeout(timeout);
      run.hostLimit(hostLimit(policy));
      run.onStart((simulation, esp32) -> capture.started(simulation));
      if (servers != null) {
        run.onStart((simulation, esp32) -> servers.start(simulation));
      }
      top.applyTo(run, terminal, err);
      run.onEnd(done -> heap.report(done, err));
      code = run.run(() -> boot(image.create()));
    }
    watch.failed().ifPresent(text -> err.println("espalier: --fail-text appeared: " + text));
    if (code == ExitCode.FAILURE || code == ExitCode.TIMEOUT) {
      for (String text : watch.missing()) {
        err.println("espalier: --expect-text did not appear: " + text);
      }
    }
    return code.value();
  }

  private void describe(FirmwareImage image, ClockPolicy policy, PrintWriter err) {
    if (!image.passedOver().isEmpty()) {
      err.println(
          "espalier: "
              + file
              + " has several firmware classes: "
              + image.className()
              + " is booted, not "
              + String.join(", ", image.passedOver()));
    }
    if (verbose) {
      err.println(
          "espalier: "
              + image.className()
              + ", net "
              + net
              + ", clock "
              + policy
              + ", seed "
              + seed
              + ", tasks "
              + Version.taskSwitching());
    }
  }

  private void boot(Firmware firmware) {
    firmware.arguments(List.copyOf(arguments));
    firmware.appMain();
  }

  private @Nullable SerialTarget serialTarget() {
    return net.startsWith(SerialTarget.SCHEME)
        ? SerialTarget.parse(net.substring(SerialTarget.SCHEME.length()), this::usage)
        : null;
  }

  /** Waits for the real board; the simulation closes the connection. */
  private static BoardConfig plugIn(
      SerialTarget target, Simulation.Builder world, BoardConfig board, PrintWriter err) {
    BoardConnection connection = target.connect();
    err.println("espalier: " + connection.describe());
    connection.onEvent(event -> err.println("espalier: " + event));
    SerialNetwork network = SerialNetwork.over(connection);
    network.joinsAsFirmwareSays(target.joinsAsFirmwareSays());
    var _ = world.network(network);
    return board.withRadio(network::radio);
  }

  /** By when the time should have passed on this machine, with something for a busy one. */
  private @Nullable TimeSpan hostLimit(ClockPolicy policy) {
    TimeSpan limit = timeout;
    return limit == null
        ? null
        : new TimeSpan(limit.nanos() / Math.max(1, policy.simulatedPerHost()) + PATIENCE_NANOS);
  }

  private ClockPolicy clockPolicy() {
    try {
      return ClockPolicy.parse(clock);
    } catch (IllegalArgumentException e) {
      throw usage("--clock: " + e.getMessage());
    }
  }

  private QuirkSet quirkSet() {
    QuirkSet set = QuirkSet.of(profile);
    for (String setting : quirks) {
      String[] parts = setting.split("=", 2);
      boolean on =
          switch (parts[parts.length - 1].toLowerCase(Locale.ROOT)) {
            case "on" -> true;
            case "off" -> false;
            default -> throw usage("--quirk is NAME=on or NAME=off: '" + setting + "'");
          };
      set = set.with(quirk(parts[0]), on);
    }
    return set;
  }

  private Quirk quirk(String name) {
    for (Quirk quirk : Quirk.values()) {
      if (quirk.id().equalsIgnoreCase(name) || quirk.name().equalsIgnoreCase(name)) {
        return quirk;
      }
    }
    throw usage(
        "--quirk: there is no quirk '"
            + name
            + "'; they are named like Q1 or CLOSED_EVENT_NEEDS_TCP_END");
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
