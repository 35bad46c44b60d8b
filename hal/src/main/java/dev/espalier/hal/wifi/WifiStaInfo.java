package dev.espalier.hal.wifi;

/**
 * A station of the access point ({@code wifi_sta_info_t}).
 *
 * @param mac its MAC address, as {@code MACSTR} prints it
 * @param rssi how strong it is heard, dBm
 */
public record WifiStaInfo(String mac, int rssi) {}
