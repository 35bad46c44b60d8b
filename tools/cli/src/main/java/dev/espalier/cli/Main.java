package dev.espalier.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The {@code espalier} command. */
@Command(
    name = "espalier",
    mixinStandardHelpOptions = true,
    version = "espalier 0.1.0-SNAPSHOT",
    description = "Runs the logic of ESP32 firmware on the desktop.",
    synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  private Main() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(out, err, args));
  }

  /** Runs the command with {@code args} and returns the exit code. Results go to {@code out}. */
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    var commandLine = new CommandLine(new Main());
    commandLine.setOut(out);
    commandLine.setErr(err);
    commandLine.setExecutionExceptionHandler((exception, command, parsed) -> {
      exception.printStackTrace(command.getErr());
      return ExitCode.INTERNAL.value();
    });
    return commandLine.execute(args);
  }

  /** Prints the usage: the command alone asks for nothing. */
  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Missing command");
  }
}
