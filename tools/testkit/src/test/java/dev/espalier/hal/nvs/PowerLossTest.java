package dev.espalier.hal.nvs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.Board;
import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.RunResult;
import dev.espalier.emulator.Simulation;
import dev.espalier.emulator.fault.Fault;
import dev.espalier.emulator.fault.FaultRule;
import dev.espalier.emulator.fault.Faults;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.system.EspSleep;
import dev.espalier.hal.system.EspSystem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A board whose power fails while its firmware keeps a value in NVS. */
final class PowerLossTest {
  private static final long SECOND = 1_000_000_000L;

  private final List<String> notes = new ArrayList<>();

  private void keepName() {
    NvsFlash.init().orAbort();
    Nvs nvs = Nvs.open("room", NvsOpenMode.NVS_READWRITE).orAbort();
    String before = nvs.getStr("name").value();
    notes.add(EspSystem.resetReason() + " " + before);
    if (notes.size() == 1) {
      nvs.setStr("name", "the old greenhouse at the end of the garden").orAbort();
      nvs.commit().orAbort();
      Task.delay(Timeout.millis(1000));
      nvs.setStr("name", "the new greenhouse, which has a roof of glass").orAbort();
      nvs.commit().orAbort();
      notes.add("written");
    }
    nvs.close();
  }

  private List<String> play(int bytes) {
    notes.clear();
    var rule = FaultRule.at(SECOND / 2, new Fault.PowerLossInWrite(2 * SECOND, bytes));
    Faults faults = Faults.of(1, List.of(rule));
    try (Simulation simulation = Simulation.builder().build()) {
      Board board = simulation.board(BoardConfig.defaults());
      faults.start(simulation, null, List.of(board));
      board.boot(this::keepName);
      RunResult result = simulation.runFor(60 * SECOND);
      assertEquals(RunResult.End.DONE, result.end(), () -> result.report() + board.output());
    }
    return List.copyOf(notes);
  }

  @Test
  void theOldNameIsThereOrTheNewOneWhereverThePowerFails() {
    Set<String> after = new TreeSet<>();
    int bytes = 0;
    List<String> seen = play(bytes);
    while (!seen.contains("written")) {
      assertEquals("ESP_RST_POWERON null", seen.getFirst());
      after.add(seen.getLast());
      bytes += 7; // NvsPowerLossTest tries every one
      seen = play(bytes);
    }
    assertTrue(bytes > 100, () -> "only " + notes);
    for (int last = bytes - 14; last < bytes; last++) {
      after.add(play(last).getLast());
    }
    after.remove("written");
    assertEquals("written", seen.get(1), "behind the last byte the power stays");
    assertEquals(
        Set.of(
            "ESP_RST_POWERON the new greenhouse, which has a roof of glass",
            "ESP_RST_POWERON the old greenhouse at the end of the garden"),
        after);
  }

  @Test
  void thePowerFailsInDeepSleepToo() {
    try (Simulation simulation = Simulation.builder().build()) {
      Board board = simulation.board(BoardConfig.defaults());
      board.boot(() -> {
        notes.add(simulation.now() / SECOND + " " + EspSystem.resetReason());
        if (notes.size() == 1) {
          EspSleep.deepSleep(10_000_000);
        }
      });
      assertEquals(RunResult.End.LIMIT, simulation.runFor(4 * SECOND).end());
      board.powerCycle(2 * SECOND);
      assertEquals(RunResult.End.DONE, simulation.run().end());
      assertEquals(List.of("0 ESP_RST_POWERON", "6 ESP_RST_POWERON"), notes);
    }
  }

  @Test
  void theResetButtonEndsADeepSleep() {
    try (Simulation simulation = Simulation.builder().build()) {
      Board board = simulation.board(BoardConfig.defaults());
      board.boot(() -> {
        notes.add(simulation.now() / SECOND + " " + EspSystem.resetReason());
        if (notes.size() == 1) {
          EspSleep.deepSleepStart();
        }
      });
      assertEquals(RunResult.End.DONE, simulation.run().end());
      board.reset();
      assertEquals(RunResult.End.DONE, simulation.run().end());
      assertEquals(List.of("0 ESP_RST_POWERON", "0 ESP_RST_POWERON"), notes);
    }
  }
}
