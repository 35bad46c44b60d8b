package dev.espalier.hal.lwip;

import java.util.List;

/**
 * An answer of {@link Netdb#gethostbyname} ({@code struct hostent}).
 *
 * @param name the name asked for
 * @param addrType the address family, always {@link Sockets#AF_INET}
 * @param addrList the addresses; lwIP gives exactly one
 */
public record Hostent(String name, int addrType, List<SockAddr> addrList) {
  /** Copies the list. */
  public Hostent {
    addrList = List.copyOf(addrList);
  }
}
