package dev.espalier.emulator.serial;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Each reason why no agent answers has its own message, with the remedy. */
final class NoAnswerTest {
  private static final String PORT = "/dev/ttyUSB0";
  private static final String BOOT = "ets Jul 29 2019 12:21:46\r\nrst:0x10 (RTCWDT_RTC_RESET)\r\n";

  private static void expect(String log, long bytes, String... parts) {
    LinkCounters counters = new LinkCounters();
    counters.bytesIn = bytes;
    String text = NoAnswer.explain(PORT, log, counters);
    for (String part : parts) {
      assertTrue(text.contains(part), part + " is missing in: " + text);
    }
  }

  @Test
  void silenceIsABoardWithoutAgentOrTheWrongPort() {
    expect("", 0, "no agent answers", "idf.py -p " + PORT + " flash", "espalier board list");
  }

  @Test
  void bytesWithoutSenseAreAnotherRate() {
    expect("", 5000, "makes no sense at 115200 baud", "5000 bytes", "flash");
  }

  @Test
  void textOfAnotherFirmwareIsShown() {
    expect("I (300) blink: LED on\n", 22, "another firmware does", "blink: LED on");
  }

  @Test
  void bootsInARowAreALoopWhoseLogIsShown() {
    expect(BOOT.repeat(5), 300, "restarts again and again", "RTCWDT_RTC_RESET", "supply");
  }
}
