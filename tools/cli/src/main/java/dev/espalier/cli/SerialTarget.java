package dev.espalier.cli;

import dev.espalier.emulator.serial.BoardConnection;
import dev.espalier.emulator.serial.ByteLink;
import dev.espalier.emulator.serial.SerialLibrary;
import dev.espalier.emulator.serial.SerialPortLink;
import dev.espalier.emulator.serial.SocketLink;
import dev.espalier.testkit.FileErrors;
import java.io.IOException;
import java.util.function.Function;

/**
 * A real board on a cable, as the command line names it: a port, or {@code socket://HOST:PORT}, and
 * behind a {@code ?} what differs from the usual.
 *
 * @param port such as {@code /dev/ttyUSB0}
 * @param baudMax the highest rate to try
 * @param joinsAsFirmwareSays whether firmware may take the board to another access point
 */
record SerialTarget(String port, int baudMax, boolean joinsAsFirmwareSays) {
  /** What {@code --net} begins with. */
  static final String SCHEME = "serial:";

  /**
   * Reads what stands behind {@code serial:}.
   *
   * @param text such as {@code /dev/ttyUSB0?baud=921600&wifi=board}
   * @param usage makes the exception for a wrong command line
   */
  static SerialTarget parse(String text, Function<String, ? extends RuntimeException> usage) {
    int mark = text.indexOf('?');
    String port = mark < 0 ? text : text.substring(0, mark);
    int baud = Integer.MAX_VALUE;
    boolean follows = true;
    if (port.isEmpty()) {
      throw usage.apply("--net serial: needs a port, such as serial:/dev/ttyUSB0");
    }
    for (String option : mark < 0 ? new String[0] : text.substring(mark + 1).split("&", -1)) {
      if (option.equals("wifi=board")) {
        follows = false;
      } else if (option.matches("baud=\\d{4,8}")) {
        baud = Integer.parseInt(option.substring("baud=".length()));
      } else {
        throw usage.apply(
            "--net serial: knows ?baud=N and ?wifi=board behind the port: '" + option + "'");
      }
    }
    return new SerialTarget(port, baud, follows);
  }

  /** Makes a connection that is not open yet. */
  BoardConnection connection() {
    BoardConnection made = new BoardConnection(link());
    made.baudMax(baudMax);
    return made;
  }

  private ByteLink link() {
    if (port.startsWith(SocketLink.SCHEME)) {
      try {
        return SocketLink.named(port);
      } catch (IllegalArgumentException e) {
        throw new CliException(ExitCode.USAGE, String.valueOf(e.getMessage()));
      }
    }
    installLibrary();
    return new SerialPortLink(port);
  }

  /** Makes a connection and waits for the board. */
  BoardConnection connect() {
    BoardConnection made = connection();
    try {
      made.connect();
      return made;
    } catch (IOException e) {
      made.close();
      throw new CliException(ExitCode.FAILURE, String.valueOf(e.getMessage()));
    }
  }

  /** Keeps jSerialComm's native library in a place of our own. */
  static void installLibrary() {
    try {
      SerialLibrary.install(UserCache.directory("jSerialComm"));
    } catch (IOException e) {
      throw new CliException(
          ExitCode.FAILURE,
          "cannot install the serial library: "
              + FileErrors.reason(e)
              + "; XDG_CACHE_HOME can name another place");
    }
  }
}
