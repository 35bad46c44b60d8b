package dev.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoardListCommandTest {
  private final StringWriter out = new StringWriter();

  private String print(BoardListCommand.Port... ports) {
    BoardListCommand.print(List.of(ports), new PrintWriter(out, true));
    return out.toString();
  }

  @Test
  void saysSoWhenThereIsNoPort() {
    assertTrue(print().startsWith("no serial port found"), out.toString());
  }

  @Test
  void alignsPathUsbIdsSerialNumberProductAndLikelyBoard() {
    assertEquals(
        List.of(
            "port          usb        serial number  product             likely",
            "/dev/ttyUSB0  10c4:ea60  0001           CP2102 USB to UART  ESP32 devkit (CP210x)",
            "/dev/ttyS0    -          -              UART                -"),
        print(
                new BoardListCommand.Port(
                    "/dev/ttyUSB0",
                    "10c4:ea60",
                    "0001",
                    "CP2102 USB to UART",
                    BoardListCommand.Port.likely(0x10c4, 0xea60)),
                new BoardListCommand.Port("/dev/ttyS0", "-", "-", "UART", "-"))
            .lines()
            .toList());
  }

  @Test
  void asksTheRealLibraryOnThisMachine() {
    var err = new StringWriter();
    int code = Main.run(new PrintWriter(out), new PrintWriter(err), "board", "list");
    assertEquals(ExitCode.OK.value(), code, err.toString());
    assertFalse(out.toString().isBlank());
  }
}
