package dev.espalier.cli;

import dev.espalier.testkit.FileErrors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code espalier timeline}. */
@Command(
    description = {
      "Makes a page of a run: tasks, events, frames, connections, heap, faults and the console"
          + " along time.",
      "",
      "The page needs nothing but a browser: it can be mailed or kept with a CI run. It zooms,"
          + " filters by kind and searches; below it has the lines of what is in view. A link may"
          + " say what to look at: run.html#search=CONNECTED&hide=task,socket&from=1.5&to=2"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  espalier run Hello.java --net sim --clock virtual --trace run.json",
      "  espalier timeline run.json",
      "      writes run.html"
    })
final class TimelineCommand implements Callable<Integer> {
  private static final String PLACE = "/*DATA*/";

  @Spec private CommandSpec spec;

  @Parameters(arity = "1", paramLabel = "TRACE", description = "A file that --trace has written.")
  private Path file = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The page; by default beside the trace, with the ending .html.")
  private @Nullable Path output;

  TimelineCommand() {}

  @Override
  public Integer call() {
    Path page = output;
    if (page == null) {
      page =
          file.resolveSibling(
              String.valueOf(file.getFileName()).replaceFirst("\\.json$", "") + ".html");
    }
    try {
      String trace = Files.readString(file);
      if (!trace.startsWith("{\"displayTimeUnit\"")) {
        throw new CliException(
            ExitCode.USAGE, file + " is no trace of Espalier: write one with run --trace FILE");
      }
      Files.writeString(page, template().replace(PLACE, trace.replace("</", "<\\/")));
    } catch (NoSuchFileException e) {
      throw new CliException(ExitCode.USAGE, "there is no file " + e.getFile());
    } catch (IOException e) {
      throw new CliException(ExitCode.USAGE, "cannot make " + page + ": " + FileErrors.reason(e));
    }
    spec.commandLine().getOut().println(page);
    return ExitCode.OK.value();
  }

  private static String template() throws IOException {
    try (InputStream in = TimelineCommand.class.getResourceAsStream("timeline.html")) {
      if (in == null) {
        throw new IllegalStateException("timeline.html is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
