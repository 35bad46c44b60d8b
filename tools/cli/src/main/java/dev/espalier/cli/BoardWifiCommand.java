package dev.espalier.cli;

import dev.espalier.emulator.serial.BoardConnection;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code espalier board wifi}. */
@Command(
    name = "wifi",
    description = {
      "Makes a board join an access point.",
      "",
      "The password is asked for, or is the first line of the standard input; it is never shown"
          + " or logged. The board keeps both for its next start, readable for whoever holds it."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  espalier board wifi /dev/ttyUSB0 --ssid bench",
      "  espalier board wifi /dev/ttyUSB0 --ssid bench < password.txt"
    })
final class BoardWifiCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Mixin private final BoardPort port = new BoardPort();

  @Option(names = "--ssid", required = true, paramLabel = "NAME", description = "Its name.")
  private String ssid = "";

  @Option(names = "--no-store", description = "Join until the board's next start only.")
  private boolean forget;

  BoardWifiCommand() {}

  @Override
  public void run() {
    var err = spec.commandLine().getErr();
    try (BoardConnection board = port.target().connect()) {
      String password = password();
      err.println("joining " + ssid + " …");
      String ip = board.join(ssid, password, !forget);
      spec.commandLine().getOut().println("joined " + ssid + ", address " + ip);
    } catch (IOException e) {
      throw new CliException(ExitCode.FAILURE, String.valueOf(e.getMessage()));
    }
  }

  @SuppressWarnings("SystemConsoleNull") // JDK 25 has null again where there is no terminal
  private String password() throws IOException {
    Console console = System.console();
    if (console != null && console.isTerminal()) {
      char[] typed = console.readPassword("password of %s (empty for an open network): ", ssid);
      return typed == null ? "" : new String(typed);
    }
    String line =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    return line == null ? "" : line;
  }
}
