package dev.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The examples over real sockets of this machine; the exit waits for what the console says. */
@Timeout(120)
class HostNetworkTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final Path EXAMPLES = Path.of("../../examples");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path directory;

  private int run(String example, String... options) throws IOException {
    Path file = Files.copy(EXAMPLES.resolve(example), directory.resolve(example));
    List<String> args = new ArrayList<>(List.of("run", file.toString(), "--timeout", "60s"));
    args.addAll(List.of(options));
    args.addAll(List.of("-D", "CONFIG_EXAMPLE_CONNECT_IPV6=n"));
    return Main.run(new PrintWriter(out), new PrintWriter(err), args.toArray(new String[0]));
  }

  @Test
  void aWrongPortShowsTheErrorLinesOfEspIdf() throws IOException {
    int port;
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
    }
    int code =
        run(
            "WebsocketExample.java",
            "-D",
            "CONFIG_WEBSOCKET_URI=ws://localhost:" + port,
            "--expect-text",
            "WEBSOCKET_EVENT_DISCONNECTED");
    assertEquals(ExitCode.OK.value(), code, err::toString);
    String console = out.toString();
    assertTrue(
        console.contains("TRANSPORT_WS: Error connecting to host localhost:" + port), console);
    assertTrue(console.contains("WEBSOCKET_CLIENT: Error transport connect"), console);
    assertTrue(console.contains("WEBSOCKET_CLIENT: Reconnect after 10000 ms"), console);
    assertFalse(console.contains("Exception"), console);
    assertEquals("", err.toString());
  }

  @Test
  void aWrongCaShowsTheCodeOfMbedTls() throws IOException {
    ServerCertificate certificate = ServerCertificate.make("localhost");
    Files.writeString(directory.resolve("ca.pem"), ServerCertificate.make("localhost").caPem());
    try (var server = EchoServer.start(ANY_PORT, certificate, line -> {})) {
      int code =
          run(
              "TlsClient.java",
              "-D",
              "CONFIG_EXAMPLE_TLS_URI=wss://localhost:" + server.port(),
              "--expect-text",
              "TLS_CLIENT: No connection");
      assertEquals(ExitCode.OK.value(), code, err::toString);
      assertTrue(out.toString().contains("mbedtls_ssl_handshake returned -0x2700"), out::toString);
    }
  }

  @Test
  void theTlsClientVerifiesTheServerAndAsksForItsSubprotocol() throws IOException {
    ServerCertificate certificate = ServerCertificate.make("localhost");
    Files.writeString(directory.resolve("ca.pem"), certificate.caPem());
    var log = new ConcurrentLinkedQueue<String>();
    try (var server = EchoServer.start(ANY_PORT, certificate, log::add)) {
      int code =
          run(
              "TlsClient.java",
              "-D",
              "CONFIG_EXAMPLE_TLS_URI=wss://localhost:" + server.port() + "/echo",
              "--expect-text",
              "TLS_CLIENT: Closed");
      assertEquals(ExitCode.OK.value(), code, () -> err + out.toString());
    }
    assertTrue(
        log.toString().contains("GET /echo over TLS, subprotocol espalier.echo"), log::toString);
  }

  @Test
  void withoutAnyCaTheTwoOptionsDecide() throws IOException {
    ServerCertificate certificate = ServerCertificate.make("localhost");
    try (var server = EchoServer.start(ANY_PORT, certificate, line -> {})) {
      String uri = "CONFIG_WEBSOCKET_URI=wss://localhost:" + server.port();
      // The root sdkconfig.defaults has both.
      assertEquals(
          ExitCode.OK.value(),
          run("WebsocketExample.java", "-D", uri, "--expect-text", "WEBSOCKET_EVENT_CONNECTED"),
          () -> err + out.toString());
      Files.delete(directory.resolve("WebsocketExample.java"));
      assertEquals(
          ExitCode.OK.value(),
          run(
              "WebsocketExample.java",
              "-D",
              uri,
              "-D",
              "CONFIG_ESP_TLS_SKIP_SERVER_CERT_VERIFY=n",
              "--expect-text",
              "No server verification option set"),
          () -> err + out.toString());
    }
  }
}
