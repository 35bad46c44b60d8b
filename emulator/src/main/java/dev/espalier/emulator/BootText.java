package dev.espalier.emulator;

import dev.espalier.hal.system.ResetReason;

/** What the chip prints before {@code app_main}, as far as it says anything here. */
final class BootText {
  private BootText() {}

  static String of(ResetReason reason) {
    String cause =
        switch (reason) {
          case ESP_RST_SW, ESP_RST_PANIC -> "0xc (SW_CPU_RESET)";
          case ESP_RST_INT_WDT, ESP_RST_TASK_WDT -> "0x8 (TG1WDT_SYS_RESET)";
          case ESP_RST_WDT -> "0x10 (RTCWDT_RTC_RESET)";
          case ESP_RST_DEEPSLEEP -> "0x5 (DEEPSLEEP_RESET)";
          case ESP_RST_BROWNOUT -> "0xf (RTCWDT_BROWN_OUT_RESET)";
          case ESP_RST_UNKNOWN, ESP_RST_POWERON, ESP_RST_EXT, ESP_RST_SDIO -> "0x1 (POWERON_RESET)";
        };
    return "rst:"
        + cause
        + ",boot:0x13 (SPI_FAST_FLASH_BOOT)\r\n"
        + "I (0) cpu_start: ESP-IDF: v4.4.8, emulated by Espalier\n"
        + "I (0) cpu_start: Starting scheduler on PRO CPU.\n";
  }
}
