package dev.espalier.cli;

import dev.espalier.testkit.FileErrors;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code espalier echo-server}. */
@Command(
    description = {
      "Runs a WebSocket server that sends every message back.",
      "",
      "It logs each connection, message and close, and runs until Ctrl-C."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  espalier echo-server",
      "      ws://localhost:8080, what examples/WebsocketExample.java connects to",
      "  espalier echo-server --tls --ca-out examples/ca.pem",
      "      wss://localhost:8443, for examples/TlsClient.java, which trusts ca.pem",
      "  espalier echo-server --host 0.0.0.0",
      "      also for a real board on the same network"
    })
final class EchoServerCommand implements Runnable {
  private static final int PORT = 8080;
  private static final int TLS_PORT = 8443;
  private static final int PORT_MAX = 65535;

  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Where to listen (default 8080, with --tls 8443); 0 takes any free port.")
  private @Nullable Integer port;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      defaultValue = "localhost",
      description =
          "The address or name to listen on, and the certificate's name (${DEFAULT-VALUE}).")
  private String host = "localhost";

  @Option(names = "--tls", description = "Serve wss, with a certificate made on the fly.")
  private boolean tls;

  @Option(
      names = "--ca-out",
      paramLabel = "FILE",
      description = "Write the CA certificate (PEM) that clients must trust to FILE.")
  private @Nullable Path caOut;

  EchoServerCommand() {}

  @Override
  public void run() {
    int wanted = port == null ? (tls ? TLS_PORT : PORT) : port;
    if (wanted < 0 || wanted > PORT_MAX) {
      throw usage("--port must be 0 to 65535: " + wanted);
    }
    if (caOut != null && !tls) {
      throw usage("--ca-out needs --tls: without it there is no certificate");
    }
    var address = new InetSocketAddress(host, wanted);
    if (address.isUnresolved()) {
      throw usage("--host cannot be resolved: " + host);
    }
    PrintWriter out = spec.commandLine().getOut();
    var terminal = new Terminal(out);
    ServerCertificate certificate = tls ? ServerCertificate.make(host) : null;
    if (certificate != null && caOut != null) {
      write(caOut, certificate.caPem());
    }
    try (EchoServer server = EchoServer.start(address, certificate, terminal::line)) {
      terminal.line("listening on " + server.uri());
      // Ctrl-C is the way out: the hook closes the server, the JVM exits with 130.
      Runtime.getRuntime().addShutdownHook(new Thread(server::close, "echo-server-stop"));
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new CliException(
          ExitCode.FAILURE, "cannot write --ca-out " + file + ": " + FileErrors.reason(e));
    }
  }
}
