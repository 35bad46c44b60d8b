package dev.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.espalier.emulator.BoardSnapshot;
import dev.espalier.hal.freertos.TaskGlimpse;
import dev.espalier.hal.freertos.TaskState;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The shares of the CPU in the table of {@code --top}. */
final class TopTableTest {
  private static TaskGlimpse task(String name, int priority, long cpuMillis) {
    return new TaskGlimpse(name, TaskState.READY, priority, 4096, 3000, cpuMillis * 1_000_000, "");
  }

  private static BoardSnapshot at(long millis, TaskGlimpse... tasks) {
    return new BoardSnapshot(
        "esp32", millis * 1_000_000, 1, List.of(tasks), List.of(), Optional.empty());
  }

  private static List<String> shares(List<String> lines) {
    return lines.stream()
        .skip(2)
        .map(line -> line.substring(0, 16).strip() + line.substring(line.lastIndexOf(' ')))
        .toList();
  }

  @Test
  void areOfTheTimeSinceTheTableBeforeWhateverTasksHaveComeMeanwhile() {
    var table = new TopTable();
    assertEquals(
        List.of("twin 10.0", "twin 20.0", "worker 50.0"),
        shares(table.lines(at(1000, task("worker", 5, 500), twin(100), twin(200)))));
    assertEquals(
        List.of("new 1.0", "twin 0.0", "twin 10.0", "worker 5.0"),
        shares(
            table.lines(
                at(2000, task("new", 9, 10), task("worker", 5, 550), twin(100), twin(300)))));
  }

  private static TaskGlimpse twin(long cpuMillis) {
    return task("twin", 6, cpuMillis);
  }
}
