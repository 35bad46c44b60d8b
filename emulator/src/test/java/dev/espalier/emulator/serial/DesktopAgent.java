package dev.espalier.emulator.serial;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * The board agent in C as a process of its own, behind a pty: {@code tools/board-agent} says what
 * it prints and which commands it takes.
 */
final class DesktopAgent implements AutoCloseable {
  private static final int NO_COMPILER = 3;

  private final Process process;
  private final BufferedReader events;
  private final Writer commands;
  private final String pty;

  /** Starts one, built if need be; where there is no C compiler the test is skipped. */
  DesktopAgent(String... options) {
    Path project = project();
    build(project);
    List<String> command = new ArrayList<>();
    command.add(project.resolve("target/agent-posix").toString());
    command.addAll(Arrays.asList(options));
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    events = process.inputReader(UTF_8);
    commands = process.outputWriter(UTF_8);
    pty = await("pty ").substring("pty ".length());
  }

  private static Path project() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("tools/board-agent/test"))) {
      at = at.getParent();
      if (at == null) {
        throw new IllegalStateException("no tools/board-agent above the working directory");
      }
    }
    return at.resolve("tools/board-agent");
  }

  /** Tests that run side by side must not build it twice. */
  private static synchronized void build(Path project) {
    try {
      Process made =
          new ProcessBuilder("sh", project.resolve("test").toString(), "posix")
              .redirectErrorStream(true)
              .start();
      String said = new String(made.getInputStream().readAllBytes(), UTF_8);
      int code = made.waitFor();
      Assumptions.assumeTrue(code != NO_COMPILER, said);
      if (code != 0) {
        throw new IllegalStateException("the board agent does not build: " + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The path of the pty it booted with. */
  String pty() {
    return pty;
  }

  /** Has it do something. */
  void command(String line) {
    try {
      commands.write(line + "\n");
      commands.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for an event that begins like this. */
  String await(String beginning) {
    try {
      for (String line = events.readLine(); line != null; line = events.readLine()) {
        if (line.startsWith(beginning)) {
          return line;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException("the board agent has ended before it said " + beginning);
  }

  /** Ends it as its end of input does: it takes its symlink along. */
  @Override
  public void close() {
    command("exit");
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
