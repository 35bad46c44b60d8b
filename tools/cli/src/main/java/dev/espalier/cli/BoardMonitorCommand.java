package dev.espalier.cli;

import dev.espalier.emulator.serial.BoardConnection;
import dev.espalier.testkit.TimeSpan;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code espalier board monitor}. */
@Command(
    name = "monitor",
    description = {
      "Shows a board's log, and how the tunnel does.",
      "",
      "Goes on over resets and pulled cables until Ctrl-C. The log goes to standard output, the"
          + " rest to standard error."
    },
    footerHeading = "%nExamples:%n",
    footer = "  espalier board monitor /dev/ttyUSB0")
final class BoardMonitorCommand implements Runnable {
  private static final long SECOND = 1_000_000_000L;

  @Spec private CommandSpec spec;

  @Mixin private final BoardPort port = new BoardPort();

  @Option(
      names = "--every",
      paramLabel = "TIME",
      defaultValue = "5s",
      converter = TimeSpan.Converter.class,
      description = "How often to show the tunnel's counters (${DEFAULT-VALUE}).")
  private TimeSpan every = new TimeSpan(5 * SECOND);

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = TimeSpan.Converter.class,
      description = "End after this time, such as 30s.")
  private @Nullable TimeSpan timeout;

  BoardMonitorCommand() {}

  @Override
  public void run() {
    var terminal = new Terminal(spec.commandLine().getOut());
    var err = spec.commandLine().getErr();
    try (BoardConnection board = port.target().connection()) {
      board.onLog(terminal::print);
      board.onEvent(event -> err.println("-- " + event));
      try {
        board.connect();
      } catch (IOException e) {
        throw new CliException(ExitCode.FAILURE, String.valueOf(e.getMessage()));
      }
      TimeSpan limit = timeout;
      long left = limit == null ? Long.MAX_VALUE : limit.nanos();
      while (left > 0) {
        long turn = Math.min(left, every.nanos());
        board.run(turn);
        left -= turn;
        err.println("-- " + board.statistics());
        err.flush();
      }
    }
  }
}
