package dev.espalier.cli;

import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.ClockPolicy;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.config.SdkConfigLoader;
import dev.espalier.testkit.FileErrors;
import dev.espalier.testkit.TimeSpan;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code espalier demo}. */
@Command(
    description = {
      "Shows ESP32 firmware talking WebSocket to a real server, in a few seconds.",
      "",
      "Starts an echo server of its own twice, plain and with a certificate made on the fly, and"
          + " runs examples/WebsocketExample.java against it over ws and wss. Lines that begin with"
          + " [server] are the server's log, the others the firmware's console."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  espalier demo",
      "      exit code 0 when both connections came about and every hello came back"
    })
final class DemoCommand implements Callable<Integer> {
  private static final String EXAMPLE = "WebsocketExample.java";
  private static final String CA_FILE = "ca.pem";
  // The last message and the clean end; CONNECTED comes before them.
  private static final List<String> EXPECTED =
      List.of(
          "WEBSOCKET_EVENT_CONNECTED",
          "Received=hello 0004",
          "WEBSOCKET_EVENT_CLOSED",
          "Websocket Stopped");
  private static final List<String> QUICK =
      List.of(
          "CONFIG_EXAMPLE_SEND_PERIOD_MS=100",
          "CONFIG_EXAMPLE_NO_DATA_TIMEOUT_SEC=1",
          "CONFIG_EXAMPLE_CONNECT_IPV6=n");
  private static final TimeSpan LIMIT = new TimeSpan(20_000_000_000L);

  @Spec private CommandSpec spec;

  DemoCommand() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    var terminal = new Terminal(out);
    // Keys take a while; they are made while the first half runs.
    var certificate = CompletableFuture.supplyAsync(() -> ServerCertificate.make("localhost"));
    Path directory = temporaryDirectory();
    try {
      FirmwareImage image = FirmwareImage.fromSource("examples/" + EXAMPLE, source(), directory);
      terminal.line("--- ws: " + EXAMPLE + " and a plain echo server");
      ExitCode code = talk(terminal, image, null);
      if (code == ExitCode.OK) {
        terminal.line("");
        terminal.line("--- wss: the same, over TLS; the firmware verifies the server");
        write(directory.resolve(CA_FILE), certificate.join().caPem());
        code = talk(terminal, image, certificate.join());
      }
      if (code == ExitCode.OK) {
        terminal.line("");
        terminal.line("Connected over ws and wss, every hello came back. To go on:");
        terminal.line("  ./espalier echo-server                              in one window");
        terminal.line("  ./espalier run examples/WebsocketExample.java       in another");
      }
      return code.value();
    } finally {
      delete(directory.resolve(CA_FILE));
      delete(directory);
    }
  }

  private ExitCode talk(
      Terminal terminal, FirmwareImage image, @Nullable ServerCertificate certificate) {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (EchoServer server =
        EchoServer.start(address, certificate, line -> terminal.line("[server] " + line))) {
      String uri = (certificate == null ? "ws" : "wss") + "://localhost:" + server.port();
      BoardConfig board = Boards.withTimeOfDay(Boards.equipped(options(uri)));
      var watch = new TextWatch(EXPECTED, List.of("WEBSOCKET_EVENT_DISCONNECTED"));
      PrintWriter err = spec.commandLine().getErr();
      var run =
          new FirmwareRun(
              Networks.named(Networks.JVM, ClockPolicy.real(), IllegalStateException::new),
              board,
              terminal::print,
              watch,
              err);
      run.timeout(LIMIT);
      ExitCode code = run.run(() -> image.create().appMain());
      if (code == ExitCode.OK || code == ExitCode.INTERRUPTED) {
        return code;
      }
      err.println(
          "espalier: the demo failed over "
              + uri
              + ": the firmware's console lacks "
              + String.join(", ", watch.missing()));
      return ExitCode.FAILURE;
    }
  }

  private static SdkConfig options(String uri) {
    var loader = new SdkConfigLoader();
    QUICK.forEach(loader::set);
    return loader.set("CONFIG_WEBSOCKET_URI=" + uri).load();
  }

  /** Returns the example's text, which is packed with the command. */
  private static String source() {
    try (InputStream text = DemoCommand.class.getResourceAsStream("/examples/" + EXAMPLE)) {
      if (text == null) {
        throw new IllegalStateException("the command was packaged without examples/" + EXAMPLE);
      }
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("espalier-demo").toRealPath();
    } catch (IOException e) {
      throw new CliException(
          ExitCode.FAILURE, "cannot make a temporary directory: " + FileErrors.reason(e));
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new CliException(
          ExitCode.FAILURE, "cannot write " + file + ": " + FileErrors.reason(e));
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // A leftover in the temporary directory is no failure of the demo.
    }
  }
}
