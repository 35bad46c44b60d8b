package dev.espalier.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code espalier board}. */
@Command(
    description = "Looks after real boards.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      BoardListCommand.class,
      BoardProbeCommand.class,
      BoardWifiCommand.class,
      BoardLinktestCommand.class,
      BoardMonitorCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  espalier board list",
      "  espalier board probe /dev/ttyUSB0",
      "  espalier run examples/WebsocketExample.java --net serial:/dev/ttyUSB0",
      "      firmware on this machine, its sockets on the board"
    })
final class BoardCommand implements Runnable {
  @Spec private CommandSpec spec;

  BoardCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }
}
