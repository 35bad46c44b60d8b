package dev.espalier.hal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.BoardConfig;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.testkit.OneBoard;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EspLogTest {
  private static final String TAG = "plant";

  private static BoardConfig with(String... assignments) {
    SdkConfig config = SdkConfig.defaults();
    for (String assignment : assignments) {
      config = config.with(assignment);
    }
    return BoardConfig.defaults().withSdkConfig(config);
  }

  @Test
  void aLineHasLevelTimeAndTag() {
    String output =
        OneBoard.run(() -> {
          EspLog.e(TAG, "no water");
          Task.delay(Timeout.millis(1234));
          EspLog.w(TAG, "%d%% humidity", 12);
          EspLog.i(TAG, "%s", "ok");
          EspLog.d(TAG, "hidden");
          EspLog.v(TAG, "hidden");
        });
    // 1234 ms are 123 ticks of 10 ms.
    assertEquals(
        "E (0) plant: no water\nW (1230) plant: 12% humidity\nI (1230) plant: ok\n", output);
  }

  @ParameterizedTest
  @CsvSource({
    "%d,text,'the format \"%d\" gives %d a String; in C'",
    "%s %d,one,'has no argument for %d'",
    "plain,spare,'has no conversion for its 1 argument'",
    "100%,,'has %, which is no conversion of printf'",
  })
  void saysWhenFormatAndArgumentsDoNotGoTogether(String format, String argument, String said) {
    String output =
        OneBoard.run(() -> {
          Object[] arguments = argument == null ? new Object[0] : new Object[] {argument};
          EspLog.i(TAG, format, arguments);
          EspLog.printf(format + "\n", arguments);
          EspLog.i(TAG, format, arguments);
        });
    assertTrue(output.contains("W (0) espalier: the format \"" + format + "\" "), output);
    assertTrue(output.contains(said), output);
    assertEquals(2, output.split("-Wformat", -1).length - 1, output); // once for each format
  }

  @Test
  void levelsGoByTag() {
    String output =
        OneBoard.run(
            with("CONFIG_LOG_MAXIMUM_LEVEL_VERBOSE=y"),
            () -> {
              EspLog.levelSet(TAG, EspLogLevel.ESP_LOG_VERBOSE);
              EspLog.v(TAG, "1");
              EspLog.d("other", "hidden");
              EspLog.levelSet("other", EspLogLevel.ESP_LOG_NONE);
              EspLog.e("other", "hidden");
              EspLog.levelSet("*", EspLogLevel.ESP_LOG_WARN);
              EspLog.w("other", "2");
              EspLog.i(TAG, "hidden");
              assertEquals(EspLogLevel.ESP_LOG_WARN, EspLog.levelGet(TAG));
            });
    assertEquals("V (0) plant: 1\nW (0) other: 2\n", output);
  }

  @Test
  void whatIsNotCompiledInStaysSilentWhateverTheTagsLevel() {
    String output =
        OneBoard.run(() -> {
          EspLog.levelSet(TAG, EspLogLevel.ESP_LOG_DEBUG);
          EspLog.d(TAG, "hidden");
          EspLog.level(EspLogLevel.ESP_LOG_DEBUG, TAG, "ESP_LOG_LEVEL looks at the tag only");
        });
    assertEquals("D (0) plant: ESP_LOG_LEVEL looks at the tag only\n", output);
  }

  @Test
  void coloursAreForTerminals() {
    String output =
        OneBoard.run(
            with("CONFIG_LOG_DEFAULT_LEVEL_DEBUG=y").withColours(true),
            () -> {
              EspLog.e(TAG, "red");
              EspLog.d(TAG, "none");
              EarlyLog.i(TAG, "green");
            });
    assertEquals(
        List.of(
            "\033[0;31mE (0) plant: red\033[0m",
            "D (0) plant: none\033[0m",
            "\033[0;32mI (0) plant: green\033[0m"),
        output.lines().toList());
    assertEquals(
        "E (0) plant: red\n",
        OneBoard.run(with("CONFIG_LOG_COLORS=n").withColours(true), () -> EspLog.e(TAG, "red")));
  }

  @Test
  void theTimeOfDayCanBeShown() {
    String output =
        OneBoard.run(
            with("CONFIG_LOG_TIMESTAMP_SOURCE_SYSTEM=y")
                .withWallMicros(1_700_000_000_000_000L)
                .withCallNanos(0),
            () -> EspLog.i(TAG, "tea"));
    assertEquals("I (22:13:20.000) plant: tea\n", output);
  }

  @Test
  void outputCanBeSentElsewhere() {
    var caught = new StringBuilder();
    String output =
        OneBoard.run(() -> {
          VprintfLike console =
              EspLog.setVprintf((format, args) -> {
                caught.append(format).append(args.length);
                return 0;
              });
          EspLog.i(TAG, "%d", 1);
          EarlyLog.i(TAG, "past it");
          EspLog.setVprintf(console);
          EspLog.i(TAG, "back");
        });
    assertEquals("I (%u) %s: %d\n3", caught.toString());
    assertEquals("I (0) plant: past it\nI (0) plant: back\n", output);
  }

  @Test
  void earlyLinesGoByTheLevelOfAll() {
    String output =
        OneBoard.run(() -> {
          EspLog.levelSet(TAG, EspLogLevel.ESP_LOG_NONE);
          EarlyLog.w(TAG, "%s", "seen");
          EarlyLog.d(TAG, "hidden");
          EarlyLog.dram(EspLogLevel.ESP_LOG_INFO, TAG, "%d", 5);
        });
    assertEquals("W (0) plant: seen\nI plant: 5\n", output);
  }

  @Test
  void buffersAreShownSixteenBytesToALine() {
    byte[] text =
        "ESP32 is great, working along with the IDF.\0".getBytes(StandardCharsets.US_ASCII);
    String output =
        OneBoard.run(() -> {
          LogBuffer.hex(TAG, new byte[] {0, (byte) 0xff, 0x41}, 3);
          LogBuffer.characters(TAG, text, 18);
          LogBuffer.hexdump(TAG, text, text.length, EspLogLevel.ESP_LOG_WARN);
          LogBuffer.hex(TAG, text, 0);
        });
    assertEquals(
        """
        I (0) plant: 00 ff 41\s
        I (0) plant: ESP32 is great,\s
        I (0) plant: wo
        W (0) plant: 0x3ffb4280   45 53 50 33 32 20 69 73  20 67 72 65 61 74 2c 20  |ESP32 is great, |
        W (0) plant: 0x3ffb4290   77 6f 72 6b 69 6e 67 20  61 6c 6f 6e 67 20 77 69  |working along wi|
        W (0) plant: 0x3ffb42a0   74 68 20 74 68 65 20 49  44 46 2e 00              |th the IDF..|
        """,
        output);
  }
}
