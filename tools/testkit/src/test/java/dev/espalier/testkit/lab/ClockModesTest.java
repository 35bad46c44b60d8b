package dev.espalier.testkit.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.ClockPolicy;
import dev.espalier.emulator.SchedulePolicy;
import dev.espalier.emulator.fault.Fault;
import dev.espalier.emulator.fault.FaultRule;
import dev.espalier.emulator.kernel.Trace;
import dev.espalier.emulator.net.SimLink;
import dev.espalier.emulator.trace.NetworkTap;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A clock says how long the host waits in between, and nothing else. */
final class ClockModesTest {
  private static final Duration LENGTH = Duration.ofMillis(1900);

  /** All that happens, with its simulated time. */
  private static final class Notes implements Trace, NetworkTap {
    final List<String> lines = new ArrayList<>();

    private void add(long nanos, Object... words) {
      lines.add(nanos + " " + List.of(words));
    }

    @Override
    public void event(long nanos, int board, String what) {
      add(nanos, board, what); // a switch of tasks, or a random draw
    }

    @Override
    public void mark(long nanos, String board, String category, String text) {
      add(nanos, board, category, text);
    }

    @Override
    public void count(long nanos, String board, String name, long value) {
      add(nanos, board, name, value);
    }

    @Override
    public void connected(
        long nanos, Flow flow, InetSocketAddress local, InetSocketAddress remote, boolean out) {
      add(nanos, flow, local, remote, out);
    }

    @Override
    public void bytes(
        long nanos,
        Flow flow,
        InetSocketAddress local,
        InetSocketAddress remote,
        boolean outbound,
        byte[] bytes) {
      add(nanos, flow, local, remote, outbound, HexFormat.of().formatHex(bytes));
    }

    @Override
    public void ended(long nanos, Flow flow, boolean outbound, boolean reset) {
      add(nanos, flow, outbound, reset);
    }

    @Override
    public void resolved(long nanos, String board, String name, List<InetAddress> addresses) {
      add(nanos, board, name, addresses);
    }
  }

  private static List<String> play(ClockPolicy clock) {
    var notes = new Notes();
    LabConfig config =
        LabConfig.defaults()
            .withSeed(5)
            .withClock(clock)
            .withSchedule(SchedulePolicy.explore(5))
            .withLink(new SimLink(2_000_000, 1_000_000, SimLink.WIFI.bytesPerSecond()))
            .withFault(FaultRule.at(1_600_000_000, new Fault.Reset()))
            .withTrace(notes)
            .withTap(notes);
    try (Lab lab = new Lab(config)) {
      lab.server("server", 80).echo(true).onOpen(connection -> connection.text("welcome"));
      lab.boot(new ChattyFirmware(3));
      var _ = lab.run(LENGTH);
      lab.log().lines().forEach(line -> notes.lines.add(line.toString()));
      lab.servers()
          .forEach(server -> server.requests().forEach(request -> notes.lines.add(request)));
      notes.lines.add("digest " + lab.simulation().digest());
    }
    return notes.lines;
  }

  @Test
  void sameSwitchesDrawsEventsFramesBytesAndLinesAtTheSameTimes() {
    List<String> jumping = play(ClockPolicy.virtual());
    assertTrue(jumping.size() > 150, jumping::toString);
    for (String mode : List.of("real", "ratio:2", "ratio:100")) {
      List<String> paced = play(ClockPolicy.parse(mode));
      for (int i = 0; i < Math.min(jumping.size(), paced.size()); i++) {
        assertEquals(jumping.get(i), paced.get(i), "--clock " + mode + ", note " + i);
      }
      assertEquals(jumping.size(), paced.size(), mode);
    }
  }
}
