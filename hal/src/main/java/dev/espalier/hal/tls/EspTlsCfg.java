package dev.espalier.hal.tls;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.hal.system.EspErr;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How to connect ({@code esp_tls_cfg_t}). What is not set is zero, as in C. Immutable, apart from
 * the byte arrays: as in C they stay the caller's and are read when the connection is made.
 *
 * @param alpnProtos application protocols, the preferred one first; empty for none
 * @param caCert authorities to verify the server with: PEM that ends with a NUL, or DER
 * @param clientCert own certificate: PEM that ends with a NUL, or DER
 * @param clientKey its private key: PEM that ends with a NUL, or DER
 * @param clientKeyPassword the private key's password
 * @param nonBlock whether the socket does not block and connecting returns at once
 * @param useSecureElement whether an ATECC608A has the private key; not there, as on most boards
 * @param timeoutMs for connecting and for each read and write; 0 for 10 seconds
 * @param useGlobalCaStore whether to verify with {@link GlobalCaStore}
 * @param commonName what the server's certificate has to be for; null for the host
 * @param skipCommonName whether any name will do; then no server name is sent either
 * @param keepAliveCfg TCP keep-alive, null for none
 * @param pskHintKey a pre-shared key, null for none; only without any certificate
 * @param crtBundleAttach {@code EspCrtBundle::attach} to verify with the bundle, null for none
 * @param dsData the digital signature peripheral's data; the ESP32 has none
 * @param isPlainTcp whether the connection is TCP without TLS
 * @param ifName the interface to go through, null for the default one
 * @param clientSession a session to resume, null for none; {@code
 *     CONFIG_ESP_TLS_CLIENT_SESSION_TICKETS}
 * @param current what v4.4 has not
 */
@SuppressWarnings("ArrayRecordComponent") // the caller's bytes, as in C; never compared
public record EspTlsCfg(
    List<String> alpnProtos,
    byte @Nullable [] caCert,
    byte @Nullable [] clientCert,
    byte @Nullable [] clientKey,
    byte @Nullable [] clientKeyPassword,
    boolean nonBlock,
    boolean useSecureElement,
    int timeoutMs,
    boolean useGlobalCaStore,
    @Nullable String commonName,
    boolean skipCommonName,
    @Nullable TlsKeepAlive keepAliveCfg,
    @Nullable PskHintKey pskHintKey,
    @Nullable Function<MbedtlsSslConfig, EspErr> crtBundleAttach,
    @Nullable Object dsData,
    boolean isPlainTcp,
    @Nullable String ifName,
    @Nullable EspTlsClientSession clientSession,
    EspTlsCurrentCfg current) {

  /**
   * Begins a configuration of zeros.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Begins with this configuration.
   *
   * @return a builder
   */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.alpnProtos = alpnProtos;
    builder.caCert = caCert;
    builder.clientCert = clientCert;
    builder.clientKey = clientKey;
    builder.clientKeyPassword = clientKeyPassword;
    builder.nonBlock = nonBlock;
    builder.useSecureElement = useSecureElement;
    builder.timeoutMs = timeoutMs;
    builder.useGlobalCaStore = useGlobalCaStore;
    builder.commonName = commonName;
    builder.skipCommonName = skipCommonName;
    builder.keepAliveCfg = keepAliveCfg;
    builder.pskHintKey = pskHintKey;
    builder.crtBundleAttach = crtBundleAttach;
    builder.dsData = dsData;
    builder.isPlainTcp = isPlainTcp;
    builder.ifName = ifName;
    builder.clientSession = clientSession;
    builder.current = current;
    return builder;
  }

  /** What concerns TCP. */
  PlainTcp.Options tcpOptions() {
    return new PlainTcp.Options(
        timeoutMs, nonBlock, keepAliveCfg, ifName, current.addrFamily().family());
  }

  /** A text as C hands it over when the size counts the NUL at its end. */
  private static byte[] terminated(String pem) {
    return (pem + "\0").getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Collects a configuration. Each method sets the field of its name. */
  public static final class Builder {
    private List<String> alpnProtos = List.of();
    private byte @Nullable [] caCert;
    private byte @Nullable [] clientCert;
    private byte @Nullable [] clientKey;
    private byte @Nullable [] clientKeyPassword;
    private boolean nonBlock;
    private boolean useSecureElement;
    private int timeoutMs;
    private boolean useGlobalCaStore;
    private @Nullable String commonName;
    private boolean skipCommonName;
    private @Nullable TlsKeepAlive keepAliveCfg;
    private @Nullable PskHintKey pskHintKey;
    private @Nullable Function<MbedtlsSslConfig, EspErr> crtBundleAttach;
    private @Nullable Object dsData;
    private boolean isPlainTcp;
    private @Nullable String ifName;
    private @Nullable EspTlsClientSession clientSession;
    private @Nullable EspTlsCurrentCfg current;

    private Builder() {}

    /**
     * Sets {@code alpn_protos}.
     *
     * @param value the preferred one first
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder alpnProtos(List<String> value) {
      alpnProtos = List.copyOf(value);
      return this;
    }

    /**
     * Sets {@code cacert_buf} and {@code cacert_bytes}.
     *
     * @param value PEM with a NUL at its end, or DER
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder caCert(byte @Nullable [] value) {
      caCert = value;
      return this;
    }

    /**
     * Sets {@code cacert_pem_buf} and {@code cacert_pem_bytes}.
     *
     * @param pem PEM without a NUL
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder caCert(String pem) {
      return caCert(terminated(pem));
    }

    /**
     * Sets {@code clientcert_buf} and {@code clientcert_bytes}.
     *
     * @param value PEM with a NUL at its end, or DER
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder clientCert(byte @Nullable [] value) {
      clientCert = value;
      return this;
    }

    /**
     * Sets {@code clientcert_pem_buf} and {@code clientcert_pem_bytes}.
     *
     * @param pem PEM without a NUL
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder clientCert(String pem) {
      return clientCert(terminated(pem));
    }

    /**
     * Sets {@code clientkey_buf} and {@code clientkey_bytes}.
     *
     * @param value PEM with a NUL at its end, or DER
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder clientKey(byte @Nullable [] value) {
      clientKey = value;
      return this;
    }

    /**
     * Sets {@code clientkey_pem_buf} and {@code clientkey_pem_bytes}.
     *
     * @param pem PEM without a NUL
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder clientKey(String pem) {
      return clientKey(terminated(pem));
    }

    /**
     * Sets {@code clientkey_password} and {@code clientkey_password_len}.
     *
     * @param value the password's bytes
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder clientKeyPassword(byte @Nullable [] value) {
      clientKeyPassword = value;
      return this;
    }

    /**
     * Sets {@code non_block}.
     *
     * @param value true not to block
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder nonBlock(boolean value) {
      nonBlock = value;
      return this;
    }

    /**
     * Sets {@code use_secure_element}.
     *
     * @param value true to ask for one, which fails
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder useSecureElement(boolean value) {
      useSecureElement = value;
      return this;
    }

    /**
     * Sets {@code timeout_ms}.
     *
     * @param value milliseconds, 0 for 10 seconds
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder timeoutMs(int value) {
      timeoutMs = value;
      return this;
    }

    /**
     * Sets {@code use_global_ca_store}.
     *
     * @param value true to verify with it
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder useGlobalCaStore(boolean value) {
      useGlobalCaStore = value;
      return this;
    }

    /**
     * Sets {@code common_name}.
     *
     * @param value the name, null for the host
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder commonName(@Nullable String value) {
      commonName = value;
      return this;
    }

    /**
     * Sets {@code skip_common_name}.
     *
     * @param value true to take any name
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder skipCommonName(boolean value) {
      skipCommonName = value;
      return this;
    }

    /**
     * Sets {@code keep_alive_cfg}.
     *
     * @param value null for none
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder keepAliveCfg(@Nullable TlsKeepAlive value) {
      keepAliveCfg = value;
      return this;
    }

    /**
     * Sets {@code psk_hint_key}.
     *
     * @param value null for none
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder pskHintKey(@Nullable PskHintKey value) {
      pskHintKey = value;
      return this;
    }

    /**
     * Sets {@code crt_bundle_attach}.
     *
     * @param value {@code EspCrtBundle::attach}, null for none
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder crtBundleAttach(@Nullable Function<MbedtlsSslConfig, EspErr> value) {
      crtBundleAttach = value;
      return this;
    }

    /**
     * Sets {@code ds_data}.
     *
     * @param value anything but null fails on an ESP32
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder dsData(@Nullable Object value) {
      dsData = value;
      return this;
    }

    /**
     * Sets {@code is_plain_tcp}.
     *
     * @param value true for TCP without TLS
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder isPlainTcp(boolean value) {
      isPlainTcp = value;
      return this;
    }

    /**
     * Sets {@code if_name}.
     *
     * @param value lwIP's name of an interface, null for the default one
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder ifName(@Nullable String value) {
      ifName = value;
      return this;
    }

    /**
     * Sets the session to resume.
     *
     * @param value a session of {@link EspTlsClientSession#get}; null for a full handshake
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder clientSession(@Nullable EspTlsClientSession value) {
      clientSession = value;
      return this;
    }

    /**
     * Sets what v4.4 has not.
     *
     * @param change gets what is set so far, gives what is to be
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder current(UnaryOperator<EspTlsCurrentCfg> change) {
      current = change.apply(current == null ? EspTlsCurrentCfg.DEFAULT : current);
      return this;
    }

    /**
     * Ends the configuration.
     *
     * @return the configuration
     */
    public EspTlsCfg build() {
      return new EspTlsCfg(
          alpnProtos,
          caCert,
          clientCert,
          clientKey,
          clientKeyPassword,
          nonBlock,
          useSecureElement,
          timeoutMs,
          useGlobalCaStore,
          commonName,
          skipCommonName,
          keepAliveCfg,
          pskHintKey,
          crtBundleAttach,
          dsData,
          isPlainTcp,
          ifName,
          clientSession,
          current == null ? EspTlsCurrentCfg.DEFAULT : current);
    }
  }
}
