package dev.espalier.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of commands that run firmware and can write down what happens. */
final class CaptureOptions {
  @Option(
      names = "--pcap",
      paramLabel = "FILE",
      description =
          "Write what passes on the network to FILE (pcapng) for Wireshark, with names and the"
              + " secrets of TLS 1.2 and 1.3, so that it decrypts.")
  private @Nullable Path pcap;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description =
          "Write tasks, events, frames, sockets, heap and the console to FILE (JSON), for espalier"
              + " timeline or https://ui.perfetto.dev")
  private @Nullable Path trace;

  CaptureOptions() {}

  /**
   * Opens the files.
   *
   * @throws CliException when one cannot be written
   */
  Capture open() {
    return new Capture(pcap, trace);
  }
}
