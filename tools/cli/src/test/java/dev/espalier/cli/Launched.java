package dev.espalier.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A process that a launcher of the project started, with its output so far. */
final class Launched implements AutoCloseable {
  /** The top of the project. */
  static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

  private final Process process;
  private final BufferedReader reader;
  private final List<String> lines = new ArrayList<>();

  private Launched(Process process) {
    this.process = process;
    this.reader = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts {@code ./espalier} with arguments, as a user with no variable set does. */
  static Launched espalier(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("/bin/sh", ROOT.resolve("espalier").toString()));
    command.addAll(List.of(arguments));
    return start(ROOT, Map.of(), command);
  }

  /** Starts a command; stderr goes where stdout goes. */
  static Launched start(Path directory, Map<String, String> variables, List<String> command)
      throws IOException {
    var builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().keySet().removeAll(List.of("JAVA_HOME", "JAVA_TOOL_OPTIONS"));
    builder.environment().putAll(variables);
    return new Launched(builder.redirectErrorStream(true).start());
  }

  /** Reads until a line fits, and returns it. */
  String await(Predicate<String> wanted) throws IOException {
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      lines.add(line);
      if (wanted.test(line)) {
        return line;
      }
    }
    throw new AssertionError("the wanted line is missing in\n" + output());
  }

  /** Presses Ctrl-C. */
  void interrupt() throws IOException, InterruptedException {
    String pid = Long.toString(process.pid());
    new ProcessBuilder("kill", "-INT", pid).inheritIO().start().waitFor();
  }

  /** Waits for the end, and returns the exit code. */
  int exitCode() throws IOException, InterruptedException {
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      lines.add(line);
    }
    return process.waitFor();
  }

  /** Returns what was read so far. */
  String output() {
    return String.join("\n", lines) + "\n";
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    reader.close();
  }
}
