package dev.espalier.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes the tables of {@code docs/performance.md}: every measurement beside its floor, in one run.
 *
 * <p>Arguments: the project's top folder, then any of {@code kernel}, {@code loopback}, {@code
 * memory}, {@code start}; none means all.
 */
public final class Baseline {
  private static final int ROUNDS = 7;

  private Baseline() {}

  /**
   * Prints the tables to standard output and progress to standard error.
   *
   * @param args the top folder and the parts to run
   * @throws Exception when something cannot be measured
   */
  public static void main(String[] args) throws Exception {
    Path root = Path.of(args.length > 0 ? args[0] : ".");
    List<String> parts =
        args.length > 1
            ? List.of(args).subList(1, args.length)
            : List.of("kernel", "loopback", "memory", "start");
    if (parts.contains("kernel")) {
      KernelBench.main(args);
      System.out.println();
    }
    System.out.println("| measurement | by | wall | CPU | CPU against the first |");
    System.out.println("|---|---|---|---|---|");
    Process server = server();
    try (var port =
        new BufferedReader(
            new InputStreamReader(server.getInputStream(), StandardCharsets.US_ASCII))) {
      int number = Integer.parseInt(port.readLine());
      if (parts.contains("loopback")) {
        loopback(number);
      }
      if (parts.contains("memory")) {
        IdleBoards.measure(number, 500);
      }
    } finally {
      server.destroy();
    }
    if (parts.contains("start")) {
      StartUp.measure(root);
    }
  }

  private static void loopback(int port) throws Exception {
    SideBySide.measure(
        "echo of 32 B",
        ROUNDS,
        50_000,
        List.of(
            Contender.of("raw socket", n -> RawClient.echo(port, 32, n)),
            Contender.of("Espalier", n -> EspalierClient.echo(port, 32, n)),
            Contender.of("Java-WebSocket", n -> JavaWebSocketClient.echo(port, 32, n))));
    SideBySide.measure(
        "send 1 KiB",
        ROUNDS,
        200_000,
        List.of(
            Contender.of("raw socket", n -> RawClient.send(port, 1024, n)),
            Contender.of("Espalier", n -> EspalierClient.send(port, 1024, n)),
            Contender.of("Java-WebSocket", n -> JavaWebSocketClient.send(port, 1024, n))));
    SideBySide.measure(
        "receive 1 KiB",
        ROUNDS,
        200_000,
        List.of(
            Contender.of("raw socket", n -> RawClient.receive(port, 1024, n)),
            Contender.of("Espalier", n -> EspalierClient.receive(port, 1024, n)),
            Contender.of("Java-WebSocket", n -> JavaWebSocketClient.receive(port, 1024, n))));
  }

  private static Process server() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            FrameServer.class.getName())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
