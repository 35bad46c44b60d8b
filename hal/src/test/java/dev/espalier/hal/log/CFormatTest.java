package dev.espalier.hal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CFormatTest {
  private static final byte[] HELLO = "hello\0rest".getBytes(StandardCharsets.UTF_8);

  // The expected texts are what glibc and newlib print.
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "%d,5,5",
        "%5d|,42,\"   42|\"",
        "%-5d|,42,42   |",
        "%05d,-42,-0042",
        "%+d,7,+7",
        "% d,7,\" 7\"",
        "%.3d,7,007",
        "%5.3d|,7,\"  007|\"",
        "%05.3d|,7,\"  007|\"",
        "%u,-1,4294967295",
        "%x,-1,ffffffff",
        "%X,48879,BEEF",
        "%#x,255,0xff",
        "%#x,0,0",
        "%08x,48879,0000beef",
        "%#06x,255,0x00ff",
        "%o,8,10",
        "%#o,8,010",
        "%c,65,A",
        "%hhu,300,44",
        "%hhd,200,-56",
        "%hx,65537,1",
        "%p,1073422336,0x3ffb2000",
        "%.0d|,0,|",
      })
  void formatsWholeNumbersAsCDoes(String format, int value, String expected) {
    assertEquals(expected, CFormat.format(format, value));
  }

  @Test
  void formatsLongs() {
    assertEquals("18446744073709551615", CFormat.format("%llu", -1L));
    assertEquals("-9223372036854775808", CFormat.format("%lld", Long.MIN_VALUE));
    assertEquals("4000000000", CFormat.format("%u", 4_000_000_000L));
    assertEquals("ffffffffffffffff", CFormat.format("%llx", -1L));
    assertEquals("12", CFormat.format("%zu", 12L));
  }

  @Test
  void takesBytesAsUnsignedWhereTheFormatIs() {
    byte b = (byte) 0xfe;
    assertEquals("fe 254 -2", CFormat.format("%02x %u %d", b, b, b));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "%f;3.5;3.500000",
        "%.2f;2.675;2.67",
        "%.0f;2.5;2",
        "%#.0f;2.5;2.",
        "%8.3f|;-1.5;  -1.500|",
        "%-8.1f|;1.25;1.2     |",
        "%08.2f;-1.5;-0001.50",
        "%+.1f;0.05;+0.1",
        "%e;12345.678;1.234568e+04",
        "%.0e;5;5e+00",
        "%E;0;0.000000E+00",
        "%e;9.9999999;1.000000e+01",
        "%g;0.0001;0.0001",
        "%g;0.00001;1e-05",
        "%g;1000000;1e+06",
        "%g;100000;100000",
        "%.3g;3.14159;3.14",
        "%#g;1.5;1.50000",
        "%f;NaN;nan",
        "%5f|;Infinity;  inf|",
      })
  void formatsRealNumbersAsCDoes(String format, double value, String expected) {
    assertEquals(expected, CFormat.format(format, value));
  }

  @Test
  void formatsTexts() {
    assertEquals("  abc|abc  |ab", CFormat.format("%5s|%-5s|%.2s", "abc", "abc", "abc"));
    assertEquals("(null)", CFormat.format("%s", (Object) null));
    assertEquals("hello", CFormat.format("%s", HELLO));
    assertEquals("hell", CFormat.format("%.*s", 4, HELLO));
    assertEquals("[  x]", CFormat.format("[%*s]", 3, "x"));
    assertEquals("[x  ]", CFormat.format("[%*s]", -3, "x"));
    assertEquals("100%", CFormat.format("%d%%", 100));
    assertEquals("0x0", CFormat.format("%p", (Object) null));
    assertEquals("A", CFormat.format("%c", 'A'));
    assertEquals("1 0", CFormat.format("%d %d", true, false));
  }

  @Test
  void keepsWhatItCannotFormat() {
    assertEquals("%d and %s", CFormat.format("%d and %s"));
    assertEquals("%d", CFormat.format("%d", "text"));
    assertEquals("%y 1", CFormat.format("%y %d", 1));
    assertEquals("50%", CFormat.format("50%", 1));
  }

  @Test
  void boundsAnAbsurdWidth() {
    assertEquals(65536, CFormat.format("%99999999999d", 1).length());
  }
}
