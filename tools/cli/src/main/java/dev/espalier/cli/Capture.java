package dev.espalier.cli;

import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.Simulation;
import dev.espalier.emulator.tls.TlsMachine;
import dev.espalier.emulator.trace.ChromeTrace;
import dev.espalier.emulator.trace.NetworkTap;
import dev.espalier.emulator.trace.PcapNg;
import dev.espalier.emulator.trace.TapList;
import dev.espalier.testkit.FileErrors;
import dev.espalier.testkit.lab.EventNames;
import dev.espalier.testkit.scenario.ScenarioResult;
import dev.espalier.testkit.scenario.ScenarioRun;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The files that a run is written down in. */
final class Capture implements AutoCloseable {
  private static final String BOARD = "esp32";
  private static final double NANOS = 1e9;

  private final @Nullable PcapNg pcap;
  private final @Nullable ChromeTrace trace;
  private final StringBuilder line = new StringBuilder();
  private @Nullable Simulation simulation;

  Capture(@Nullable Path pcapFile, @Nullable Path traceFile) {
    Path file = pcapFile;
    try {
      pcap =
          pcapFile == null
              ? null
              : new PcapNg(new BufferedOutputStream(Files.newOutputStream(pcapFile)));
      file = traceFile;
      trace =
          traceFile == null
              ? null
              : new ChromeTrace(Files.newBufferedWriter(traceFile), EventNames::name);
    } catch (IOException e) {
      throw new CliException(
          ExitCode.USAGE, "cannot write to " + file + ": " + FileErrors.reason(e));
    }
  }

  /** Listens to a simulation that is about to be made. */
  void over(Simulation.Builder world) {
    if (isOn()) {
      var _ = world.tap(taps());
    }
    if (trace != null) {
      var _ = world.trace(trace);
    }
  }

  /** Whether anything is written down. */
  boolean isOn() {
    return pcap != null || trace != null;
  }

  /** Listens to the run of a scenario. */
  void over(ScenarioRun run) {
    if (isOn()) {
      run.observe(trace, taps());
    }
    if (pcap != null) {
      run.onSecret(pcap::secret);
    }
  }

  /** Adds what a scenario's run has noted itself. */
  void add(ScenarioResult result) {
    ChromeTrace to = trace;
    if (to != null) {
      result.lines().forEach(text -> to.line(text.nanos(), text.board(), text.text()));
      for (String fault : result.fired()) {
        int blank = fault.indexOf(' ');
        long nanos = Math.round(Double.parseDouble(fault.substring(0, blank)) * NANOS);
        to.fault(nanos, fault.substring(blank + 1));
      }
    }
  }

  private NetworkTap taps() {
    List<NetworkTap> taps = new ArrayList<>();
    if (pcap != null) {
      taps.add(pcap);
    }
    if (trace != null) {
      taps.add(trace);
    }
    return new TapList(taps);
  }

  /** Takes down the secrets of a board's TLS. */
  BoardConfig over(BoardConfig board) {
    PcapNg to = pcap;
    return to == null ? board : board.withTls(random -> new TlsMachine(random, to::secret));
  }

  /** Takes down a console. */
  Consumer<String> console(Consumer<String> console) {
    return trace == null ? console : console.andThen(this::printed);
  }

  void started(Simulation world) {
    simulation = world;
  }

  private void printed(String text) {
    Simulation world = simulation;
    ChromeTrace to = trace;
    if (world == null || to == null) {
      return;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        to.line(world.now(), BOARD, line.toString());
        line.setLength(0);
      } else if (c != '\r') {
        line.append(c);
      }
    }
  }

  @Override
  public void close() {
    try {
      if (pcap != null) {
        pcap.close();
      }
      if (trace != null) {
        trace.close();
      }
    } catch (IOException e) {
      throw new CliException(ExitCode.USAGE, "cannot write a file: " + FileErrors.reason(e));
    }
  }
}
