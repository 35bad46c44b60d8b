package dev.espalier.hal.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SdkConfigTest {
  @Test
  void laterLayersWinAndEachValueRemembersItsOrigin() {
    SdkConfig config =
        new SdkConfigLoader()
            .file(
                "sdkconfig.defaults", "# ours\nCONFIG_FREERTOS_HZ=200\nCONFIG_WS_BUFFER_SIZE=512\n")
            .file("fw/sdkconfig.defaults", "CONFIG_FREERTOS_HZ=500\n")
            .set("CONFIG_LWIP_MAX_SOCKETS=4")
            .load();

    assertEquals(500, config.freertosHz());
    assertEquals(512, config.wsBufferSize());
    assertEquals(4, config.maxSockets());
    assertEquals("fw/sdkconfig.defaults:1", origin(config, "CONFIG_FREERTOS_HZ"));
    assertEquals("sdkconfig.defaults:3", origin(config, "CONFIG_WS_BUFFER_SIZE"));
    assertEquals("-D", origin(config, "CONFIG_LWIP_MAX_SOCKETS"));
    assertEquals("Kconfig default", origin(config, "CONFIG_LOG_COLORS"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CONFIG_FREERTOS_HZ=1001|f:1: CONFIG_FREERTOS_HZ=1001: expected a whole number from 1 to"
            + " 1000",
        "CONFIG_FREERTOS_HZ=fast|f:1: CONFIG_FREERTOS_HZ=fast: expected a whole number from 1 to"
            + " 1000",
        "CONFIG_LOG_COLORS=yes|f:1: CONFIG_LOG_COLORS=yes: expected y or n",
        "CONFIG_FREERTOS_HRZ=100|f:1: CONFIG_FREERTOS_HRZ=100: no such option, did you mean"
            + " CONFIG_FREERTOS_HZ?",
        "FREERTOS_HZ=100|f:1: FREERTOS_HZ=100: no such option; names begin with CONFIG_",
        "CONFIG_LOG_DEFAULT_LEVEL_LOUD=y|f:1: CONFIG_LOG_DEFAULT_LEVEL_LOUD=y: no such option; the"
            + " levels are NONE, ERROR, WARN, INFO, DEBUG, VERBOSE",
        "hello|f:1: hello: expected CONFIG_NAME=value or a comment that begins with #",
        "CONFIG_EXAMPLE_WIFI_SSID=\"a|f:1: CONFIG_EXAMPLE_WIFI_SSID=\"a: expected a text in double"
            + " quotes, closed on the same line",
      })
  void aWrongLineIsNamedWithFileLineValueAndRemedy(String line, String message) {
    var loader = new SdkConfigLoader();
    var e = assertThrows(SdkConfigException.class, () -> loader.file("f", line));
    assertEquals(message, e.getMessage());
  }

  @Test
  void passesOverOptionsOfTheGenuineBuildThatChangeNothingHere() {
    SdkConfig config =
        new SdkConfigLoader()
            .file("sdkconfig", "CONFIG_IDF_TARGET=\"esp32\"\n# CONFIG_BT_ENABLED is not set\n")
            .load();
    assertEquals(SdkConfig.defaults().entries(), config.entries());
  }

  @Test
  void theMaximumLogLevelFollowsTheDefaultLevel() {
    assertEquals(3, SdkConfig.defaults().logMaximumLevel());
    SdkConfig debug = SdkConfig.defaults().with("CONFIG_LOG_DEFAULT_LEVEL_DEBUG=y");
    assertEquals(4, debug.logDefaultLevel());
    assertEquals(4, debug.logMaximumLevel());
    SdkConfig more = SdkConfig.defaults().with("CONFIG_LOG_MAXIMUM_LEVEL_VERBOSE=y");
    assertEquals(3, more.logDefaultLevel());
    assertEquals(5, more.logMaximumLevel());
  }

  @Test
  void aChoiceHasExactlyOneMember() {
    SdkConfig config = SdkConfig.defaults().with("CONFIG_LOG_TIMESTAMP_SOURCE_SYSTEM=y");
    assertTrue(config.logSystemTime());
    assertFalse(config.get(Kconfig.LOG_TIMESTAMP_SOURCE_RTOS));
    SdkConfig unchanged =
        new SdkConfigLoader().file("f", "# CONFIG_LOG_TIMESTAMP_SOURCE_RTOS is not set").load();
    assertTrue(unchanged.get(Kconfig.LOG_TIMESTAMP_SOURCE_RTOS));
  }

  @Test
  void anOptionCountsOnlyWithTheOneItNeeds() {
    SdkConfig alone = SdkConfig.defaults().with("CONFIG_ESP_TLS_SKIP_SERVER_CERT_VERIFY=y");
    assertFalse(alone.tlsSkipsVerification());
    assertFalse(alone.get(Kconfig.ESP_TLS_SKIP_SERVER_CERT_VERIFY));
    assertEquals(
        "-D, off because CONFIG_ESP_TLS_INSECURE is n",
        origin(alone, "CONFIG_ESP_TLS_SKIP_SERVER_CERT_VERIFY"));
    SdkConfig both =
        SdkConfig.defaults()
            .with("CONFIG_ESP_TLS_INSECURE")
            .with("CONFIG_ESP_TLS_SKIP_SERVER_CERT_VERIFY");
    assertTrue(both.tlsSkipsVerification());
  }

  @Test
  void firmwareReadsItsOwnOptions() {
    SdkConfig config =
        new SdkConfigLoader()
            .file("f", "CONFIG_EXAMPLE_NAME=\"a \\\"b\\\"\"\nCONFIG_EXAMPLE_COUNT=7\n")
            .set("CONFIG_EXAMPLE_ADDRESS=0x21")
            .load();
    assertEquals("a \"b\"", config.string("CONFIG_EXAMPLE_NAME", "none"));
    assertEquals("none", config.string("CONFIG_EXAMPLE_OTHER", "none"));
    assertEquals(7, config.get(SdkOption.integer("CONFIG_EXAMPLE_COUNT", 1, 0, 9, "")));
    assertEquals(0x21, config.get(SdkOption.hex("CONFIG_EXAMPLE_ADDRESS", 0, 0, 0x7f, "")));
    var small = SdkOption.integer("CONFIG_EXAMPLE_COUNT", 1, 0, 5, "");
    var e = assertThrows(SdkConfigException.class, () -> config.get(small));
    assertEquals(
        "f:2: CONFIG_EXAMPLE_COUNT=7: expected a whole number from 0 to 5", e.getMessage());
  }

  @Test
  void whatTheFirmwareNeverAsksForIsToldOf() {
    SdkConfig config =
        new SdkConfigLoader()
            .file("f", "\nCONFIG_EXAMPLE_COUNT=7\nCONFIG_FREERTOS_HZ=1000\n")
            .set("CONFIG_EXAMPLE_GREETNIG=hello")
            .load();
    assertEquals(
        List.of(
            "f:2: CONFIG_EXAMPLE_COUNT=7: the firmware asks for no such option",
            "-D: CONFIG_EXAMPLE_GREETNIG=hello: the firmware asks for no such option,"
                + " did you mean CONFIG_EXAMPLE_GREETING?"),
        config.unasked(Set.of("CONFIG_EXAMPLE_GREETING")));
    assertEquals(
        List.of(), config.unasked(Set.of("CONFIG_EXAMPLE_GREETNIG", "CONFIG_EXAMPLE_COUNT")));
  }

  @Test
  void everyOptionPrintsAsAFileHasIt() {
    var text = new StringBuilder();
    SdkConfig.defaults()
        .entries()
        .forEach(e -> text.append(e.option().name()).append('=').append(e.text()).append('\n'));
    SdkConfig again = new SdkConfigLoader().file("f", text.toString()).load();
    assertEquals(
        SdkConfig.defaults().entries().stream().map(SdkConfig.Entry::value).toList(),
        again.entries().stream().map(SdkConfig.Entry::value).toList());
  }

  private static String origin(SdkConfig config, String name) {
    return config.entries().stream()
        .filter(e -> e.option().name().equals(name))
        .findFirst()
        .orElseThrow()
        .origin()
        .toString();
  }
}
