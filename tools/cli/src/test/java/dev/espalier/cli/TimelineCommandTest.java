package dev.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code --trace}, {@code --pcap} and {@code espalier timeline}. Where a headless Chromium is
 * installed, as in {@code .ci/run}, the page is opened in it.
 */
final class TimelineCommandTest {
  private static final List<String> BROWSERS =
      List.of("chromium-headless-shell", "chromium", "google-chrome");

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private Path trace;
  private Path page;

  @BeforeEach
  void runAScenario() {
    trace = folder.resolve("run.json");
    page = folder.resolve("run.html");
    String scenario = "../../examples/scenarios/reconnect-after-reset.yaml";
    Path pcap = folder.resolve("run.pcapng");
    assertEquals(
        0,
        run("test", scenario, "--trace", trace.toString(), "--pcap", pcap.toString()),
        out::toString);
    assertTrue(Files.exists(pcap));
  }

  private int run(String... args) {
    return Main.run(new PrintWriter(out), new PrintWriter(out), args);
  }

  @Test
  void writesWhatPerfettoReads() throws IOException {
    Map<String, Object> read = JSON.std.mapFrom(trace.toFile());
    List<?> events = (List<?>) Objects.requireNonNull(read.get("traceEvents"));
    assertTrue(
        events.stream()
            .anyMatch(e -> e instanceof Map<?, ?> m && "free heap".equals(m.get("name"))),
        "heap over time");
    for (String kind :
        List.of("task", "console", "event", "frame", "socket", "connection", "fault", "boot")) {
      assertTrue(
          events.stream().anyMatch(e -> e instanceof Map<?, ?> m && kind.equals(m.get("cat"))),
          kind);
    }
  }

  @Test
  void makesAPageThatABrowserShows() throws IOException, InterruptedException {
    assertEquals(0, run("timeline", trace.toString()), out::toString);
    assertTrue(out.toString().contains(page.toString()), out::toString);
    Optional<Path> browser = browser();
    if (browser.isEmpty()) {
      assertTrue(Files.readString(page).contains("\"traceEvents\""));
      return;
    }
    String dom = dump(browser.get(), page.toUri() + "#search=Reset&hide=task");
    assertTrue(dom.contains("<title>Espalier timeline: "), "the script has run to its end");
    assertTrue(dom.contains("20.000000 s  world  fault  Reset<"), dom::toString);
    String events = dump(browser.get(), page.toUri() + "#search=WEBSOCKET_EVENT_");
    assertTrue(events.contains("esp32  event  WEBSOCKET_EVENT_CONNECTED<"), events::toString);
    String whole = dump(browser.get(), page.toUri().toString());
    assertTrue(whole.contains("console, events, frames and faults in view"), whole::toString);
    assertTrue(whole.matches("(?s).*frame  sends text, \\d+ bytes: \\{\"n\":.*"), whole::toString);
    String nothing = dump(browser.get(), page.toUri() + "#search=Reset&hide=fault");
    assertTrue(!nothing.contains("world  fault  Reset"), "filtered out");
  }

  @Test
  void refusesOtherFiles() throws IOException {
    Files.writeString(folder.resolve("other.json"), "{}");
    assertEquals(2, run("timeline", folder.resolve("other.json").toString()));
    assertTrue(out.toString().contains("is no trace of Espalier"), out::toString);
    assertEquals(2, run("timeline", folder.resolve("none.json").toString()));
  }

  private static Optional<Path> browser() {
    return Stream.of(System.getenv("PATH").split(":"))
        .flatMap(path -> BROWSERS.stream().map(name -> Path.of(path, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static String dump(Path browser, String url) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                browser.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--virtual-time-budget=2000",
                "--dump-dom",
                url)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String dom = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor());
    return dom;
  }
}
