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
  void alignsPathUsbIdsAndDescription() {
    assertEquals(
        List.of("/dev/ttyUSB0  10c4:ea60  CP2102 USB to UART", "/dev/ttyS0    -          UART"),
        print(
                new BoardListCommand.Port("/dev/ttyUSB0", "10c4:ea60", "CP2102 USB to UART"),
                new BoardListCommand.Port("/dev/ttyS0", "-", "UART"))
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
