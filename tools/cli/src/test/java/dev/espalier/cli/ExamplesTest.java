package dev.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.RunResult;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.config.SdkConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles every example and runs it on virtual time against simulated echo servers. */
class ExamplesTest {
  private static final Path EXAMPLES = Path.of("../../examples");
  private static final ServerCertificate CERTIFICATE = ServerCertificate.make("localhost");

  @TempDir private Path directory;

  private static SdkConfig config(String... assignments) throws IOException {
    var loader = new SdkConfigLoader();
    Path defaults = EXAMPLES.resolve("sdkconfig.defaults");
    loader.file(defaults.toString(), Files.readString(defaults));
    for (String assignment : assignments) {
      loader.set(assignment);
    }
    return loader.load();
  }

  /** Loads an example from a directory of its own, beside the files it embeds. */
  private FirmwareImage example(String name) throws IOException {
    return FirmwareImage.load(Files.copy(EXAMPLES.resolve(name), directory.resolve(name)));
  }

  private static void assertInOrder(String text, List<String> parts) {
    int at = 0;
    for (String part : parts) {
      int found = text.indexOf(part, at);
      assertTrue(found >= 0, "\"" + part + "\" is missing, or not in its place, in\n" + text);
      at = found + part.length();
    }
  }

  @Test
  void websocketExampleSaysHelloFiveTimesAndCloses() throws IOException {
    try (var world = EchoWorld.open(CERTIFICATE)) {
      String console = world.runToEnd(example("WebsocketExample.java"), config());
      assertInOrder(
          console,
          List.of(
              "WEBSOCKET: [APP] Startup..",
              "WEBSOCKET: Connecting to ws://localhost:8080...",
              "WEBSOCKET: WEBSOCKET_EVENT_CONNECTED",
              "WEBSOCKET: Sending hello 0000",
              "WEBSOCKET: Received=hello 0000",
              "WEBSOCKET: Sending hello 0004",
              "WEBSOCKET: Received=hello 0004",
              "WEBSOCKET: No data received for 5 seconds, signaling shutdown",
              "WEBSOCKET: Websocket Stopped"));
    }
  }

  @Test
  void eventLoopExampleHandlesEachIterationOnItsLoop() throws IOException {
    try (var world = EchoWorld.open(CERTIFICATE)) {
      String console = world.runToEnd(example("EventLoopExample.java"), config());
      for (int i = 1; i <= 10; i++) {
        String loop = i % 2 == 0 ? "loop_with_task" : "loop_without_task";
        assertInOrder(
            console,
            List.of(
                "to " + loop + ", iteration " + i + " out of 10",
                "from " + loop + ", iteration " + i + "\n"));
      }
    }
  }

  @Test
  void sensorPublisherSendsJson() throws IOException {
    try (var world = EchoWorld.open(CERTIFICATE)) {
      RunResult result = world.run(example("SensorPublisher.java"), config(), 10);
      assertEquals(RunResult.End.LIMIT, result.end(), world::console);
      assertInOrder(
          world.console(),
          List.of(
              "SENSOR: Publishing to ws://localhost:8080",
              "SENSOR: Published {\"n\":0,",
              "SENSOR: Server says {\"n\":0,",
              "SENSOR: Published {\"n\":5,"));
    }
  }

  @Test
  void sensorPublisherKeepsReadingsUntilTheServerIsThere() throws IOException {
    try (var world = EchoWorld.open(CERTIFICATE)) {
      String nobody = "CONFIG_WEBSOCKET_URI=ws://localhost:9999";
      RunResult result = world.run(example("SensorPublisher.java"), config(nobody), 40);
      assertEquals(RunResult.End.LIMIT, result.end(), world::console);
      assertInOrder(
          world.console(),
          List.of(
              "SENSOR: No connection, the client tries again",
              "WEBSOCKET_CLIENT: Reconnect after 10000 ms",
              "SENSOR: Queue is full, dropping reading 0"));
    }
  }

  @Test
  void tlsClientVerifiesTheServer() throws IOException {
    Files.writeString(directory.resolve("ca.pem"), CERTIFICATE.caPem());
    try (var world = EchoWorld.open(CERTIFICATE)) {
      String console = world.runToEnd(example("TlsClient.java"), config());
      assertInOrder(
          console,
          List.of(
              "TLS_CLIENT: Connected, the server's certificate is verified",
              "TLS_CLIENT: Received hello over TLS",
              "TLS_CLIENT: Closed"));
    }
  }

  @Test
  void tlsClientRefusesAServerOfAnotherAuthority() throws IOException {
    String other = ServerCertificate.make("localhost").caPem();
    Files.writeString(directory.resolve("ca.pem"), other);
    try (var world = EchoWorld.open(CERTIFICATE)) {
      String console = world.runToEnd(example("TlsClient.java"), config());
      assertInOrder(
          console, List.of("mbedtls_ssl_handshake returned -0x2700", "TLS_CLIENT: No connection"));
    }
  }
}
