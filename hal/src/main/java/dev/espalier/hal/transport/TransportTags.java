package dev.espalier.hal.transport;

import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.profile.Profile;

/** The tags that tcp_transport logs with: capitals in v4.4, small letters later. */
final class TransportTags {
  private TransportTags() {}

  /** The tag of transport_ws.c. */
  static String ws() {
    return v44() ? "TRANSPORT_WS" : "transport_ws";
  }

  /** The tag of transport_ssl.c, which TCP shares. */
  static String base() {
    return v44() ? "TRANSPORT_BASE" : "transport_base";
  }

  /** Logs a failed read, with its code since v5. */
  static void readFailed(String what, int code) {
    if (v44()) {
      EspLog.e(ws(), "%s", what);
    } else {
      EspLog.e(ws(), "%s(%d)", what, code);
    }
  }

  private static boolean v44() {
    return Chip.current().profile() == Profile.IDF_4_4;
  }
}
