package dev.espalier.emulator.net;

import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.port.Network.Option;
import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
import java.util.EnumMap;
import java.util.Map;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/** Options of a channel, kept until there is one. */
final class JvmOptions {
  private Map<Option, Integer> values = Map.of();

  /** Sets an option on a channel, or later when there is none yet: 0 or a negative error number. */
  int set(@Nullable NetworkChannel channel, Option option, int value) {
    if (values.isEmpty()) {
      values = new EnumMap<>(Option.class);
    }
    values.put(option, value);
    return channel == null ? 0 : apply(channel, option, value);
  }

  /** Sets everything that was set before the channel was made. */
  void applyAll(NetworkChannel channel) {
    values.forEach((option, value) -> apply(channel, option, value));
  }

  boolean isLingerZero() {
    return values.getOrDefault(Option.LINGER, -1) == 0;
  }

  private static int apply(NetworkChannel channel, Option option, int value) {
    boolean on = value != 0;
    return switch (option) {
      case KEEP_ALIVE -> set(channel, StandardSocketOptions.SO_KEEPALIVE, on);
      case NO_DELAY -> set(channel, StandardSocketOptions.TCP_NODELAY, on);
      case REUSE_ADDRESS -> set(channel, StandardSocketOptions.SO_REUSEADDR, on);
      case BROADCAST -> set(channel, StandardSocketOptions.SO_BROADCAST, on);
      case MULTICAST_TTL -> set(channel, StandardSocketOptions.IP_MULTICAST_TTL, value);
      case MULTICAST_LOOP -> set(channel, StandardSocketOptions.IP_MULTICAST_LOOP, on);
      case RECEIVE_BUFFER -> set(channel, StandardSocketOptions.SO_RCVBUF, value);
      case SEND_BUFFER -> set(channel, StandardSocketOptions.SO_SNDBUF, value);
      case LINGER -> value > 0 ? 0 : set(channel, StandardSocketOptions.SO_LINGER, value);
      case KEEP_IDLE -> set(channel, ExtendedSocketOptions.TCP_KEEPIDLE, value);
      case KEEP_INTERVAL -> set(channel, ExtendedSocketOptions.TCP_KEEPINTERVAL, value);
      case KEEP_COUNT -> set(channel, ExtendedSocketOptions.TCP_KEEPCOUNT, value);
    };
  }

  private static <T> int set(NetworkChannel channel, SocketOption<T> option, T value) {
    if (!channel.supportedOptions().contains(option)) {
      return -Errno.ENOPROTOOPT;
    }
    try {
      channel.setOption(option, value);
      return 0;
    } catch (IOException | IllegalArgumentException e) {
      return -JvmErrors.errno(e);
    }
  }
}
