package dev.espalier.hal.transport;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.Fidelity;
import dev.espalier.hal.profile.Lint;
import dev.espalier.hal.profile.Profile;
import dev.espalier.hal.system.CStruct;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.tls.EspKeyConfig;
import dev.espalier.hal.tls.EspTlsAddrFamily;
import dev.espalier.hal.tls.EspTlsCurrentCfg;
import dev.espalier.hal.tls.EspTlsProtoVer;
import dev.espalier.hal.tls.MbedtlsSslConfig;
import dev.espalier.hal.tls.PskHintKey;
import dev.espalier.hal.tls.TlsKeepAlive;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** TLS over TCP. Settings are for connections to come; arrays are not copied, as in C. */
public final class TransportSsl extends EspTransport {
  private final SslFunctions ssl = new SslFunctions();

  private TransportSsl() {
    setFunc(ssl).orAbort();
    setAsyncConnectFunc(ssl::connectAsync).orAbort();
    errors(ssl.errors);
  }

  /**
   * Makes a transport over TLS.
   *
   * @return the transport, not connected
   */
  @EspApi("esp_transport_ssl_init")
  public static TransportSsl init() {
    var made = new TransportSsl();
    made.charge(
        "esp_transport_ssl_init",
        CStruct.TRANSPORT_SSL.bytes(),
        CStruct.TRANSPORT_FOUNDATION.bytes(),
        CStruct.TRANSPORT_ERRORS.bytes());
    return made;
  }

  /** Trusts the global CA store. */
  @EspApi("esp_transport_ssl_enable_global_ca_store")
  public void enableGlobalCaStore() {
    ssl.cfg.useGlobalCaStore(true);
  }

  /**
   * Trusts a CA.
   *
   * @param pem certificates as PEM text
   */
  @EspApi("esp_transport_ssl_set_cert_data")
  public void setCertData(byte @Nullable [] pem) {
    ssl.cfg.caCert(SslFunctions.terminated(pem));
  }

  /**
   * Trusts a CA.
   *
   * @param der one certificate as DER
   */
  @EspApi("esp_transport_ssl_set_cert_data_der")
  public void setCertDataDer(byte @Nullable [] der) {
    ssl.cfg.caCert(der);
  }

  /**
   * Sets the own certificate.
   *
   * @param pem the certificate as PEM text
   */
  @EspApi("esp_transport_ssl_set_client_cert_data")
  public void setClientCertData(byte @Nullable [] pem) {
    ssl.cfg.clientCert(SslFunctions.terminated(pem));
  }

  /**
   * Sets the own certificate.
   *
   * @param der the certificate as DER
   */
  @EspApi("esp_transport_ssl_set_client_cert_data_der")
  public void setClientCertDataDer(byte @Nullable [] der) {
    ssl.cfg.clientCert(der);
  }

  /**
   * Sets the private key of the own certificate.
   *
   * @param pem the key as PEM text
   */
  @EspApi("esp_transport_ssl_set_client_key_data")
  public void setClientKeyData(byte @Nullable [] pem) {
    ssl.cfg.clientKey(SslFunctions.terminated(pem));
  }

  /**
   * Sets the private key of the own certificate.
   *
   * @param der the key as DER
   */
  @EspApi("esp_transport_ssl_set_client_key_data_der")
  public void setClientKeyDataDer(byte @Nullable [] der) {
    ssl.cfg.clientKey(der);
  }

  /**
   * Sets the password of the private key.
   *
   * @param password the password
   */
  @EspApi("esp_transport_ssl_set_client_key_password")
  public void setClientKeyPassword(byte @Nullable [] password) {
    ssl.cfg.clientKeyPassword(password);
  }

  /**
   * Sets what ALPN offers.
   *
   * @param protocols the protocols by preference; null for no ALPN
   */
  @EspApi("esp_transport_ssl_set_alpn_protocol")
  public void setAlpnProtocol(@Nullable List<String> protocols) {
    ssl.cfg.alpnProtos(protocols == null ? List.of() : protocols);
  }

  /** Leaves the server's name unchecked. */
  @EspApi("esp_transport_ssl_skip_common_name_check")
  public void skipCommonNameCheck() {
    ssl.cfg.skipCommonName(true);
  }

  /**
   * Sets what the server's certificate is to be for, instead of the host.
   *
   * @param name the name; null for the host's
   */
  @EspApi("esp_transport_ssl_set_common_name")
  public void setCommonName(@Nullable String name) {
    ssl.cfg.commonName(name);
  }

  /**
   * Sets TCP keep-alive.
   *
   * @param config the parameters; null for none
   */
  @EspApi("esp_transport_ssl_set_keep_alive")
  public void setKeepAlive(@Nullable TlsKeepAlive config) {
    ssl.keepAlive = config;
  }

  /**
   * Binds to an interface.
   *
   * @param name the interface's name; null for any
   */
  @EspApi("esp_transport_ssl_set_interface_name")
  public void setInterfaceName(@Nullable String name) {
    ssl.ifName = name;
  }

  /**
   * Verifies the server with a certificate bundle.
   *
   * @param attach {@code EspCrtBundle::attach}; null for no bundle
   */
  @EspApi("esp_transport_ssl_crt_bundle_attach")
  public void crtBundleAttach(@Nullable Function<MbedtlsSslConfig, EspErr> attach) {
    ssl.cfg.crtBundleAttach(attach);
  }

  /**
   * Sets the pre-shared key.
   *
   * @param key the key with its hint; null for none
   */
  @EspApi("esp_transport_ssl_set_psk_key_hint")
  public void setPskKeyHint(@Nullable PskHintKey key) {
    ssl.cfg.pskHintKey(key);
  }

  /**
   * Keeps a TLS session, or resumes it; with {@code CONFIG_ESP_TLS_CLIENT_SESSION_TICKETS}.
   *
   * @param operation what to do
   * @return {@code ESP_OK}, or {@code ESP_ERR_INVALID_STATE} when there is no session to resume
   */
  @EspApi("esp_transport_ssl_session_ticket_operation")
  public EspErr sessionTicketOperation(SessionTicketOperation operation) {
    Lint.needs(Profile.COMPONENT_1_8, "esp_transport_ssl_session_ticket_operation");
    return ssl.ticketOperation(operation);
  }

  /** Takes the private key from a secure element; connecting then fails as without its library. */
  @EspApi(
      value = "esp_transport_ssl_use_secure_element",
      fidelity = Fidelity.PARTIAL,
      note = "as without CONFIG_ESP_TLS_USE_SECURE_ELEMENT: connecting fails")
  public void useSecureElement() {
    ssl.cfg.useSecureElement(true);
  }

  /**
   * Sets the data of the digital signature peripheral; connecting then fails as on an ESP32.
   *
   * @param data anything but null
   */
  @EspApi(
      value = "esp_transport_ssl_set_ds_data",
      fidelity = Fidelity.PARTIAL,
      note = "as without CONFIG_ESP_TLS_USE_DS_PERIPHERAL: connecting fails; the ESP32 has none")
  public void setDsData(@Nullable Object data) {
    ssl.cfg.dsData(data);
  }

  /**
   * Sets which addresses of the host to connect to.
   *
   * @param family which
   */
  @EspApi("esp_transport_ssl_set_addr_family")
  public void setAddrFamily(EspTlsAddrFamily family) {
    Lint.needs(Profile.COMPONENT_1_8, "esp_transport_ssl_set_addr_family");
    ssl.cfg.current(cfg -> cfg.withAddrFamily(family));
  }

  /**
   * Sets which version of TLS to offer.
   *
   * @param version which; 1.3 needs {@code CONFIG_MBEDTLS_SSL_PROTO_TLS1_3}
   */
  @EspApi(
      value = "esp_transport_ssl_set_tls_version",
      fidelity = Fidelity.PARTIAL,
      note = "sessions of TLS 1.3 are not resumed")
  public void setTlsVersion(EspTlsProtoVer version) {
    Lint.needs(Profile.COMPONENT_1_8, "esp_transport_ssl_set_tls_version");
    ssl.cfg.current(cfg -> cfg.withTlsVersion(version));
  }

  /**
   * Sets which cipher suites to offer.
   *
   * @param suites TLS's numbers, the preferred one first; null or empty for mbedTLS's own list
   */
  @EspApi("esp_transport_ssl_set_ciphersuites_list")
  public void setCiphersuitesList(@Nullable List<Integer> suites) {
    Lint.needs(Profile.COMPONENT_1_8, "esp_transport_ssl_set_ciphersuites_list");
    ssl.cfg.current(cfg -> cfg.withCiphersuitesList(suites == null ? List.of() : suites));
  }

  /**
   * Sets the private key of the own certificate, in place of {@link #setClientKeyData}.
   *
   * @param key where it comes from; null for none
   */
  @EspApi(
      value = "esp_transport_ssl_set_client_key_config",
      fidelity = Fidelity.PARTIAL,
      note = "PSA keeps no keys here: connecting with one fails")
  public void setClientKeyConfig(@Nullable EspKeyConfig key) {
    Lint.needs(Profile.COMPONENT_1_8, "esp_transport_ssl_set_client_key_config");
    ssl.cfg.current(cfg -> cfg.withClientKey(key));
  }

  /**
   * Takes the private key from an ECDSA peripheral; connecting then fails as on an ESP32.
   *
   * @param efuseBlock the block with the key
   */
  @EspApi(
      value = "esp_transport_ssl_set_client_key_ecdsa_peripheral",
      fidelity = Fidelity.PARTIAL,
      note = "as without CONFIG_MBEDTLS_HARDWARE_ECDSA_SIGN: connecting fails; the ESP32 has none")
  public void setClientKeyEcdsaPeripheral(int efuseBlock) {
    Lint.needs(Profile.COMPONENT_1_8, "esp_transport_ssl_set_client_key_ecdsa_peripheral");
    ssl.cfg.current(EspTlsCurrentCfg::withEcdsaPeripheral);
  }

  /**
   * Takes the private key from two blocks of an ECDSA peripheral; connecting then fails.
   *
   * @param efuseBlock the block with the lower half of the key
   * @param efuseBlockHigh the block with the upper half
   */
  @EspApi(
      value = "esp_transport_ssl_set_client_key_ecdsa_peripheral_extended",
      fidelity = Fidelity.PARTIAL,
      note = "as without CONFIG_MBEDTLS_HARDWARE_ECDSA_SIGN: connecting fails; the ESP32 has none")
  public void setClientKeyEcdsaPeripheralExtended(int efuseBlock, int efuseBlockHigh) {
    Lint.needs(Profile.COMPONENT_1_8, "esp_transport_ssl_set_client_key_ecdsa_peripheral_extended");
    ssl.cfg.current(EspTlsCurrentCfg::withEcdsaPeripheral);
  }

  /**
   * Sets the curve of the ECDSA peripheral's key.
   *
   * @param curve the curve; an ESP32 has no such peripheral
   */
  @EspApi(
      value = "esp_transport_ssl_set_ecdsa_curve",
      fidelity = Fidelity.STORED,
      note = "of the ECDSA peripheral's key; the ESP32 has none")
  public void setEcdsaCurve(EcdsaCurve curve) {
    Lint.needs(Profile.COMPONENT_1_8, "esp_transport_ssl_set_ecdsa_curve");
    ssl.ecdsaCurve = curve;
  }

  /**
   * Sets how mbedTLS's dynamic buffers are used.
   *
   * @param rxStatic whether the buffer for receiving stays after the handshake
   */
  @EspApi(
      value = "esp_transport_ssl_set_esp_tls_dyn_buf_strategy",
      fidelity = Fidelity.STORED,
      note = "there with CONFIG_MBEDTLS_DYNAMIC_BUFFER, which has no effect here")
  public void setEspTlsDynBufStrategy(boolean rxStatic) {
    Lint.needs(Profile.COMPONENT_1_8, "esp_transport_ssl_set_esp_tls_dyn_buf_strategy");
    ssl.rxBufferStatic = rxStatic;
  }

  /** Curves of the ECDSA peripheral ({@code esp_tls_ecdsa_curve_t}). */
  public enum EcdsaCurve {
    /** NIST P-256. */
    ESP_TLS_ECDSA_CURVE_SECP256R1,
    /** NIST P-384, on some chips. */
    ESP_TLS_ECDSA_CURVE_SECP384R1
  }
}
