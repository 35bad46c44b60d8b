package dev.espalier.cli;

import dev.espalier.emulator.serial.BoardConnection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code espalier board probe}. */
@Command(
    name = "probe",
    description = {
      "Asks a board who it is.",
      "",
      "Shows chip, agent, why it was last reset, the rate that was agreed on, and its Wi-Fi. The"
          + " board has to have the agent (tools/board-agent/README.md)."
    },
    footerHeading = "%nExamples:%n",
    footer = "  espalier board probe /dev/ttyUSB0")
final class BoardProbeCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Mixin private final BoardPort port = new BoardPort();

  BoardProbeCommand() {}

  @Override
  public void run() {
    try (BoardConnection board = port.target().connect()) {
      spec.commandLine().getOut().print(board.describeAll());
    }
  }
}
