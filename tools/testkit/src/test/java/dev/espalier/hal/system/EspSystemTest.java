package dev.espalier.hal.system;

import static dev.espalier.hal.system.EspErr.ESP_ERR_INVALID_STATE;
import static dev.espalier.hal.system.EspErr.ESP_ERR_NO_MEM;
import static dev.espalier.hal.system.EspErr.ESP_OK;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.BoardConfig;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.profile.Profile;
import dev.espalier.testkit.OneBoard;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EspSystemTest {
  private static EspErr openValve() {
    return ESP_ERR_INVALID_STATE;
  }

  @Test
  void codesHaveTheNamesOfAllComponents() {
    assertEquals("ESP_OK", ESP_OK.toName());
    assertEquals("ESP_FAIL", EspErr.ESP_FAIL.toName());
    assertEquals("ESP_ERR_NVS_NOT_FOUND", new EspErr(0x1102).toName());
    assertEquals("ESP_ERR_ESP_TLS_CONNECTION_TIMEOUT", new EspErr(0x8006).toName());
    assertEquals("ERROR", new EspErr(0x4711).toName());
    assertEquals("ERROR 0x4711(18193)", new EspErr(0x4711).toNameOrNumber());
    assertEquals("ESP_ERR_WIFI_SSID (0x300a)", new EspErr(0x300a).toString());
  }

  @Test
  void laterCodesHaveNamesInTheLaterVersion() {
    for (Profile profile : Profile.values()) {
      var _ =
          OneBoard.run(
              BoardConfig.defaults().withProfile(profile),
              () ->
                  assertEquals(
                      profile == Profile.IDF_4_4 ? "ERROR" : "ESP_ERR_MBEDTLS_SSL_READ_FAILED",
                      new EspErr(0x801D).toName()));
    }
  }

  @Test
  void namesCanBeLeftOut() {
    var config = SdkConfig.defaults().with("CONFIG_ESP_ERR_TO_NAME_LOOKUP=n");
    String output =
        OneBoard.run(
            BoardConfig.defaults().withSdkConfig(config),
            () -> {
              assertEquals("UNKNOWN ERROR", ESP_ERR_NO_MEM.toName());
              assertEquals("UNKNOWN ERROR 0x101(257)", ESP_ERR_NO_MEM.toNameOrNumber());
              ESP_ERR_NO_MEM.orPrint();
            });
    assertTrue(output.contains("failed: esp_err_t 0x101 at 0x400d"), output);
  }

  @Test
  void aFailedCheckNamesThePlaceAndTheCall() {
    String output = OneBoard.panic(() -> openValve().orAbort());
    assertTrue(
        output
            .lines()
            .anyMatch(line ->
                line.matches(
                    "ESP_ERROR_CHECK failed: esp_err_t 0x103 \\(ESP_ERR_INVALID_STATE\\) at"
                        + " 0x400d[0-9a-f]{4}")),
        output);
    assertTrue(output.contains("file: \"EspSystemTest.java\" line "), output);
    assertTrue(output.contains("\nfunc: lambda$"), output);
    assertTrue(output.contains("\nexpression: EspSystemTest.openValve(...)"), output);
    assertTrue(output.contains("abort() was called"), output);
  }

  @Test
  void aCheckWithoutAbortGoesOn() {
    String output =
        OneBoard.run(() -> {
          EspErr kept = ESP_ERR_NO_MEM;
          assertEquals(ESP_ERR_NO_MEM, kept.orPrint());
          ESP_OK.orPrint();
        });
    assertTrue(output.startsWith("ESP_ERROR_CHECK_WITHOUT_ABORT failed: esp_err_t 0x101"), output);
    assertTrue(output.endsWith("\nexpression: err\n"), output);
    assertEquals(4, output.lines().count());
  }

  @Test
  void checksThatReturnLogWhereTheyStand() {
    String output =
        OneBoard.run(() -> {
          assertTrue(EspCheck.isError(ESP_ERR_NO_MEM, "plant", "no %s", "room"));
          assertTrue(!EspCheck.isError(ESP_OK, "plant", "hidden"));
        });
    assertTrue(output.matches("E \\(0\\) plant: lambda\\S+\\(\\d+\\): no room\n"), output);
  }

  @Test
  void shutdownHandlersRunLastFirstAndAtMostFive() {
    var ran = new ArrayList<String>();
    OneBoard.run(() -> {
      if (EspSystem.resetReason() == ResetReason.ESP_RST_SW) {
        return;
      }
      var handlers = new ArrayList<Runnable>();
      for (int i = 0; i < 6; i++) {
        String name = "h" + i;
        handlers.add(() -> ran.add(name));
      }
      for (int i = 0; i < 5; i++) {
        EspSystem.registerShutdownHandler(handlers.get(i)).orAbort();
      }
      assertEquals(ESP_ERR_NO_MEM, EspSystem.registerShutdownHandler(handlers.get(5)));
      assertEquals(ESP_ERR_INVALID_STATE, EspSystem.registerShutdownHandler(handlers.get(4)));
      EspSystem.unregisterShutdownHandler(handlers.get(1)).orAbort();
      assertEquals(ESP_ERR_INVALID_STATE, EspSystem.unregisterShutdownHandler(handlers.get(1)));
      EspSystem.restart();
    });
    assertEquals(List.of("h4", "h3", "h2", "h0"), ran);
  }

  @Test
  void macAddressesFollowFromTheBase() {
    OneBoard.run(() -> {
      byte[] mac = new byte[6];
      assertEquals(EspErr.ESP_ERR_INVALID_MAC, EspMac.baseMacAddrGet(mac));
      EspMac.readMac(mac, EspMac.Type.ESP_MAC_WIFI_SOFTAP).orAbort();
      assertEquals("24:0a:c4:00:00:01", EspMac.toString(mac));
      assertEquals(
          EspErr.ESP_ERR_INVALID_ARG, EspMac.baseMacAddrSet(new byte[] {1, 0, 0, 0, 0, 0}));
      EspMac.baseMacAddrSet(new byte[] {2, 0, 0, 0, 0, 8}).orAbort();
      EspMac.readMac(mac, EspMac.Type.ESP_MAC_ETH).orAbort();
      assertEquals("02:00:00:00:00:0b", EspMac.toString(mac));
      byte[] local = new byte[6];
      EspMac.deriveLocalMac(local, mac).orAbort();
      assertEquals("06:00:00:00:00:0b", EspMac.toString(local));
      EspMac.efuseMacGetDefault(mac).orAbort();
      assertEquals("24:0a:c4:00:00:00", EspMac.toString(mac));
    });
  }

  @Test
  void randomNumbersFollowFromTheSeed() {
    List<byte[]> drawn = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      OneBoard.run(() -> {
        byte[] bytes = new byte[7];
        EspRandom.fillRandom(bytes);
        drawn.add(bytes);
      });
    }
    assertArrayEquals(drawn.get(0), drawn.get(1));
  }

  @Test
  void theHeapIsAccounted() {
    OneBoard.run(() -> {
      int before = EspSystem.getFreeHeapSize();
      byte[] block = HeapCaps.malloc(1000, HeapCaps.MALLOC_CAP_8BIT);
      assertNotNull(block);
      assertEquals(before - 1004, EspSystem.getFreeHeapSize());
      HeapCaps.free(block);
      assertEquals(before, EspSystem.getFreeHeapSize());
      assertEquals(before - 1004, EspSystem.getMinimumFreeHeapSize());
      assertNull(HeapCaps.malloc(before, HeapCaps.MALLOC_CAP_DEFAULT));
      assertNull(HeapCaps.malloc(10, HeapCaps.MALLOC_CAP_SPIRAM));
      assertEquals(0, HeapCapsInfo.getFreeSize(HeapCaps.MALLOC_CAP_SPIRAM));
    });
  }

  @Test
  void theChipIsAnEsp32() {
    OneBoard.run(() -> {
      assertEquals(EspChipInfo.CHIP_ESP32, EspChipInfo.get().model());
      assertEquals("v4.4.8", EspSystem.getIdfVersion());
    });
  }
}
