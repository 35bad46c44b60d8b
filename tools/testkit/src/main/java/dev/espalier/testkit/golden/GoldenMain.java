package dev.espalier.testkit.golden;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.espalier.hal.profile.Profile;
import dev.espalier.hal.profile.Quirk;
import dev.espalier.hal.profile.QuirkSet;
import dev.espalier.testkit.FileErrors;
import dev.espalier.testkit.golden.GoldenRunner.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code tools/golden}. */
@Command(
    name = "tools/golden",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Plays recordings of the genuine C code against the mirror and compares.",
      "",
      "Each difference is printed as expected and got, with its position. The last line counts"
          + " what passed and what failed; each program of a file counts for itself."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all passed",
      "1:something failed, or a file is no proper recording",
      "2:the command line is wrong, or nothing was found to play"
    },
    footer = {
      "",
      "Examples:",
      "  tools/golden                                   the copy that comes with the project",
      "  tools/golden --filter 'echo_*' recordings/     scenarios by name",
      "  tools/golden --filter 'event/*' programs/      programs are named KIND/SEED",
      "  tools/golden --net jvm --names tools/real-sockets.txt   one of each kind",
      "  tools/golden --report out.json one.jsonl       for other programs to read"
    })
public final class GoldenMain implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int DIFFERENCES_SHOWN = 8;

  /** A run longer than this tells how far it is. */
  private static final int PROGRESS_EVERY = 100;

  @Spec private CommandSpec spec;

  @Option(
      names = "--profile",
      paramLabel = "P",
      description = "whose behaviour is mirrored: idf-4.4 (default) or component-1.8")
  private String profile = "idf-4.4";

  @Option(
      names = "--without",
      paramLabel = "QUIRK",
      description = "switch a quirk of that version off; may be given several times")
  private List<Quirk> without = new ArrayList<>();

  @Option(
      names = "--net",
      paramLabel = "sim|jvm",
      description = "the simulated network on virtual time (default), or real sockets in real time")
  private String net = "sim";

  @Option(
      names = "--filter",
      paramLabel = "GLOB",
      description = "only what has such a name; may be given several times")
  private List<String> filters = new ArrayList<>();

  @Option(
      names = "--names",
      paramLabel = "FILE",
      description = "only what the file names, a name or glob a line; # begins a comment")
  private @Nullable Path names;

  @Option(names = "--report", paramLabel = "FILE", description = "write the results as JSON")
  private @Nullable Path report;

  @Parameters(
      paramLabel = "PATH",
      arity = "0..*",
      description =
          "files, or folders of them; certs.json is looked for beside and above each. Without a"
              + " PATH the copy that comes with the project is played.")
  private List<Path> paths = new ArrayList<>();

  private GoldenMain() {}

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
   * @param err takes progress and errors
   * @param args the command line
   * @return 0, 1 or 2
   */
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    return new CommandLine(new GoldenMain())
        .setOut(out)
        .setErr(err)
        .setParameterExceptionHandler((e, arguments) -> {
          err.println("tools/golden: " + e.getMessage() + " (see tools/golden --help)");
          return CommandLine.ExitCode.USAGE;
        })
        .execute(args);
  }

  @Override
  public Integer call() {
    var reader = new RecordingReader(name -> wanted(name));
    Stage stage = stage();
    filters.addAll(named());
    try {
      for (Path path : paths) {
        reader.read(path);
      }
      if (paths.isEmpty()) {
        reader.readBuiltIn();
      }
    } catch (IOException e) {
      throw usage(FileErrors.reason(e));
    }
    if (reader.recordings().isEmpty() && reader.problems().isEmpty()) {
      throw usage(
          filters.isEmpty()
              ? "no recording found in " + paths
              : "no recording has a name like " + String.join(" or ", filters));
    }
    List<Verdict> verdicts = new ArrayList<>();
    for (RecordingReader.Problem problem : reader.problems()) {
      verdicts.add(
          new Verdict(
              problem.name(), List.of(new Difference("file", "a recording", problem.message()))));
    }
    verdicts.forEach(this::print);
    play(new GoldenRunner(stage), reader.recordings(), verdicts);
    long failed = verdicts.stream().filter(v -> !v.passed()).count();
    writeReport(verdicts);
    out().println((verdicts.size() - failed) + " passed, " + failed + " failed");
    return failed == 0 ? 0 : FAILED;
  }

  private void play(GoldenRunner runner, List<Recording> recordings, List<Verdict> verdicts) {
    int done = 0;
    for (Recording recording : recordings) {
      Verdict verdict = runner.judge(recording);
      verdicts.add(verdict);
      print(verdict);
      if (++done % PROGRESS_EVERY == 0 && done < recordings.size()) {
        err().println("  " + done + " of " + recordings.size() + " played");
      }
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private Stage stage() {
    Profile mirrored =
        switch (profile.toLowerCase(Locale.ROOT).replace('_', '-')) {
          case "idf-4.4", "idf-4-4" -> Profile.IDF_4_4;
          case "component-1.8", "component-1-8" -> Profile.COMPONENT_1_8;
          default -> throw usage("--profile must be idf-4.4 or component-1.8: " + profile);
        };
    QuirkSet quirks = QuirkSet.of(mirrored);
    for (Quirk quirk : without) {
      quirks = quirks.with(quirk, false);
    }
    return switch (net) {
      case "sim" -> new World(mirrored, quirks, false);
      case "jvm" -> new World(mirrored, quirks, true);
      default -> throw usage("--net must be sim or jvm: " + net);
    };
  }

  private List<String> named() {
    Path file = names;
    if (file == null) {
      return List.of();
    }
    try {
      return namesIn(file);
    } catch (IOException e) {
      throw usage("the names cannot be read from " + file + ": " + FileErrors.reason(e));
    }
  }

  /** The names or globs in a file, a line each. */
  static List<String> namesIn(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .map(line -> line.replaceAll("#.*", "").strip())
        .filter(line -> !line.isEmpty())
        .toList();
  }

  private boolean wanted(String name) {
    return filters.isEmpty() || filters.stream().anyMatch(glob -> name.matches(regex(glob)));
  }

  /**
   * A glob as a regular expression.
   *
   * @param glob a name in which * and ? stand for anything and [abc] for one of them
   * @return the expression
   */
  public static String regex(String glob) {
    var regex = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      switch (c) {
        case '*' -> regex.append(".*");
        case '?' -> regex.append('.');
        case '[', ']', '-' -> regex.append(c);
        default -> regex.append(java.util.regex.Pattern.quote(String.valueOf(c)));
      }
    }
    return regex.toString();
  }

  private void print(Verdict verdict) {
    if (verdict.passed()) {
      return;
    }
    out().println("FAIL " + verdict.name());
    List<Difference> differences = verdict.differences();
    for (Difference difference :
        differences.subList(0, Math.min(DIFFERENCES_SHOWN, differences.size()))) {
      out().println("    " + difference);
    }
    if (differences.size() > DIFFERENCES_SHOWN) {
      out().println("    and " + (differences.size() - DIFFERENCES_SHOWN) + " more");
    }
  }

  private void writeReport(List<Verdict> verdicts) {
    Path file = report;
    if (file == null) {
      return;
    }
    List<Object> results = new ArrayList<>();
    for (Verdict verdict : verdicts) {
      List<Object> differences = new ArrayList<>();
      for (Difference d : verdict.differences()) {
        differences.add(Map.of("position", d.position(), "expected", d.expected(), "got", d.got()));
      }
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("name", verdict.name());
      result.put("passed", verdict.passed());
      result.put("differences", differences);
      results.add(result);
    }
    long passed = verdicts.stream().filter(Verdict::passed).count();
    Map<String, Object> whole = new LinkedHashMap<>();
    whole.put("passed", passed);
    whole.put("failed", verdicts.size() - passed);
    whole.put("results", results);
    try {
      Files.writeString(
          file, JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(whole) + "\n");
    } catch (IOException e) {
      throw usage("the report cannot be written to " + file + ": " + e.getMessage());
    }
  }
}
