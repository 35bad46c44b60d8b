package dev.espalier.hal.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.espalier.testkit.golden.GoldenMain;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * 300 random programs whose handlers register, unregister and post while an event is dispatched,
 * with what {@code esp_event.c} of ESP-IDF v4.4 did with them. It was compiled for the host over a
 * queue and a lock of a few lines, once as it is and once with the address sanitizer; where only
 * the sanitizer stopped it, what it did as it is counts (six programs).
 */
class HandlerChangesTest {
  @Test
  void dispatchesAsTheGenuineCodeWhileHandlersChangeTheLists(@TempDir Path folder)
      throws IOException {
    Path programs = folder.resolve("handler-changes.jsonl");
    try (InputStream in =
        new GZIPInputStream(
            Objects.requireNonNull(
                HandlerChangesTest.class.getResourceAsStream("handler-changes.jsonl.gz")))) {
      Files.copy(in, programs);
    }
    StringWriter out = new StringWriter();
    int code =
        GoldenMain.run(
            new PrintWriter(out), new PrintWriter(new StringWriter()), programs.toString());
    assertEquals("300 passed, 0 failed", out.toString().strip());
    assertEquals(0, code);
  }
}
