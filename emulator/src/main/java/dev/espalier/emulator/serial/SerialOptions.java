package dev.espalier.emulator.serial;

import dev.espalier.hal.port.Network.Option;
import java.util.EnumMap;
import java.util.Map;

/** The options of a socket, kept until it exists on the board. */
final class SerialOptions {
  private final Map<Option, Integer> set = new EnumMap<>(Option.class);

  static int code(Option option) {
    return switch (option) {
      case KEEP_ALIVE -> SocketMessage.SetOpt.KEEP_ALIVE;
      case KEEP_IDLE -> SocketMessage.SetOpt.KEEP_IDLE;
      case KEEP_INTERVAL -> SocketMessage.SetOpt.KEEP_INTERVAL;
      case KEEP_COUNT -> SocketMessage.SetOpt.KEEP_COUNT;
      case NO_DELAY -> SocketMessage.SetOpt.NO_DELAY;
      case REUSE_ADDRESS -> SocketMessage.SetOpt.REUSE_ADDRESS;
      case BROADCAST -> SocketMessage.SetOpt.BROADCAST;
      case LINGER -> SocketMessage.SetOpt.LINGER;
      case MULTICAST_TTL, MULTICAST_LOOP -> 0; // the tunnel knows no groups
      case RECEIVE_BUFFER, SEND_BUFFER -> 0; // the tunnel's own buffers
    };
  }

  void put(Option option, int value) {
    set.put(option, value);
  }

  int get(Option option, int otherwise) {
    return set.getOrDefault(option, otherwise);
  }

  /** Sends all of them. */
  void sendAll(SerialStack stack, int id) {
    set.forEach((option, value) -> send(stack, id, option, value));
  }

  static void send(SerialStack stack, int id, Option option, int value) {
    int code = code(option);
    if (code != 0) {
      stack.send(new SocketMessage.SetOpt(id, code, value));
    }
  }
}
