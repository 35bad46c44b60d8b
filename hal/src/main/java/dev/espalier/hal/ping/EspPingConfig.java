package dev.espalier.hal.ping;

import dev.espalier.hal.lwip.SockAddr;

/**
 * What a ping session does ({@code esp_ping_config_t}).
 *
 * @param count how many requests, {@link #ESP_PING_COUNT_INFINITE} for no end
 * @param intervalMillis from one request to the next
 * @param timeoutMillis for each answer
 * @param dataSize bytes behind the ICMP header
 * @param tos type of service
 * @param ttl time to live
 * @param targetAddr whom to ask; the port does not count
 * @param taskStackSize bytes, of the session's task
 * @param taskPrio its priority
 * @param netif the number of the interface to use, 0 for any
 */
public record EspPingConfig(
    int count,
    long intervalMillis,
    long timeoutMillis,
    int dataSize,
    int tos,
    int ttl,
    SockAddr targetAddr,
    int taskStackSize,
    int taskPrio,
    int netif) {
  /** For {@link #count}: until somebody stops the session. */
  public static final int ESP_PING_COUNT_INFINITE = 0;

  private static final int STACK_BYTES = 2048 + 512; // TASK_EXTRA_STACK_SIZE
  private static final int TTL = 64; // CONFIG_LWIP_IP_DEFAULT_TTL

  /**
   * Five requests of 64 bytes, one a second ({@code ESP_PING_DEFAULT_CONFIG}).
   *
   * @param targetAddr whom to ask, such as {@code SockAddr.in("192.168.4.1", 0)}
   * @return the configuration
   */
  public static EspPingConfig defaults(SockAddr targetAddr) {
    return new EspPingConfig(5, 1000, 1000, 64, 0, TTL, targetAddr, STACK_BYTES, 2, 0);
  }

  /**
   * With another number of requests, and other times.
   *
   * @param newCount how many, 0 for no end
   * @param newIntervalMillis from one request to the next
   * @param newTimeoutMillis for each answer
   * @return a copy
   */
  public EspPingConfig with(int newCount, long newIntervalMillis, long newTimeoutMillis) {
    return new EspPingConfig(
        newCount,
        newIntervalMillis,
        newTimeoutMillis,
        dataSize,
        tos,
        ttl,
        targetAddr,
        taskStackSize,
        taskPrio,
        netif);
  }
}
