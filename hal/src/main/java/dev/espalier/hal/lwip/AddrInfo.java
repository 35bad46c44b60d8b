package dev.espalier.hal.lwip;

import org.jspecify.annotations.Nullable;

/**
 * Hints for and an answer of {@link Netdb#getaddrinfo} ({@code struct addrinfo}).
 *
 * @param flags {@code AI_} bits, in hints
 * @param family {@link Sockets#AF_UNSPEC}, {@link Sockets#AF_INET} or {@link Sockets#AF_INET6}
 * @param socktype copied from the hints
 * @param protocol copied from the hints
 * @param addr the address and port; null in hints
 * @param canonname the name asked for; null in hints and without a name
 */
public record AddrInfo(
    int flags,
    int family,
    int socktype,
    int protocol,
    @Nullable SockAddr addr,
    @Nullable String canonname) {
  /**
   * Makes hints without flags.
   *
   * @param family {@link Sockets#AF_UNSPEC}, {@link Sockets#AF_INET} or {@link Sockets#AF_INET6}
   * @param socktype {@link Sockets#SOCK_STREAM}, {@link Sockets#SOCK_DGRAM} or 0
   * @return the hints
   */
  public static AddrInfo hints(int family, int socktype) {
    return new AddrInfo(0, family, socktype, 0, null, null);
  }

  /**
   * What {@link Netdb#getaddrinfo} gives: the code and, on success, the answer. lwIP's list never
   * has more than one entry.
   *
   * @param code 0 or an {@code EAI_} number
   * @param info the answer, null unless the code is 0
   */
  public record Result(int code, @Nullable AddrInfo info) {}
}
