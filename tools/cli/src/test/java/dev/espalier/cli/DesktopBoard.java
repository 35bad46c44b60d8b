package dev.espalier.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A board behind a pty: the agent in C as a process ({@code tools/board-agent/README.md}). */
final class DesktopBoard implements AutoCloseable {
  private static final Path PROJECT = Path.of("../board-agent");
  private static final int NO_COMPILER = 3;

  private final Process process;
  private final Writer commands;
  private final Path port;

  /** Starts one; its port is a link that outlives the pty. Without a C compiler skips the test. */
  DesktopBoard(Path port, String... options) throws IOException {
    this.port = port;
    build();
    List<String> command =
        new ArrayList<>(
            List.of(PROJECT.resolve("target/agent-posix").toString(), "--link", port.toString()));
    command.addAll(List.of(options));
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    commands = process.outputWriter(UTF_8);
    BufferedReader events = process.inputReader(UTF_8);
    String first = String.valueOf(events.readLine());
    if (!first.startsWith("pty ")) {
      throw new IllegalStateException("the board agent does not start: " + first);
    }
    Thread.ofPlatform().daemon().start(() -> passOver(events));
  }

  /** Keeps the agent from waiting for a reader. */
  private static void passOver(BufferedReader events) {
    try {
      String event = events.readLine();
      while (event != null) {
        event = events.readLine();
      }
    } catch (IOException e) {
      // The process has ended.
    }
  }

  private static synchronized void build() throws IOException {
    Process made =
        new ProcessBuilder("sh", PROJECT.resolve("test").toString(), "posix")
            .redirectErrorStream(true)
            .start();
    String said = new String(made.getInputStream().readAllBytes(), UTF_8);
    int code = made.onExit().join().exitValue();
    Assumptions.assumeTrue(code != NO_COMPILER, said);
    if (code != 0) {
      throw new IllegalStateException("the board agent does not build: " + said);
    }
  }

  String port() {
    return port.toString();
  }

  /** Has it do something, such as {@code reset}. */
  void command(String line) {
    try {
      commands.write(line + "\n");
      commands.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    command("exit");
    boolean _ = process.onExit().completeOnTimeout(process, 5, TimeUnit.SECONDS).join().isAlive();
    process.destroyForcibly();
  }
}
