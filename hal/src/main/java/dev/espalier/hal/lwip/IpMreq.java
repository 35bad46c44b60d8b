package dev.espalier.hal.lwip;

/**
 * A multicast group at an interface ({@code struct ip_mreq}).
 *
 * @param multiaddr the group, as {@link Inet#inet_addr} gives it
 * @param interfaceAddr the address of the interface, {@link Inet#INADDR_ANY} for all
 */
public record IpMreq(int multiaddr, int interfaceAddr) {}
