package dev.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The board's agent as a program of this machine, behind a pty. */
final class PosixAgent implements AutoCloseable {
  private static final Path HOME = Path.of("../board-agent").toAbsolutePath().normalize();
  private static final int NO_COMPILER = 3;
  private static final int SECONDS_MAX = 20;

  private final Process process;
  private final PrintWriter commands;
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final Path link;

  private PosixAgent(Process process, Path link) {
    this.process = process;
    this.link = link;
    this.commands = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    Thread.ofPlatform().daemon().start(this::readEvents);
  }

  /**
   * Starts it; builds it first if need be. A test without a C compiler is passed over.
   *
   * @param directory where the link to its pty goes
   */
  static PosixAgent start(Path directory, String... options)
      throws IOException, InterruptedException {
    assumeTrue(!System.getProperty("os.name").startsWith("Windows"), "needs a pty");
    Process build =
        new ProcessBuilder(HOME.resolve("test").toString(), "posix")
            .redirectErrorStream(true)
            .start();
    String said = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = build.waitFor();
    assumeTrue(code != NO_COMPILER, "no C compiler: " + said);
    assertEquals(0, code, said);
    Path link = directory.resolve("board");
    List<String> command =
        new ArrayList<>(
            List.of(HOME.resolve("target/agent-posix").toString(), "--link", link.toString()));
    command.addAll(Arrays.asList(options));
    PosixAgent agent =
        new PosixAgent(
            new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start(),
            link);
    agent.await("pty ");
    return agent;
  }

  private void readEvents() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        events.add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The port to give to commands. */
  String port() {
    return link.toString();
  }

  void command(String line) {
    commands.println(line);
  }

  /** Waits for an event that begins so. */
  void await(String beginning) throws InterruptedException {
    String event;
    do {
      event = events.poll(SECONDS_MAX, TimeUnit.SECONDS);
      assertTrue(event != null, "no event: " + beginning);
    } while (!event.startsWith(beginning));
  }

  @Override
  public void close() throws IOException {
    commands.println("exit");
    process.destroy();
    Files.deleteIfExists(link);
  }
}
