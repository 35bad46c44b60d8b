package dev.espalier.cli;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The port that a command of {@code espalier board} is about. */
final class BoardPort {
  @Parameters(
      arity = "1",
      paramLabel = "PORT",
      description =
          "The board's serial port, such as /dev/ttyUSB0 or COM3 (espalier board list), or"
              + " socket://HOST:PORT.")
  private String port = "";

  @Option(
      names = "--baud",
      paramLabel = "N",
      description = "The highest rate to try; without it the fastest that works.")
  private int baud = Integer.MAX_VALUE;

  BoardPort() {}

  SerialTarget target() {
    return new SerialTarget(port, baud, true);
  }
}
