package dev.espalier.hal.lwip;

import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.port.BoardLocal;
import dev.espalier.hal.port.Network.Option;
import java.util.HashSet;
import java.util.Set;

/** The options of one socket: {@code lwip_setsockopt_impl}, {@code lwip_getsockopt_impl}. */
final class SocketOptions {
  private static final int LINUX_KEEP_SECONDS_MAX = 32767;
  private static final int LINUX_KEEP_COUNT_MAX = 127;
  private static final String LINUX_LOOPBACK = "lo";

  private static final String TAG = "lwip";
  private static final int DEFAULT_TTL = 64;
  private static final BoardLocal<Set<String>> NAMED = BoardLocal.of(HashSet::new);

  private final LwipSocket socket;
  private long receiveTimeoutMillis;
  private long sendTimeoutMillis;
  private boolean reuse;
  private boolean keepAlive;
  private boolean broadcast;
  private boolean noDelay;
  private boolean v6Only;
  private boolean noCheck;
  private int keepIdleMillis = 7_200_000;
  private int keepIntervalMillis = 75_000;
  private int keepCount = 9;
  private int ttl = DEFAULT_TTL;
  private int tos;
  private int multicastTtl = DEFAULT_TTL;
  private boolean multicastLoop;
  private int multicastInterface;
  private int receiveBuffer = Integer.MAX_VALUE;
  private int linger = -1;

  SocketOptions(LwipSocket socket) {
    this.socket = socket;
  }

  long receiveTimeoutMillis() {
    return receiveTimeoutMillis;
  }

  /** Seconds, negative for off. */
  int linger() {
    return linger;
  }

  long sendTimeoutMillis() {
    return sendTimeoutMillis;
  }

  /** Hands on what the network must know before it connects or sends. */
  void applyEarly() {
    if (receiveBuffer != Integer.MAX_VALUE) {
      tell(Option.RECEIVE_BUFFER, receiveBuffer, "SO_RCVBUF");
    }
  }

  /** Hands on what the network can take once connected. */
  void applyLate() {
    if (noDelay) {
      tell(Option.NO_DELAY, 1, "TCP_NODELAY");
    }
    if (keepAlive) {
      applyKeepAlive();
    }
  }

  /** Sets an option with an int; 0 or a negative error number. */
  int set(int level, int name, int value) {
    return SocketTrace.option(level, name, value, change(level, name, value));
  }

  private int change(int level, int name, int value) {
    return switch (level) {
      case Sockets.SOL_SOCKET -> setSocket(name, value);
      case Sockets.IPPROTO_IP -> setIp(name, value);
      case Sockets.IPPROTO_TCP -> setTcp(name, value);
      case Sockets.IPPROTO_IPV6 -> {
        if (name != Sockets.IPV6_V6ONLY) {
          yield unknown("IPPROTO_IPV6", name);
        }
        v6Only = value != 0;
        yield 0;
      }
      default -> unknown("level " + level, name);
    };
  }

  private int setSocket(int name, int value) {
    boolean on = value != 0;
    switch (name) {
      case Sockets.SO_BROADCAST -> {
        if (socket.isTcp()) {
          return -Errno.ENOPROTOOPT;
        }
        broadcast = on;
        tell(Option.BROADCAST, value, "SO_BROADCAST");
      }
      case Sockets.SO_KEEPALIVE -> {
        if (isGone()) {
          return -Errno.EINVAL;
        }
        keepAlive = on;
        applyKeepAlive();
      }
      case Sockets.SO_REUSEADDR -> {
        if (!socket.table.config.reuse()) {
          return unknown("SO_REUSEADDR without CONFIG_LWIP_SO_REUSE", name);
        }
        reuse = on;
        tell(Option.REUSE_ADDRESS, value, "SO_REUSEADDR");
      }
      case Sockets.SO_RCVBUF -> {
        if (!socket.table.config.receiveBuffer()) {
          return unknown("SO_RCVBUF without CONFIG_LWIP_SO_RCVBUF", name);
        }
        receiveBuffer = value;
        tell(Option.RECEIVE_BUFFER, value, "SO_RCVBUF");
      }
      case Sockets.SO_NO_CHECK -> {
        if (!socket.isUdp()) {
          return -Errno.ENOPROTOOPT;
        }
        noCheck = on;
      }
      default -> {
        return unknown("SOL_SOCKET", name);
      }
    }
    return 0;
  }

  private int setIp(int name, int value) {
    switch (name) {
      case Sockets.IP_TTL -> ttl = value & 0xFF;
      case Sockets.IP_TOS -> tos = value & 0xFF;
      case Sockets.IP_MULTICAST_TTL, Sockets.IP_MULTICAST_LOOP, Sockets.IP_MULTICAST_IF -> {
        return !socket.isUdp() ? -Errno.ENOPROTOOPT : setMulticast(name, value);
      }
      default -> {
        return unknown("IPPROTO_IP", name);
      }
    }
    return 0;
  }

  private int setMulticast(int name, int value) {
    switch (name) {
      case Sockets.IP_MULTICAST_TTL -> {
        multicastTtl = value & 0xFF;
        tell(Option.MULTICAST_TTL, multicastTtl, "IP_MULTICAST_TTL");
      }
      case Sockets.IP_MULTICAST_LOOP -> {
        multicastLoop = (value & 0xFF) != 0;
        tell(Option.MULTICAST_LOOP, multicastLoop ? 1 : 0, "IP_MULTICAST_LOOP");
      }
      default -> multicastInterface = value;
    }
    return 0;
  }

  /** Joins or leaves a multicast group; 0 or a negative error number. */
  int set(int level, int name, IpMreq value) {
    return SocketTrace.option(level, name, value, change(level, name, value));
  }

  private int change(int level, int name, IpMreq value) {
    boolean join = name == Sockets.IP_ADD_MEMBERSHIP;
    if (level != Sockets.IPPROTO_IP || (!join && name != Sockets.IP_DROP_MEMBERSHIP)) {
      return unknown("level " + level + " with a struct ip_mreq", name);
    }
    if (!socket.isUdp()) {
      return -Errno.ENOPROTOOPT;
    }
    Memberships all = socket.table.memberships;
    return join ? all.add(socket, value) : all.drop(socket, value);
  }

  private int setTcp(int name, int value) {
    if (!(socket instanceof TcpSocket tcp)) {
      return -Errno.ENOPROTOOPT;
    }
    if (tcp.isListening() || tcp.isGone()) {
      return -Errno.EINVAL;
    }
    switch (name) {
      case Sockets.TCP_NODELAY -> {
        noDelay = value != 0;
        tell(Option.NO_DELAY, value, "TCP_NODELAY");
      }
      case Sockets.TCP_KEEPIDLE, Sockets.TCP_KEEPINTVL, Sockets.TCP_KEEPCNT -> {
        if (socket.table.linux && !isKeepAliveOfLinux(name, value)) {
          return -Errno.EINVAL;
        }
        setKeepAlive(name, value);
      }
      case Sockets.TCP_KEEPALIVE -> keepIdleMillis = value;
      default -> {
        return unknown("IPPROTO_TCP", name);
      }
    }
    if (name != Sockets.TCP_NODELAY) {
      applyKeepAlive();
    }
    return 0;
  }

  /** Linux looks at the values; lwIP takes any. */
  private static boolean isKeepAliveOfLinux(int name, int value) {
    int most = name == Sockets.TCP_KEEPCNT ? LINUX_KEEP_COUNT_MAX : LINUX_KEEP_SECONDS_MAX;
    return value >= 1 && value <= most;
  }

  private void setKeepAlive(int name, int value) {
    switch (name) {
      case Sockets.TCP_KEEPIDLE -> keepIdleMillis = value * 1000;
      case Sockets.TCP_KEEPINTVL -> keepIntervalMillis = value * 1000;
      default -> keepCount = value;
    }
  }

  /** Sets a time limit; 0 or a negative error number. */
  int set(int level, int name, Timeval value) {
    return SocketTrace.option(level, name, value, change(level, name, value));
  }

  private int change(int level, int name, Timeval value) {
    long millis = value.sec() * 1000 + value.usec() / 1000;
    if (level != Sockets.SOL_SOCKET
        || (name != Sockets.SO_RCVTIMEO && name != Sockets.SO_SNDTIMEO)) {
      return unknown("level " + level + " with a struct timeval", name);
    }
    if (millis < 0) {
      return -Errno.EINVAL;
    }
    if (name == Sockets.SO_RCVTIMEO) {
      receiveTimeoutMillis = millis;
    } else {
      sendTimeoutMillis = millis;
    }
    return 0;
  }

  int set(int level, int name, Linger value) {
    return SocketTrace.option(level, name, value, change(level, name, value));
  }

  private int change(int level, int name, Linger value) {
    if (level != Sockets.SOL_SOCKET || name != Sockets.SO_LINGER || !socket.table.config.linger()) {
      return unknown("SO_LINGER without CONFIG_LWIP_SO_LINGER", name);
    }
    if (value.on() && value.seconds() < 0) {
      return -Errno.EINVAL;
    }
    // lwIP cuts it to 16 bits with a sign: more than 32767 seconds are none.
    linger = value.on() ? (short) Math.min(value.seconds(), 0xFFFF) : -1;
    tell(Option.LINGER, Math.max(linger, -1), "SO_LINGER");
    return 0;
  }

  /** Binds to an interface by name; an empty name unbinds. */
  int set(int level, int name, String device) {
    return SocketTrace.option(level, name, device, change(level, name, device));
  }

  private int change(int level, int name, String device) {
    if (level != Sockets.SOL_SOCKET || name != Sockets.SO_BINDTODEVICE) {
      return unknown("level " + level + " with a name", name);
    }
    boolean known =
        NetIf.indexOf(device) != 0 || (socket.table.linux && device.equals(LINUX_LOOPBACK));
    return device.isEmpty() || known ? 0 : -Errno.ENODEV;
  }

  /** Reads an option into an array of one or two ints; 0 or a negative error number. */
  int get(int level, int name, int[] out) {
    return switch (level) {
      case Sockets.SOL_SOCKET -> getSocket(name, out);
      case Sockets.IPPROTO_IP ->
          switch (name) {
            case Sockets.IP_TTL -> put(out, ttl);
            case Sockets.IP_TOS -> put(out, tos);
            case Sockets.IP_MULTICAST_TTL ->
                !socket.isUdp() ? -Errno.ENOPROTOOPT : put(out, multicastTtl);
            case Sockets.IP_MULTICAST_IF ->
                !socket.isUdp() ? -Errno.ENOPROTOOPT : put(out, multicastInterface);
            case Sockets.IP_MULTICAST_LOOP -> put(out, multicastLoop);
            default -> unknown("IPPROTO_IP", name);
          };
      case Sockets.IPPROTO_TCP -> getTcp(name, out);
      case Sockets.IPPROTO_IPV6 ->
          name == Sockets.IPV6_V6ONLY ? put(out, v6Only) : unknown("IPPROTO_IPV6", name);
      default -> unknown("level " + level, name);
    };
  }

  private int getSocket(int name, int[] out) {
    LwipConfig config = socket.table.config;
    return switch (name) {
      case Sockets.SO_ACCEPTCONN ->
          socket instanceof TcpSocket tcp ? put(out, tcp.isListening()) : -Errno.ENOPROTOOPT;
      case Sockets.SO_BROADCAST -> socket.isTcp() ? -Errno.ENOPROTOOPT : put(out, broadcast);
      case Sockets.SO_KEEPALIVE -> put(out, keepAlive);
      case Sockets.SO_REUSEADDR -> config.reuse() ? put(out, reuse) : unknown("SOL_SOCKET", name);
      case Sockets.SO_TYPE -> put(out, socket.type());
      case Sockets.SO_ERROR -> put(out, socket.takePendingError());
      case Sockets.SO_RCVTIMEO -> putTime(out, receiveTimeoutMillis);
      case Sockets.SO_SNDTIMEO -> putTime(out, sendTimeoutMillis);
      case Sockets.SO_NO_CHECK -> !socket.isUdp() ? -Errno.ENOPROTOOPT : put(out, noCheck);
      case Sockets.SO_RCVBUF ->
          config.receiveBuffer() ? put(out, receiveBuffer) : unknown("SOL_SOCKET", name);
      case Sockets.SO_LINGER -> {
        if (!config.linger()) {
          yield unknown("SOL_SOCKET", name);
        }
        if (out.length > 1) {
          out[1] = Math.max(linger, 0);
        }
        yield put(out, linger >= 0);
      }
      default -> unknown("SOL_SOCKET", name);
    };
  }

  private int getTcp(int name, int[] out) {
    if (!(socket instanceof TcpSocket tcp)) {
      return -Errno.ENOPROTOOPT;
    }
    if (tcp.isListening() || tcp.isGone()) {
      return -Errno.EINVAL;
    }
    return switch (name) {
      case Sockets.TCP_NODELAY -> put(out, noDelay);
      case Sockets.TCP_KEEPALIVE -> put(out, keepIdleMillis);
      case Sockets.TCP_KEEPIDLE -> put(out, keepIdleMillis / 1000);
      case Sockets.TCP_KEEPINTVL -> put(out, keepIntervalMillis / 1000);
      case Sockets.TCP_KEEPCNT -> put(out, keepCount);
      default -> unknown("IPPROTO_TCP", name);
    };
  }

  private boolean isGone() {
    return socket instanceof TcpSocket tcp && tcp.isGone();
  }

  private void applyKeepAlive() {
    if (!socket.isTcp()) {
      return;
    }
    if (keepAlive) {
      tell(Option.KEEP_IDLE, seconds(keepIdleMillis), "TCP_KEEPIDLE");
      tell(Option.KEEP_INTERVAL, seconds(keepIntervalMillis), "TCP_KEEPINTVL");
      tell(Option.KEEP_COUNT, keepCount, "TCP_KEEPCNT");
    }
    tell(Option.KEEP_ALIVE, keepAlive ? 1 : 0, "SO_KEEPALIVE");
  }

  private static int seconds(int millis) {
    return Math.max(1, millis / 1000);
  }

  /** Tells the network; what it cannot do is named once, the firmware sees lwIP's answer. */
  private void tell(Option option, int value, String name) {
    if (socket.endpoint.option(option, value) == -Errno.ENOPROTOOPT) {
      once("option %s has no effect on this network", name);
    }
  }

  private static int unknown(String where, int name) {
    once(
        "socket option %s is not supported: ENOPROTOOPT",
        where + " 0x" + Integer.toHexString(name));
    return -Errno.ENOPROTOOPT;
  }

  private static void once(String format, String what) {
    if (NAMED.get().add(format + what)) {
      EspLog.w(TAG, format, what);
    }
  }

  private static int put(int[] out, boolean value) {
    return put(out, value ? 1 : 0);
  }

  private static int put(int[] out, int value) {
    out[0] = value;
    return 0;
  }

  private static int putTime(int[] out, long millis) {
    if (out.length > 1) {
      out[1] = (int) (millis % 1000 * 1000);
    }
    return put(out, (int) (millis / 1000));
  }
}
