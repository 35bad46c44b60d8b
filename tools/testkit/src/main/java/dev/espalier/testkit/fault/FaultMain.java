package dev.espalier.testkit.fault;

import dev.espalier.testkit.fault.FaultyMirror.Outcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code tools/faults}. */
@Command(
    name = "tools/faults",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Puts deliberate faults into the mirror, one at a time, and shows that the judge sees them.",
      "",
      "The faults are those of docs/deliberate-faults.md. Each is played against the recordings"
          + " that it names there; the first line says that the mirror as it is passes all of them."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every fault turned a recording red",
      "1:a fault was not seen, or cannot be put in any more",
      "2:the command line is wrong"
    },
    footer = {
      "",
      "Examples:",
      "  tools/faults                          every fault against its own recordings",
      "  tools/faults --all close-code-swapped one fault against everything"
    })
public final class FaultMain implements Callable<Integer> {
  private static final int UNSEEN = 1;

  /** More names do not fit a line, and say nothing new. */
  private static final int NAMES_SHOWN = 3;

  @Spec private CommandSpec spec;

  @Option(
      names = "--project",
      paramLabel = "DIR",
      description = "the top of the project, where docs and sources are (default: this folder)")
  private Path project = Path.of("");

  @Option(names = "--all", description = "play every recording, and name all that turn red")
  private boolean all;

  @Option(names = "--list", description = "print the faults, and put none in")
  private boolean list;

  @Parameters(paramLabel = "NAME", arity = "0..*", description = "faults; all without any")
  private List<String> names = new ArrayList<>();

  private FaultMain() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(out, err, args));
  }

  /**
   * Runs the command.
   *
   * @param out takes the results
   * @param err takes errors
   * @param args the command line
   * @return 0, 1 or 2
   */
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    return new CommandLine(new FaultMain())
        .setOut(out)
        .setErr(err)
        .setParameterExceptionHandler((e, arguments) -> {
          err.println("tools/faults: " + e.getMessage() + " (see tools/faults --help)");
          return CommandLine.ExitCode.USAGE;
        })
        .execute(args);
  }

  @Override
  public Integer call() {
    List<Fault> faults = wanted();
    if (list) {
      faults.forEach(fault -> out().println(fault.name() + ": " + fault.meaning()));
      return 0;
    }
    List<String> globs =
        faults.stream().flatMap(fault -> fault.shownBy().stream()).distinct().toList();
    Outcome genuine = new FaultyMirror(Map.of()).play(arguments(all ? List.of() : globs));
    out().println("the mirror as it is: " + verdict(genuine));
    boolean good = genuine.red().isEmpty();
    try (var compiler = new FaultCompiler(project)) {
      for (Fault fault : faults) {
        good &= judge(fault, compiler);
      }
    }
    return good ? 0 : UNSEEN;
  }

  private boolean judge(Fault fault, FaultCompiler compiler) {
    try {
      var mirror = new FaultyMirror(compiler.compile(fault));
      Outcome outcome = mirror.play(arguments(all ? List.of() : fault.shownBy()));
      boolean seen = !outcome.red().isEmpty();
      out().println((seen ? "" : "NOT SEEN ") + fault.name() + ": " + verdict(outcome));
      return seen;
    } catch (FaultException e) {
      out().println("BROKEN " + e.getMessage());
      return false;
    }
  }

  private List<Fault> wanted() {
    List<Fault> faults;
    try {
      faults = FaultList.read(project.resolve("docs/deliberate-faults.md"));
    } catch (IOException e) {
      throw usage(
          "docs/deliberate-faults.md cannot be read in "
              + project.toAbsolutePath()
              + ": name the top of the"
              + " project with --project");
    } catch (FaultException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
    for (String name : names) {
      if (faults.stream().noneMatch(fault -> fault.name().equals(name))) {
        throw usage("no fault has the name " + name + "; --list prints them");
      }
    }
    return names.isEmpty()
        ? faults
        : faults.stream().filter(fault -> names.contains(fault.name())).toList();
  }

  static String[] arguments(List<String> globs) {
    return globs.stream()
        .flatMap(glob -> List.of("--filter", glob).stream())
        .toArray(String[]::new);
  }

  private String verdict(Outcome outcome) {
    List<String> red = outcome.red();
    int shown = all ? red.size() : Math.min(red.size(), NAMES_SHOWN);
    return red.size()
        + " of "
        + outcome.count()
        + " red"
        + (red.isEmpty() ? "" : ": " + String.join(" ", red.subList(0, shown)))
        + (shown < red.size() ? " ..." : "");
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
