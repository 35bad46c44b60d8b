package dev.espalier.cli;

import dev.espalier.emulator.Board;
import dev.espalier.testkit.TimeSpan;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether a run shows what its tasks are doing, and how. */
final class TopOptions {
  @Option(
      names = "--top",
      description =
          "Show a table of the board's tasks, heap and sockets below the console, renewed twice a"
              + " second; where standard output is no terminal, one at the end on stderr.")
  private boolean live;

  @Option(
      names = "--top-every",
      paramLabel = "TIME",
      converter = TimeSpan.Converter.class,
      description = "Print that table on stderr each time so much simulated time has passed.")
  private @Nullable TimeSpan interval;

  TopOptions() {}

  /**
   * Prepares a run.
   *
   * @param run the run
   * @param terminal where the board's console goes
   * @param err where tables go that are not in place
   */
  void applyTo(FirmwareRun run, Terminal terminal, PrintWriter err) {
    Consumer<Board> atEnd = board -> print(TopTable.sinceBoot(board.snapshot()), err);
    var table = new TopTable();
    TimeSpan every = interval;
    if (every != null) {
      run.every(every, board -> print(table.lines(board.snapshot()), err));
      run.onEnd(atEnd);
    } else if (live && terminal.isInPlace()) {
      var display = new LiveTop(terminal, table);
      run.onStart(display::start);
      run.onEnd(display::finish);
    } else if (live) {
      run.onEnd(atEnd);
    }
  }

  private static void print(List<String> lines, PrintWriter err) {
    lines.forEach(err::println);
    err.flush();
  }
}
