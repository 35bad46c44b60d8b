package dev.espalier.cli;

import com.fazecast.jSerialComm.SerialPort;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
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
  record Port(String path, String usb, String serial, String description, String chip) {
    static Port of(SerialPort port) {
      // -1 for what is no USB device.
      boolean usb = port.getVendorID() >= 0;
      String serial = port.getSerialNumber();
      return new Port(
          port.getSystemPortPath(),
          usb ? String.format("%04x:%04x", port.getVendorID(), port.getProductID()) : "-",
          serial == null || serial.isEmpty() || serial.equals("Unknown") ? "-" : printable(serial),
          printable(port.getPortDescription()),
          usb ? likely(port.getVendorID(), port.getProductID()) : "-");
    }

    /** A device may say anything of itself; a terminal is not to obey it. */
    private static String printable(String said) {
      return said.replaceAll("\\p{Cc}", "?");
    }

    /** Which boards come with such a USB device. */
    static String likely(int vendor, int product) {
      return switch (vendor) {
        case 0x303a -> product == 0x1001 ? "ESP32-C3, -S3 or newer, own USB" : "ESP32-S2 or -S3";
        case 0x10c4 -> "ESP32 devkit (CP210x)";
        case 0x1a86 -> "ESP32 devkit (CH34x)";
        case 0x0403 -> product == 0x6010 ? "ESP-WROVER-KIT (FT2232)" : "FTDI adapter";
        default -> "not known";
      };
    }
  }

  @Spec private CommandSpec spec;

  BoardListCommand() {}

  @Override
  public void run() {
    SerialTarget.installLibrary();
    List<Port> ports = Arrays.stream(SerialPort.getCommPorts()).map(Port::of).toList();
    print(ports, spec.commandLine().getOut());
  }

  static void print(List<Port> ports, PrintWriter out) {
    if (ports.isEmpty()) {
      out.println(
          "no serial port found: is a board plugged in, with a USB cable that carries data?");
      return;
    }
    print(out, new Port("port", "usb", "serial number", "product", "likely"), ports);
    for (Port port : ports) {
      print(out, port, ports);
    }
  }

  private static void print(PrintWriter out, Port row, List<Port> all) {
    String line =
        pad(row.path(), all, Port::path, 4)
            + pad(row.usb(), all, Port::usb, 9)
            + pad(row.serial(), all, Port::serial, 13)
            + pad(row.description(), all, Port::description, 7)
            + row.chip();
    out.println(line.stripTrailing());
  }

  private static String pad(String text, List<Port> all, Function<Port, String> column, int least) {
    int width = all.stream().map(column).mapToInt(String::length).max().orElse(least);
    return String.format("%-" + Math.max(least, width) + "s  ", text);
  }
}
