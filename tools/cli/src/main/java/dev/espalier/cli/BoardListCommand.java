package dev.espalier.cli;

import com.fazecast.jSerialComm.SerialPort;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code espalier board list}. */
@Command(
    name = "list",
    description = {
      "Lists the serial ports of this machine.",
      "",
      "A board shows up with its USB vendor and product, such as 10c4:ea60 for a CP2102."
    },
    footerHeading = "%nExamples:%n",
    footer = "  espalier board list")
final class BoardListCommand implements Runnable {
  /** A serial port as the table shows it. */
  record Port(String path, String usb, String description) {
    static Port of(SerialPort port) {
      // -1 for what is no USB device.
      String usb =
          port.getVendorID() < 0
              ? "-"
              : String.format("%04x:%04x", port.getVendorID(), port.getProductID());
      return new Port(port.getSystemPortPath(), usb, port.getPortDescription());
    }
  }

  @Spec private CommandSpec spec;

  BoardListCommand() {}

  @Override
  public void run() {
    useOwnDirectory();
    List<Port> ports = Arrays.stream(SerialPort.getCommPorts()).map(Port::of).toList();
    print(ports, spec.commandLine().getOut());
  }

  static void print(List<Port> ports, PrintWriter out) {
    if (ports.isEmpty()) {
      out.println(
          "no serial port found: is a board plugged in, with a USB cable that carries data?");
      return;
    }
    int width = ports.stream().mapToInt(port -> port.path().length()).max().orElseThrow();
    for (Port port : ports) {
      out.printf("%-" + width + "s  %-9s  %s%n", port.path(), port.usb(), port.description());
    }
  }

  /** Keeps jSerialComm's native library in a place of our own, and not in the home directory. */
  private static void useOwnDirectory() {
    try {
      System.setProperty("jSerialComm.library.path", UserCache.directory("jSerialComm").toString());
    } catch (IOException e) {
      throw new CliException(
          ExitCode.FAILURE,
          "cannot make a directory for the serial library: "
              + FileErrors.reason(e)
              + "; XDG_CACHE_HOME can name another place");
    }
  }
}
