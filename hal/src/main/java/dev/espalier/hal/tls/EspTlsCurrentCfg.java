package dev.espalier.hal.tls;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code esp_tls_cfg_t} has in current ESP-IDF and had not in v4.4.
 *
 * @param addrFamily which addresses of the host to connect to
 * @param tlsVersion which version of TLS to offer
 * @param ciphersuitesList TLS's numbers, the preferred one first; empty for mbedTLS's own list
 * @param clientKey the private key, in place of {@code clientkey_buf}; null for none
 * @param useEcdsaPeripheral whether an ECDSA peripheral has the private key; the ESP32 has none
 */
public record EspTlsCurrentCfg(
    EspTlsAddrFamily addrFamily,
    EspTlsProtoVer tlsVersion,
    List<Integer> ciphersuitesList,
    @Nullable EspKeyConfig clientKey,
    boolean useEcdsaPeripheral) {
  /** Zeros. */
  public static final EspTlsCurrentCfg DEFAULT =
      new EspTlsCurrentCfg(
          EspTlsAddrFamily.ESP_TLS_AF_UNSPEC,
          EspTlsProtoVer.ESP_TLS_VER_ANY,
          List.of(),
          null,
          false);

  /** Copies the list. */
  public EspTlsCurrentCfg {
    ciphersuitesList = List.copyOf(ciphersuitesList);
  }

  /**
   * With another kind of address.
   *
   * @param family which
   * @return a copy
   */
  public EspTlsCurrentCfg withAddrFamily(EspTlsAddrFamily family) {
    return new EspTlsCurrentCfg(
        family, tlsVersion, ciphersuitesList, clientKey, useEcdsaPeripheral);
  }

  /**
   * With another version of TLS.
   *
   * @param version which
   * @return a copy
   */
  public EspTlsCurrentCfg withTlsVersion(EspTlsProtoVer version) {
    return new EspTlsCurrentCfg(
        addrFamily, version, ciphersuitesList, clientKey, useEcdsaPeripheral);
  }

  /**
   * With a list of cipher suites.
   *
   * @param suites TLS's numbers; empty for mbedTLS's own list
   * @return a copy
   */
  public EspTlsCurrentCfg withCiphersuitesList(List<Integer> suites) {
    return new EspTlsCurrentCfg(addrFamily, tlsVersion, suites, clientKey, useEcdsaPeripheral);
  }

  /**
   * With a private key.
   *
   * @param key where it comes from, null for none
   * @return a copy
   */
  public EspTlsCurrentCfg withClientKey(@Nullable EspKeyConfig key) {
    return new EspTlsCurrentCfg(addrFamily, tlsVersion, ciphersuitesList, key, useEcdsaPeripheral);
  }

  /**
   * With the private key in an ECDSA peripheral.
   *
   * @return a copy
   */
  public EspTlsCurrentCfg withEcdsaPeripheral() {
    return new EspTlsCurrentCfg(addrFamily, tlsVersion, ciphersuitesList, clientKey, true);
  }
}
