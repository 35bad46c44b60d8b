package dev.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code espalier check}. */
final class CheckCommandTest {
  /** Two tasks add to a counter without a lock, with a HAL call between reading and writing. */
  private static final String RACE =
      """
      import dev.espalier.hal.Firmware;
      import dev.espalier.hal.freertos.Task;
      import dev.espalier.hal.freertos.Timeout;
      import dev.espalier.hal.log.EspLog;

      public final class Race implements Firmware {
        private int counter;

        private void add() {
          Task.delay(Timeout.ticks(1));
          for (int i = 0; i < 10; i++) {
            int before = counter;
            long _ = Task.getTickCount();
            counter = before + 1;
          }
          Task.current().delete();
        }

        public void appMain() {
          Task.create("a", 4096, 5, this::add);
          Task.create("b", 4096, 5, this::add);
          Task.delay(Timeout.millis(100));
          EspLog.i("race", "counter %d", counter);
        }
      }
      """;

  private static final Pattern AGAIN =
      Pattern.compile("again: espalier test (\\S+) --replay '(.*)'");

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private Path file;

  @BeforeEach
  void putFirmware() throws IOException {
    Files.writeString(folder.resolve("Race.java"), RACE);
    file = folder.resolve("race.yaml");
  }

  private int run(String... args) {
    return Main.run(new PrintWriter(out), new PrintWriter(new StringWriter()), args);
  }

  @Test
  void findsARaceMakesItSmallAndPlaysItAgain() throws IOException {
    Files.writeString(file, "firmware: Race.java\nexpect: [{log: counter 20}]");
    assertEquals(0, run("test", file.toString()), out::toString);
    assertEquals(1, run("check", file.toString(), "--seeds", "500"), out::toString);
    String found = out.toString();
    Matcher again = AGAIN.matcher(found);
    assertTrue(again.find(), found);
    Matcher size = Pattern.compile("it needs (\\d+): 0 faults").matcher(found);
    assertTrue(size.find(), found);
    assertTrue(Integer.parseInt(size.group(1)) <= 3, found);
    assertTrue(found.contains("task  b"), found);
    assertEquals(1, run("test", file.toString(), "--replay", again.group(2)), out::toString);
  }

  @Test
  void placesFaultsWhereTheyHurt() throws IOException {
    Files.writeString(
        file,
        """
        firmware: Race.java
        check: {faults: [{fault: {power-loss: 1s}}, {fault: reset}], at-most: 3, within: 100ms}
        expect: [{boots: 1}]
        """);
    assertEquals(1, run("check", file.toString(), "--seeds", "50"), out::toString);
    assertTrue(out.toString().contains("1 faults, 0 choices"), out::toString);
    assertTrue(out.toString().contains("FAULT PowerLoss"), out::toString);
  }

  @Test
  void saysWhenAllIsWell() throws IOException {
    Files.writeString(file, "firmware: Race.java");
    assertEquals(0, run("check", file.toString(), "--seeds", "20"));
    assertEquals("20 seeds passed\n", out.toString().replace("\r", ""));
  }
}
