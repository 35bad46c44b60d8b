package dev.espalier.hal.wifi;

import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.log.EspLogLevel;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.system.EspMac;
import org.jspecify.annotations.Nullable;

/** Lines of the closed part of the driver, which has no blank behind its tag. */
final class WifiLog {
  private static final String TAG = "wifi";

  private WifiLog() {}

  static void i(String format, @Nullable Object... args) {
    line(EspLogLevel.ESP_LOG_INFO, "I", "32", format, args);
  }

  static void w(String format, @Nullable Object... args) {
    line(EspLogLevel.ESP_LOG_WARN, "W", "33", format, args);
  }

  static void e(String format, @Nullable Object... args) {
    line(EspLogLevel.ESP_LOG_ERROR, "E", "31", format, args);
  }

  /** What the driver says when it starts. */
  static void mode(WifiMode mode) {
    byte[] mac = new byte[6];
    EspMac.readMac(mac, EspMac.Type.ESP_MAC_WIFI_STA).orPrint();
    String sta = "sta (" + EspMac.toString(mac) + ")";
    String ap = mode.hasAccessPoint() ? "softAP (" + EspMac.toString(SoftAp.mac()) + ")" : "";
    String both = mode.hasStation() && mode.hasAccessPoint() ? " + " : "";
    i("mode : %s", (mode.hasStation() ? sta : "") + both + ap);
    i("enable tsf");
  }

  private static void line(
      EspLogLevel level, String letter, String colour, String format, @Nullable Object[] args) {
    Chip chip = Chip.current();
    boolean colours = chip.colours() && chip.config().logColors();
    @Nullable Object[] all = new @Nullable Object[args.length + 1];
    all[0] = EspLog.timestamp();
    System.arraycopy(args, 0, all, 1, args.length);
    String begin = colours ? "\033[0;" + colour + "m" : "";
    String end = colours ? "\033[0m\n" : "\n";
    EspLog.write(level, TAG, begin + letter + " (%u) wifi:" + format + end, all);
  }
}
