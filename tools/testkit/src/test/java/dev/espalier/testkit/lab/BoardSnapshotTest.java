package dev.espalier.testkit.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.BoardSnapshot;
import dev.espalier.emulator.trace.ChromeTrace;
import dev.espalier.emulator.trace.PcapNg;
import dev.espalier.emulator.trace.TapList;
import dev.espalier.hal.freertos.TaskGlimpse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a board is doing, seen from outside. */
final class BoardSnapshotTest {
  private static final Duration STEP = Duration.ofSeconds(1);

  private static long digestOf(LabConfig config, boolean watched) {
    try (Lab lab = new Lab(config)) {
      lab.server("server", 80);
      lab.boot(new ChattyFirmware(10));
      for (int i = 0; i < 8; i++) {
        var _ = lab.run(STEP);
        if (watched) {
          assertEquals(1, lab.board().snapshot().boots());
        }
      }
      return lab.simulation().digest();
    }
  }

  @Test
  void changesNothing() {
    LabConfig config = LabConfig.defaults();
    assertEquals(digestOf(config, false), digestOf(config, true));
  }

  @Test
  void isTheSameWithATraceAndACapture() throws IOException {
    LabConfig config = LabConfig.defaults();
    try (var pcap = new PcapNg(OutputStream.nullOutputStream());
        var trace = new ChromeTrace(Writer.nullWriter(), EventNames::name)) {
      LabConfig seen = config.withTap(new TapList(List.of(pcap, trace))).withTrace(trace);
      assertEquals(digestOf(config, false), digestOf(seen, false));
    }
  }

  @Test
  void hasTasksSocketsAndHeap() {
    try (Lab lab = new Lab(LabConfig.defaults())) {
      lab.server("server", 80);
      lab.boot(new ChattyFirmware(10));
      lab.awaitLog("event CONNECTED", Duration.ofSeconds(6));
      var _ = lab.run(STEP);
      BoardSnapshot now = lab.board().snapshot();
      TaskGlimpse client =
          now.tasks().stream()
              .filter(task -> task.name().equals("websocket_task"))
              .findFirst()
              .orElseThrow();
      assertEquals(5, client.priority());
      assertEquals(4096, client.stackBytes());
      assertTrue(client.stackLeft() < 4096 && client.cpuNanos() > 0, client::toString);
      assertTrue(client.waitsFor().matches("select, until \\d\\.\\d{3} s"), client::toString);
      assertEquals(1, now.sockets().size(), now.sockets()::toString);
      assertTrue(now.sockets().getFirst().matches("54 tcp .*:\\d+ -> .*:80"), now::toString);
      assertTrue(now.heap().orElseThrow().free() > 0);
      lab.board().powerOff();
      var _ = lab.run(STEP);
      assertEquals(List.of(), lab.board().snapshot().tasks());
    }
  }
}
