package dev.espalier.emulator.serial;

/** Who hears of a session. Calls come from within {@link HostSession}'s own. */
interface SessionEvents {
  /** Sockets can be opened. */
  void up(LinkMessage.Hello board);

  /** The session has ended; another one begins by itself unless the host gave up. */
  void down(String why);

  void netInfo(BoardMessage.NetInfo info);

  /** How the board took WIFI_JOIN or WIFI_LEAVE: 0 or an error number. */
  void wifiStatus(int error);

  /** Text of the board: its log, boot messages, panics. */
  void log(String text);

  /** No other session will begin. */
  void gaveUp(String why);
}
