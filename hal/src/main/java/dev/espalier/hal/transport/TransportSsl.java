package dev.espalier.hal.transport;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.Fidelity;
import dev.espalier.hal.profile.Lint;
import dev.espalier.hal.profile.Profile;
import dev.espalier.hal.system.CStruct;
import dev.espalier.hal.system.EspErr;
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
}
