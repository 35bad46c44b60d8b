package dev.espalier.hal.tls;

/**
 * TCP keep-alive ({@code tls_keep_alive_cfg_t}, which is {@code esp_transport_keep_alive_t} too).
 *
 * @param enable {@code keep_alive_enable}
 * @param idleSeconds {@code keep_alive_idle}: silence before the first probe
 * @param intervalSeconds {@code keep_alive_interval}: time between probes
 * @param count {@code keep_alive_count}: probes without answer before the connection counts as dead
 */
public record TlsKeepAlive(boolean enable, int idleSeconds, int intervalSeconds, int count) {}
