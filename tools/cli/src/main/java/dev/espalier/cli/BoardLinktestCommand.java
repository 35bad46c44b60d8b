package dev.espalier.cli;

import dev.espalier.emulator.serial.BoardConnection;
import dev.espalier.emulator.serial.BoardConnection.TestResult;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code espalier board linktest}. */
@Command(
    name = "linktest",
    description = {
      "Measures the cable at every rate.",
      "",
      "Sends patterns that the board sends back, and recommends the fastest rate that loses none."
    },
    footerHeading = "%nExamples:%n",
    footer = "  espalier board linktest /dev/ttyUSB0")
final class BoardLinktestCommand implements Callable<Integer> {
  private static final int BAR = 30;

  @Spec private CommandSpec spec;

  @Mixin private final BoardPort port = new BoardPort();

  @Option(
      names = "--patterns",
      paramLabel = "N",
      defaultValue = "100",
      converter = Count.class,
      description = "How many to send at each rate (${DEFAULT-VALUE}).")
  private int patterns = 100;

  BoardLinktestCommand() {}

  @Override
  public Integer call() {
    List<TestResult> results = new ArrayList<>();
    try (BoardConnection board = port.target().connect()) {
      for (int baud : board.rates()) {
        results.add(board.test(baud, patterns, done -> progress(baud, done)));
      }
    }
    spec.commandLine().getErr().print("\r" + " ".repeat(BAR + 30) + "\r");
    spec.commandLine().getErr().flush();
    return report(results, spec.commandLine().getOut()).value();
  }

  private void progress(int baud, int done) {
    PrintWriter err = spec.commandLine().getErr();
    int full = done * BAR / patterns;
    err.print(
        "\r"
            + String.format("%8s ", baud == 0 ? "USB" : baud)
            + "["
            + "#".repeat(full)
            + " ".repeat(BAR - full)
            + "] "
            + done
            + "/"
            + patterns);
    err.flush();
  }

  /** Prints the table and the recommendation. */
  static ExitCode report(List<TestResult> results, PrintWriter out) {
    out.println("    baud    lost        kB/s each way   of the line");
    for (TestResult result : results) {
      out.println(row(result));
    }
    Optional<TestResult> best =
        results.stream()
            .filter(result -> result.works() && result.lost() == 0)
            .max(Comparator.comparingInt(TestResult::baud));
    if (best.isEmpty()) {
      out.println("no rate is without loss: try a shorter cable, another port, no hub between");
      return ExitCode.FAILURE;
    }
    if (best.get().baud() == 0) {
      out.println("the line is fine; it has no rate to choose");
    } else {
      out.println(
          "recommended: "
              + best.get().baud()
              + " baud (--net \"serial:PORT?baud="
              + best.get().baud()
              + "\" never goes faster)");
    }
    return ExitCode.OK;
  }

  private static String row(TestResult result) {
    String baud = result.baud() == 0 ? "USB" : String.valueOf(result.baud());
    if (!result.works()) {
      return String.format("%8s    does not work", baud);
    }
    String share =
        result.baud() == 0
            ? "-"
            : String.format(Locale.ROOT, "%.0f %%", result.bytesPerSecond() * 1000 / result.baud());
    return String.format(
        Locale.ROOT,
        "%8s    %d of %-6d %8.1f        %s",
        baud,
        result.lost(),
        result.sent(),
        result.bytesPerSecond() / 1000,
        share);
  }
}
