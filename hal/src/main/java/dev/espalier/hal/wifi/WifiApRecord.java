package dev.espalier.hal.wifi;

/**
 * An access point ({@code wifi_ap_record_t}).
 *
 * @param bssid its MAC address, as {@code MACSTR} prints it
 * @param ssid its name
 * @param primary its channel
 * @param rssi the strength of its signal, dBm
 * @param authmode how it lets stations in
 */
public record WifiApRecord(
    String bssid, String ssid, int primary, int rssi, WifiAuthMode authmode) {}
