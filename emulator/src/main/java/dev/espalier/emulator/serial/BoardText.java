package dev.espalier.emulator.serial;

import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a board says of itself, in words. */
final class BoardText {
  private static final Map<Integer, String> CHIPS =
      Map.of(
          1,
          "ESP32",
          2,
          "ESP32-S2",
          5,
          "ESP32-C3",
          9,
          "ESP32-S3",
          12,
          "ESP32-C2",
          13,
          "ESP32-C6",
          16,
          "ESP32-H2",
          255,
          "desktop");

  private static final String[] RESETS = {
    "unknown",
    "power on",
    "external pin",
    "esp_restart",
    "panic",
    "interrupt watchdog",
    "task watchdog",
    "watchdog",
    "deep sleep",
    "brownout",
    "SDIO"
  };

  private static final String[] STATES = {"idle", "connecting", "associated", "has an address"};

  private BoardText() {}

  static String chip(int model) {
    return CHIPS.getOrDefault(model, "chip " + model);
  }

  static String rate(int baud) {
    return baud == 0 ? "no rate (USB)" : baud + " baud";
  }

  static String mac(byte[] mac) {
    return HexFormat.ofDelimiter(":").formatHex(mac);
  }

  static String line(LinkMessage.Hello board, int baud) {
    LinkMessage.Identity identity = board.identity();
    return chip(identity.chip())
        + " "
        + mac(identity.mac())
        + ", agent "
        + BoardLog.line(identity.agent())
        + ", "
        + rate(baud);
  }

  static String lines(LinkMessage.Hello board, int baud, BoardMessage.@Nullable NetInfo netInfo) {
    LinkMessage.Identity identity = board.identity();
    int reset = identity.resetReason();
    StringBuilder text = new StringBuilder();
    row(text, "chip", chip(identity.chip()));
    row(text, "mac", mac(identity.mac()));
    row(text, "agent", BoardLog.line(identity.agent()) + ", tunnel " + board.version());
    row(text, "last reset", reset < RESETS.length ? RESETS[reset] : "reason " + reset);
    row(text, "line", rate(baud));
    row(text, "sockets", String.valueOf(board.limits().sockets()));
    row(text, "wi-fi", netInfo == null ? "not known" : wifi(netInfo));
    return text.toString();
  }

  private static void row(StringBuilder text, String name, String value) {
    text.append(String.format("%-11s %s%n", name, value));
  }

  private static String wifi(BoardMessage.NetInfo info) {
    BoardMessage.Link link = info.link();
    boolean stored = (link.flags() & BoardMessage.Link.HAS_STORED) != 0;
    if (link.state() < BoardMessage.Link.ASSOCIATED) {
      return STATES[link.state()]
          + (link.reason() == 0 ? "" : ", last reason " + link.reason())
          + (stored ? "" : "; nothing stored: espalier board wifi PORT --ssid NAME");
    }
    return BoardLog.line(link.ssid())
        + ", channel "
        + link.point().channel()
        + ", "
        + link.rssi()
        + " dBm, "
        + (link.state() == BoardMessage.Link.HAS_ADDRESS
            ? info.addresses().ip().getHostAddress()
            : STATES[link.state()]);
  }

  static String statistics(HostSession session) {
    LinkCounters own = session.counters();
    LinkMessage.Pong pong = session.lastPong();
    String host =
        "in "
            + own.bytesIn
            + " B, out "
            + own.bytesOut
            + " B, frames good "
            + own.good
            + " bad "
            + own.bad
            + ", repeated "
            + own.repeated;
    return pong == null
        ? host
        : host
            + "; board: good "
            + pong.good()
            + " bad "
            + pong.bad()
            + ", datagrams dropped "
            + pong.dropped()
            + ", heap "
            + pong.heap();
  }

  static String joinProblem(String ssid, boolean refused, int reason) {
    if (refused) {
      return "the board refuses to join '" + ssid + "': is the name or the password too long?";
    }
    return switch (reason) {
      case 201 -> "the board finds no access point '" + ssid + "' (reason 201): is it 2.4 GHz?";
      case 15, 202, 204 ->
          "the access point '" + ssid + "' refuses the password (reason " + reason + ")";
      case 0 -> "the board has not joined '" + ssid + "' within 30 s";
      default -> "the board could not join '" + ssid + "' (wifi_err_reason_t " + reason + ")";
    };
  }
}
