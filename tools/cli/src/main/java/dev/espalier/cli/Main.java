package dev.espalier.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code espalier} command. */
@Command(
    name = "espalier",
    versionProvider = Version.class,
    description = "Runs the logic of ESP32 firmware on the desktop.",
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExamples:%n",
    footer = {
      "  espalier demo",
      "      see it work: an echo server and example firmware, over ws and wss",
      "  espalier run examples/EventLoopExample.java",
      "      compile one file of firmware and run it; Ctrl-C stops it",
      "  espalier test examples/scenarios/*.yaml",
      "      play scenarios with faults on a simulated network, in virtual time",
      "  espalier run --help",
      "      more about one command"
    },
    exitCodeListHeading = "%nExit codes:%n")
public final class Main implements Runnable {
  /** In the order of the help. */
  private static final List<String> COMMANDS =
      List.of("demo", "run", "test", "check", "timeline", "echo-server", "config", "board");

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version and how tasks are switched.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean version;

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Show where in Espalier an error comes from.")
  private boolean stacktrace;

  private Main() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(out, err, args));
  }

  /** Runs the command with {@code args} and returns the exit code. Results go to {@code out}. */
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    var main = new Main();
    var commandLine = new CommandLine(main);
    List<String> names =
        args.length > 0 && COMMANDS.contains(args[0]) ? List.of(args[0]) : COMMANDS;
    for (String name : names) {
      commandLine.addSubcommand(name, command(name));
    }
    commandLine.getCommandSpec().usageMessage().exitCodeList(ExitCode.table());
    commandLine.setOut(out);
    commandLine.setErr(err);
    commandLine.setUsageHelpAutoWidth(true);
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.registerConverter(int.class, text -> number(text, Integer::valueOf));
    commandLine.registerConverter(Integer.class, text -> number(text, Integer::valueOf));
    commandLine.registerConverter(long.class, text -> number(text, Long::valueOf));
    commandLine.registerConverter(Long.class, text -> number(text, Long::valueOf));
    commandLine.setParameterExceptionHandler((e, rejected) -> usage(e));
    commandLine.setExecutionExceptionHandler(
        (e, command, parsed) -> failure(e, main.stacktrace, err));
    int code = commandLine.execute(args);
    out.flush();
    err.flush();
    return code;
  }

  /** Asks for a command: this one alone does nothing. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  /** Makes a command; called for the one that is asked for, since start-up time counts. */
  private static Object command(String name) {
    return switch (name) {
      case "demo" -> new DemoCommand();
      case "run" -> new RunCommand();
      case "test" -> new TestCommand();
      case "check" -> new CheckCommand();
      case "timeline" -> new TimelineCommand();
      case "echo-server" -> new EchoServerCommand();
      case "config" -> new ConfigCommand();
      case "board" -> new BoardCommand();
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static <N extends Number> N number(String text, Function<String, N> reader) {
    try {
      return reader.apply(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("expected a whole number: '" + text + "'");
    }
  }

  private static int usage(ParameterException e) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    String meant =
        e instanceof UnmatchedArgumentException unmatched && !unmatched.getSuggestions().isEmpty()
            ? "; did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?"
            : "";
    command
        .getErr()
        .println(
            name
                + ": "
                + oneLine(String.valueOf(e.getMessage()))
                + meant
                + " (try "
                + name
                + " --help)");
    return ExitCode.USAGE.value();
  }

  private static int failure(Exception e, boolean stacktrace, PrintWriter err) {
    if (stacktrace) {
      e.printStackTrace(err);
    }
    if (e instanceof CliException known) {
      err.println("espalier: " + known.getMessage());
      return known.code().value();
    }
    err.println(
        "espalier: internal error: "
            + oneLine(e.toString())
            + (stacktrace ? "" : " (--stacktrace shows where)"));
    return ExitCode.INTERNAL.value();
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}
