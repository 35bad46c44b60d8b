package dev.espalier.cli;

import dev.espalier.emulator.BoardSnapshot;
import dev.espalier.hal.freertos.TaskGlimpse;
import dev.espalier.hal.freertos.TaskState;
import dev.espalier.hal.system.HeapReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The lines of {@code --top}: a board, its tasks and its sockets. It remembers the table before.
 */
final class TopTable {
  private static final double MILLI = 1e6;
  private static final double SECOND = 1e9;
  private static final double PERCENT = 100;

  /** CPU time and clock of the table before, for the share of the time between. */
  private final Map<String, Long> cpuBefore = new HashMap<>();

  private long before;
  private int boots;

  TopTable() {}

  /** Puts a moment into lines; shares of the CPU are of the time since boot. */
  static List<String> sinceBoot(BoardSnapshot now) {
    return new TopTable().lines(now);
  }

  /** Puts a moment into lines; shares of the CPU are of the time since the table before. */
  List<String> lines(BoardSnapshot now) {
    if (now.boots() != boots) {
      boots = now.boots();
      before = 0;
      cpuBefore.clear();
    }
    List<String> lines = new ArrayList<>();
    lines.add(heading(now));
    if (!now.tasks().isEmpty()) {
      lines.add(
          "%-16s %-9s %4s %14s %12s %6s  %s"
              .formatted("TASK", "STATE", "PRIO", "STACK LEFT", "CPU", "CPU%", "WAITS FOR"));
    }
    long passed = now.nanos() - before;
    List<TaskGlimpse> tasks = new ArrayList<>(now.tasks());
    tasks.sort(Comparator.comparingInt(TaskGlimpse::priority).reversed());
    Map<String, Long> cpu = new HashMap<>();
    Map<String, Integer> namesakes = new HashMap<>();
    for (TaskGlimpse task : tasks) {
      String key = task.name() + " " + namesakes.merge(task.name(), 1, Integer::sum);
      lines.add(row(task, task.cpuNanos() - cpuBefore.getOrDefault(key, 0L), passed));
      cpu.put(key, task.cpuNanos());
    }
    for (String socket : now.sockets()) {
      lines.add("socket " + socket);
    }
    if (passed > 0) {
      before = now.nanos();
      cpuBefore.clear();
      cpuBefore.putAll(cpu);
    }
    return lines;
  }

  private static String heading(BoardSnapshot now) {
    StringBuilder text = new StringBuilder("── ");
    text.append(now.board());
    if (now.tasks().isEmpty()) {
      text.append(" is off");
    } else {
      text.append(String.format(Locale.ROOT, ", %.3f s since boot", now.nanos() / SECOND));
    }
    if (now.boots() > 1) {
      text.append(", boot ").append(now.boots());
    }
    if (now.heap().isPresent()) {
      HeapReport heap = now.heap().get();
      text.append(
          String.format(
              Locale.ROOT, ", heap %,d B free, least %,d", heap.free(), heap.minimumFree()));
    }
    if (!now.tasks().isEmpty()) {
      text.append(", tasks ").append(now.tasks().size());
    }
    return text.append(" ──").toString();
  }

  private static String row(TaskGlimpse task, long cpuNanos, long passed) {
    return String.format(
            Locale.ROOT,
            "%-16s %-9s %4d %14s %9.3f ms %6s  %s",
            task.name(),
            task.state().name().toLowerCase(Locale.ROOT),
            task.priority(),
            task.stackLeft() + "/" + task.stackBytes(),
            task.cpuNanos() / MILLI,
            passed <= 0
                ? ""
                : String.format(Locale.ROOT, "%.1f", PERCENT * Math.max(0, cpuNanos) / passed),
            task.state() == TaskState.BLOCKED && task.waitsFor().isEmpty()
                ? "work"
                : task.waitsFor())
        .stripTrailing();
  }
}
