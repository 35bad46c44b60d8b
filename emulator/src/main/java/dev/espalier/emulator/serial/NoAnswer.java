package dev.espalier.emulator.serial;

/** Why no agent answers on a line that is open. */
final class NoAnswer {
  private static final int LOG_SHOWN = 1200;

  private NoAnswer() {}

  static String explain(String port, String log, LinkCounters counters) {
    int boots = count(log, "rst:0x") + count(log, "ESP-ROM:") + count(log, "ets ");
    if (boots >= 4 || count(log, "Guru Meditation") + count(log, "abort()") >= 2) {
      return loop(port, log);
    }
    if (!log.isBlank()) {
      return "no agent answers on "
          + port
          + ", another firmware does: flash the agent ("
          + flash(port)
          + "). It prints:\n"
          + tail(log);
    }
    if (counters.bytesIn > 0) {
      return "no agent answers on "
          + port
          + ": what comes ("
          + counters.bytesIn
          + " bytes) makes no sense at 115200 baud. Another firmware at another rate, or a worn"
          + " cable; flash the agent ("
          + flash(port)
          + ")";
    }
    return "no agent answers on "
        + port
        + ": flash it ("
        + flash(port)
        + "), or choose the port of the board (espalier board list)";
  }

  /** For a board that restarts again and again. */
  static String loop(String port, String log) {
    return "the board on "
        + port
        + " restarts again and again; flash the agent anew ("
        + flash(port)
        + ") or give it a better supply. Its boot log:\n"
        + tail(log);
  }

  private static String flash(String port) {
    return "cd tools/board-agent && idf.py -p "
        + (port.contains("://") ? "PORT" : port)
        + " flash; its README.md says more";
  }

  private static int count(String text, String part) {
    int found = 0;
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
      found++;
    }
    return found;
  }

  private static String tail(String log) {
    String shown = log.length() > LOG_SHOWN ? log.substring(log.length() - LOG_SHOWN) : log;
    return shown.strip().replace("\r", "").indent(2).stripTrailing();
  }
}
