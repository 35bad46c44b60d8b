package dev.espalier.hal.lwip;

/** The numbers of {@code lwip/sockets.h}; seen as constants of {@link Sockets}. */
abstract sealed class SocketConstants permits SocketControl {
  /** Any address family. */
  public static final int AF_UNSPEC = 0;

  /** IPv4. */
  public static final int AF_INET = 2;

  /** IPv6. */
  public static final int AF_INET6 = 10;

  /** TCP. */
  public static final int SOCK_STREAM = 1;

  /** UDP. */
  public static final int SOCK_DGRAM = 2;

  /** Raw IP; not supported here. */
  public static final int SOCK_RAW = 3;

  /** Level of IP options; the default protocol. */
  public static final int IPPROTO_IP = 0;

  /** TCP and the level of its options. */
  public static final int IPPROTO_TCP = 6;

  /** UDP. */
  public static final int IPPROTO_UDP = 17;

  /** Level of IPv6 options. */
  public static final int IPPROTO_IPV6 = 41;

  /** Level of the SO_ options. */
  public static final int SOL_SOCKET = 0xfff;

  /** Allows the same local port twice. */
  public static final int SO_REUSEADDR = 4;

  /** Probes idle connections. */
  public static final int SO_KEEPALIVE = 8;

  /** Allows broadcasts (UDP). */
  public static final int SO_BROADCAST = 0x20;

  /** Whether the socket listens; get only. */
  public static final int SO_ACCEPTCONN = 2;

  /** What close does with unsent data; needs CONFIG_LWIP_SO_LINGER. */
  public static final int SO_LINGER = 0x80;

  /** Not implemented in lwIP. */
  public static final int SO_SNDBUF = 0x1001;

  /** Receive buffer in bytes; needs CONFIG_LWIP_SO_RCVBUF. */
  public static final int SO_RCVBUF = 0x1002;

  /** Longest wait of a send; 0 for no limit. */
  public static final int SO_SNDTIMEO = 0x1005;

  /** Longest wait of a receive or accept; 0 for no limit. */
  public static final int SO_RCVTIMEO = 0x1006;

  /** Takes the pending error; get only. */
  public static final int SO_ERROR = 0x1007;

  /** The socket's type; get only. */
  public static final int SO_TYPE = 0x1008;

  /** Sends UDP without check sum. */
  public static final int SO_NO_CHECK = 0x100a;

  /** Binds to a network interface by name. */
  public static final int SO_BINDTODEVICE = 0x100b;

  /** Switches Nagle's algorithm off. */
  public static final int TCP_NODELAY = 1;

  /** Idle time before the first probe, in milliseconds. */
  public static final int TCP_KEEPALIVE = 2;

  /** Idle time before the first probe, in seconds. */
  public static final int TCP_KEEPIDLE = 3;

  /** Seconds between probes. */
  public static final int TCP_KEEPINTVL = 4;

  /** Probes without answer before the connection is given up. */
  public static final int TCP_KEEPCNT = 5;

  /** Type of service. */
  public static final int IP_TOS = 1;

  /** Time to live. */
  public static final int IP_TTL = 2;

  /** ICMP, for raw sockets. */
  public static final int IPPROTO_ICMP = 1;

  /** ICMP over IPv6. */
  public static final int IPPROTO_ICMPV6 = 58;

  /** Option of {@link #IPPROTO_IP}: joins a multicast group. */
  public static final int IP_ADD_MEMBERSHIP = 3;

  /** Option of {@link #IPPROTO_IP}: leaves a multicast group. */
  public static final int IP_DROP_MEMBERSHIP = 4;

  /** Option of {@link #IPPROTO_IP}: TTL of multicasts. */
  public static final int IP_MULTICAST_TTL = 5;

  /** Option of {@link #IPPROTO_IP}: the address of the interface that multicasts leave by. */
  public static final int IP_MULTICAST_IF = 6;

  /** Option of {@link #IPPROTO_IP}: whether the board hears its own multicasts. */
  public static final int IP_MULTICAST_LOOP = 7;

  /** Keeps IPv4 off an IPv6 socket. */
  public static final int IPV6_V6ONLY = 0x1b;

  /** Leaves the bytes in the socket. */
  public static final int MSG_PEEK = 1;

  /** Not implemented in lwIP: without effect. */
  public static final int MSG_WAITALL = 2;

  /** Not implemented in lwIP: without effect. */
  public static final int MSG_OOB = 4;

  /** Set by recvmsg: the datagram was longer. */
  public static final int MSG_TRUNC = 4;

  /** Does not wait in this call. */
  public static final int MSG_DONTWAIT = 8;

  /** More follows. */
  public static final int MSG_MORE = 0x10;

  /** Without effect: there are no signals. */
  public static final int MSG_NOSIGNAL = 0x20;

  /** No more reading. */
  public static final int SHUT_RD = 0;

  /** No more writing. */
  public static final int SHUT_WR = 1;

  /** Neither. */
  public static final int SHUT_RDWR = 2;

  /** Reads the file flags. */
  public static final int F_GETFL = 3;

  /** Sets the file flags. */
  public static final int F_SETFL = 4;

  /** Open for reading. */
  public static final int O_RDONLY = 0;

  /** Open for writing. */
  public static final int O_WRONLY = 1;

  /** Open for both. */
  public static final int O_RDWR = 2;

  /** Calls do not wait. */
  public static final int O_NONBLOCK = 0x4000;

  /** Bytes that wait; needs CONFIG_LWIP_SO_RCVBUF. */
  public static final int FIONREAD = 0x4004667F;

  /** Switches waiting off (1) or on (0). */
  public static final int FIONBIO = 0x8004667E;

  /** Readable. */
  public static final int POLLIN = 1;

  /** Normal data. */
  public static final int POLLRDNORM = 2;

  /** Priority data. */
  public static final int POLLRDBAND = 4;

  /** Priority data. */
  public static final int POLLPRI = 4;

  /** Writable. */
  public static final int POLLOUT = 8;

  /** Writable. */
  public static final int POLLWRNORM = 8;

  /** Priority data may be written. */
  public static final int POLLWRBAND = 16;

  /** Error. */
  public static final int POLLERR = 32;

  /** Hung up; never set by ESP-IDF. */
  public static final int POLLHUP = 64;

  /** Descriptor out of range. */
  public static final int POLLNVAL = 128;

  SocketConstants() {}
}
