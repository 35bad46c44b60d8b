package dev.espalier.emulator.serial;

/** Who hears of a session. Calls come from within {@link HostSession}'s own. */
interface SessionEvents {
  /** Sockets can be opened. */
  default void up(LinkMessage.Hello board) {}

  /** The session has ended; another one begins by itself unless the host gave up. */
  default void down(String why) {}

  default void netInfo(BoardMessage.NetInfo info) {}

  /** How the board took WIFI_JOIN or WIFI_LEAVE: 0 or an error number. */
  default void wifiStatus(int error) {}

  /** Text of the board: its log, boot messages, panics. */
  default void log(String text) {}

  /** No other session will begin. */
  default void gaveUp(String why) {}

  /** A pattern has come back whole. */
  default void tested(LinkMessage.Test reply) {}
}
