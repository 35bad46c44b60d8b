package dev.espalier.emulator.serial;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BoardLogTest {
  private final BoardLog log = new BoardLog();

  private String take(String text) {
    return log.take(text.getBytes(UTF_8));
  }

  @Test
  void keepsLinesTabsAndColours() {
    assertEquals("\033[0;32mI (5) a:\tb\033[0m\n", take("\033[0;32mI (5) a:\tb\033[0m\r\n"));
  }

  @ParameterizedTest
  @CsvSource({"[2J", "]0;title", "[6n", "c", "[?25l", "[;H", "[12345678901234567m"})
  void showsWhatWouldSteerATerminal(String sequence) {
    assertEquals("a^[" + sequence + "b", take("a\033" + sequence + "b"));
  }

  @Test
  void showsControlCharactersAndBareReturns() {
    assertEquals("^G^H?\nx", take("\007\b\177\rx"));
    assertEquals("?31m", take("\u009b31m"));
  }

  /** However frames cut it. */
  @Test
  void takesTextInPiecesOfAnySize() {
    byte[] whole = "é\033[1;31m→\r\n\033[2K\033[0m\ud83d\ude00.".getBytes(UTF_8);
    String wanted = "é\033[1;31m→\n^[[2K\033[0m\ud83d\ude00.";
    for (int size = 1; size <= whole.length; size++) {
      BoardLog fresh = new BoardLog();
      StringBuilder seen = new StringBuilder();
      for (int at = 0; at < whole.length; at += size) {
        seen.append(fresh.take(Arrays.copyOfRange(whole, at, Math.min(at + size, whole.length))));
      }
      assertEquals(wanted, seen.toString(), "pieces of " + size);
    }
  }

  @Test
  void keepsNoControlCharacterInALine() {
    assertEquals("net^[[31m^J", BoardLog.line("net\033[31m\n"));
  }
}
