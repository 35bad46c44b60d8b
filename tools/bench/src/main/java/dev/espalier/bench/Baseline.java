package dev.espalier.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Makes the tables of {@code docs/performance.md}: every measurement beside its floor, in one run.
 *
 * <p>Arguments: the project's top folder, then any of {@code kernel}, {@code ws}, {@code wss},
 * {@code idle}, {@code start}; none means all.
 */
public final class Baseline {
  private static final int KIB = 1024;
  private static final EspalierLibrary SMALL = new EspalierLibrary("Espalier", KIB, 1);
  private static final EspalierLibrary LARGE =
      new EspalierLibrary("Espalier, 64 KiB buffers", 64 * KIB, 1);
  private static final EspalierLibrary CROWDED =
      new EspalierLibrary("Espalier, 10 clients a board", KIB, 10);

  private Baseline() {}

  /**
   * Prints the tables to standard output and progress to standard error.
   *
   * @param args the top folder and the parts to run
   * @throws Exception when something cannot be measured
   */
  public static void main(String[] args) throws Exception {
    long begun = System.nanoTime();
    Path root = Path.of(args.length > 0 ? args[0] : ".");
    List<String> parts =
        args.length > 1
            ? List.of(args).subList(1, args.length)
            : List.of("kernel", "ws", "wss", "idle", "start");
    if (parts.contains("kernel")) {
      KernelBench.main(args);
      System.out.println();
      IdleBoards.measure();
    }
    if (parts.contains("ws") || parts.contains("wss") || parts.contains("idle")) {
      withServer(parts);
    }
    if (parts.contains("start")) {
      StartUp.measure(root);
    }
    System.err.printf("done after %d s%n", (System.nanoTime() - begun) / 1_000_000_000);
    System.exit(0); // what is stuck runs on
  }

  private static void withServer(List<String> parts) throws Exception {
    Process server = server();
    Processors.bind(ProcessHandle.current(), 0);
    Processors.bind(server.toHandle(), 1);
    try (var netty = new NettyLibrary();
        var vertx = new VertxLibrary();
        var said =
            new BufferedReader(
                new InputStreamReader(server.getInputStream(), StandardCharsets.US_ASCII))) {
      List<Target> targets = targets(said);
      List<Library> peers =
          List.of(
              new RawLibrary(), SMALL, new JavaWebSocketLibrary(), netty, vertx, new JdkLibrary());
      if (parts.contains("ws")) {
        traffic("ws", targets.get(0), peers);
      }
      if (parts.contains("wss")) {
        traffic("wss", targets.get(1), peers);
      }
      if (parts.contains("idle")) {
        idle(targets.subList(2, 4), peers);
      }
    } finally {
      server.destroy();
      Processors.release(ProcessHandle.current());
    }
  }

  private static void traffic(String title, Target to, List<Library> peers) throws Exception {
    SideBySide table = new SideBySide(title);
    table.measure("echo 32 B", each(peers, (library, n, watch) -> library.echo(to, 32, n, watch)));
    table.measure(
        "send 1 KiB", each(peers, (library, n, watch) -> library.send(to, KIB, n, watch)));
    table.measure(
        "receive 1 KiB", each(peers, (library, n, watch) -> library.receive(to, KIB, n, watch)));
    List<Library> bulk = new ArrayList<>(peers);
    bulk.add(2, LARGE);
    table.measure(
        "echo 64 KiB", each(bulk, (library, n, watch) -> library.echo(to, 64 * KIB, n, watch)));
    table.measure(
        "connect and close", each(peers, (library, n, watch) -> library.connect(to, n, watch)));
    table.print();
  }

  private static List<Contender> each(List<Library> libraries, Job job) {
    return libraries.stream()
        .map(library -> new Contender(library.name(), (n, watch) -> job.run(library, n, watch)))
        .toList();
  }

  @FunctionalInterface
  private interface Job {
    void run(Library library, int operations, Stopwatch watch) throws Exception;
  }

  private static void idle(List<Target> targets, List<Library> peers) throws Exception {
    List<Library> all = new ArrayList<>(peers);
    all.add(2, CROWDED);
    System.out.println("| heap per idle connection | 1000, ws | 5000, ws | 1000, wss |");
    System.out.println("|---|---|---|---|");
    for (Library library : all) {
      System.out.printf(
          Locale.ROOT,
          "| %s | %s | %s | %s |%n",
          library.name(),
          Idle.heapPerConnection(library, targets.get(0), 1000),
          Idle.heapPerConnection(library, targets.get(0), 5000),
          Idle.heapPerConnection(library, targets.get(1), 1000));
    }
    System.out.println();
  }

  private static List<Target> targets(BufferedReader said) throws IOException {
    String[] ports = said.readLine().split(" ");
    String authority =
        said.lines()
            .takeWhile(line -> !line.startsWith("-----END"))
            .collect(Collectors.joining("\n", "", "\n-----END CERTIFICATE-----\n"));
    List<Target> targets = new ArrayList<>();
    for (int i = 0; i < ports.length; i++) {
      targets.add(Target.of(Integer.parseInt(ports[i]), i % 2 == 1, authority));
    }
    return targets;
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
