package dev.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.profile.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs every Java sample of {@code docs/websocket-client.md} on virtual time. The comment above a
 * sample says what it is and what must be seen on the console and on the wire.
 */
class DocumentationTest {
  private static final Path PAGE = Path.of("../../docs/websocket-client.md");
  private static final Pattern SAMPLE =
      Pattern.compile("(?:<!-- sample: ([^>]*) -->\\n)?```java\\n(.*?)```", Pattern.DOTALL);
  private static final ServerCertificate CERTIFICATE = ServerCertificate.make("localhost");

  private static final String IMPORTS =
      """
      import static dev.espalier.websocket.WebsocketEvents.*;
      import dev.espalier.hal.Firmware;
      import dev.espalier.hal.event.*;
      import dev.espalier.hal.freertos.*;
      import dev.espalier.hal.log.EspLog;
      import dev.espalier.hal.netif.EspNetif;
      import dev.espalier.hal.nvs.NvsFlash;
      import dev.espalier.hal.wifi.ExampleConnect;
      import dev.espalier.websocket.*;
      import java.io.InputStream;
      import java.nio.charset.StandardCharsets;
      """;

  private static final String PROGRAM =
      """
      public final class Sample implements Firmware {
        private static final String TAG = "sample";

        %s

        void logEvent(Object arg, EventBase<?> base, int id, WebsocketEventData data) {
          EspLog.i(TAG, id == WEBSOCKET_EVENT_CONNECTED ? "connected" : "event %%d", id);
        }

        public void appMain() {
          NvsFlash.init().orAbort();
          EspNetif.init().orAbort();
          EspEvent.loopCreateDefault().orAbort();
          ExampleConnect.exampleConnect().orAbort();
          try {
            sample();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        }

        void sample() throws Exception {
          %s
        }
      }
      """;

  private static final String CONFIG =
      "WebsocketClientConfig cfg ="
          + " WebsocketClientConfig.builder().uri(\"ws://echo.example.com\").build();\n";
  private static final String START =
      """
      EspWebsocketClient client = EspWebsocketClient.init(cfg);
      client.registerEvents(WEBSOCKET_EVENT_ANY, this::%s, client);
      client.start().orAbort();
      Task.delay(Timeout.millis(2000));
      """;
  private static final String END = "Task.delay(Timeout.millis(2000));\nclient.destroy();\n";

  @TempDir private Path directory;

  @TestFactory
  Stream<DynamicTest> everySampleRuns() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    Matcher matcher = SAMPLE.matcher(Files.readString(PAGE));
    while (matcher.find()) {
      String about = matcher.group(1);
      String code = matcher.group(2);
      int number = tests.size() + 1;
      tests.add(dynamicTest("sample " + number + ": " + about, () -> check(about, code)));
    }
    assertTrue(tests.size() >= 10, "the page has lost its samples");
    return tests.stream();
  }

  @Test
  void everyCommandOfThePageIsOneWeHave() throws IOException {
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("    ./espalier ")) {
        String command = line.strip().split(" ")[1];
        assertTrue(List.of("run", "echo-server", "demo", "config").contains(command), line);
      }
    }
  }

  private void check(String about, String code) throws IOException {
    assertTrue(about != null, "a sample without a comment that says how to check it:\n" + code);
    List<String> notes = List.of(about.split("; "));
    if (notes.contains("needs: ca.pem")) {
      Files.writeString(directory.resolve("ca.pem"), CERTIFICATE.caPem());
    }
    String source = IMPORTS + program(notes.getFirst(), code);
    FirmwareImage image = FirmwareImage.fromSource("Sample.java", source, directory.toRealPath());
    try (var world = EchoWorld.open(CERTIFICATE)) {
      if (notes.contains("profile: component_1_8")) {
        world.profile(Profile.COMPONENT_1_8);
      }
      String console = world.runToEnd(image, SdkConfig.defaults());
      String wire = world.wire().toString();
      for (String note : notes) {
        if (note.startsWith("console: ")) {
          assertSeen(note.substring("console: ".length()), console);
        } else if (note.startsWith("wire: ")) {
          assertSeen(note.substring("wire: ".length()), wire);
        }
      }
    }
  }

  private static void assertSeen(String expected, String text) {
    assertTrue(text.contains(expected), () -> "\"" + expected + "\" is missing in\n" + text);
  }

  private static String program(String kind, String code) {
    return switch (kind) {
      case "body" -> PROGRAM.formatted("", code);
      case "config" -> PROGRAM.formatted("", code + START.formatted("logEvent") + END);
      case "handler" -> PROGRAM.formatted(code, CONFIG + START.formatted("handler") + END);
      case "client" -> PROGRAM.formatted("", CONFIG + START.formatted("logEvent") + code + END);
      default -> throw new AssertionError("unknown kind of sample: " + kind);
    };
  }
}
