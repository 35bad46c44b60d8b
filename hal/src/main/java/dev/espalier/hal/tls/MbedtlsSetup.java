package dev.espalier.hal.tls;

import static dev.espalier.hal.system.EspErr.ESP_ERR_INVALID_STATE;
import static dev.espalier.hal.system.EspErr.ESP_FAIL;
import static dev.espalier.hal.system.EspErr.ESP_OK;

import dev.espalier.hal.config.Kconfig;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.MbedTls;
import dev.espalier.hal.port.TlsProvider;
import dev.espalier.hal.port.TlsProvider.Certificates;
import dev.espalier.hal.port.TlsProvider.ClientSetup;
import dev.espalier.hal.port.TlsProvider.Identity;
import dev.espalier.hal.port.TlsProvider.Parsed;
import dev.espalier.hal.port.TlsProvider.PreSharedKey;
import dev.espalier.hal.port.TlsProvider.RecordLimits;
import dev.espalier.hal.port.TlsProvider.Roots;
import dev.espalier.hal.port.TlsProvider.SigningKey;
import dev.espalier.hal.port.TlsProvider.Trust;
import dev.espalier.hal.profile.Quirk;
import dev.espalier.hal.profile.QuirkSet;
import dev.espalier.hal.system.EspErr;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Makes a TLS session's setup of a configuration ({@code set_client_config} of {@code
 * esp_tls_mbedtls.c}): the same checks in the same order.
 */
final class MbedtlsSetup {
  static final String TAG = "esp-tls-mbedtls";

  /** Warnings that are ours and not the firmware's. */
  private static final String LINT_TAG = "espalier";

  /** {@code MBEDTLS_SSL_MAX_HOST_NAME_LEN}. */
  private static final int HOST_NAME_MAX = 255;

  private static final int ALPN_NAME_MAX = 255;
  private static final int ALPN_BYTES_MAX = 65535;

  private final Chip chip = Chip.current();
  private final TlsProvider provider = chip.tls();
  private final SdkConfig options = chip.config();
  private final EspTlsLastError errors;
  private Trust trust = new Trust.Nobody();
  private @Nullable PreSharedKey preSharedKey;
  private @Nullable Identity identity;

  MbedtlsSetup(EspTlsLastError errors) {
    this.errors = errors;
  }

  /** The time of day for certificates, if this firmware looks at it. */
  static long utcSeconds(Chip chip) {
    return chip.config().get(Kconfig.MBEDTLS_HAVE_TIME_DATE)
        ? Math.floorDiv(chip.wallMicros(), 1_000_000L)
        : TlsProvider.NO_TIME;
  }

  /** ESP_OK, or why the configuration was refused. */
  EspErr check(String host, EspTlsCfg cfg) {
    EspErr name = checkName(host, cfg);
    if (!name.isOk()) {
      return name;
    }
    EspErr protocols = checkAlpn(cfg);
    if (!protocols.isOk()) {
      return protocols;
    }
    EspErr verification = chooseTrust(host, cfg);
    return verification.isOk() ? chooseIdentity(cfg) : verification;
  }

  /** What {@link #check} has found good. */
  ClientSetup setup(String host, EspTlsCfg cfg) {
    ClientSetup setup =
        ClientSetup.of(trust, utcSeconds(chip))
            .withAlpn(cfg.alpnProtos())
            .withLimits(
                new RecordLimits(
                    options.get(Kconfig.MBEDTLS_SSL_IN_CONTENT_LEN),
                    options.get(Kconfig.MBEDTLS_SSL_OUT_CONTENT_LEN)));
    if (!cfg.skipCommonName()) {
      setup = setup.withHostname(nameToCheck(host, cfg));
    }
    if (preSharedKey != null) {
      setup = setup.withPreSharedKey(preSharedKey);
    }
    if (options.get(Kconfig.ESP_TLS_CLIENT_SESSION_TICKETS)) {
      EspTlsClientSession session = cfg.clientSession();
      setup = setup.withSession(session == null ? null : session.saved());
    }
    return identity == null ? setup : setup.withIdentity(identity);
  }

  private static String nameToCheck(String host, EspTlsCfg cfg) {
    String name = cfg.commonName();
    return name != null ? name : host;
  }

  private EspErr checkName(String host, EspTlsCfg cfg) {
    if (!cfg.skipCommonName() && nameToCheck(host, cfg).length() > HOST_NAME_MAX) {
      EspLog.e(TAG, "mbedtls_ssl_set_hostname returned -0x%04X", -MbedTls.SSL_BAD_INPUT_DATA);
      captureMbedtls(MbedTls.SSL_BAD_INPUT_DATA);
      return EspTlsErrors.ESP_ERR_MBEDTLS_SSL_SET_HOSTNAME_FAILED;
    }
    return ESP_OK;
  }

  private EspErr checkAlpn(EspTlsCfg cfg) {
    int total = 0;
    for (String protocol : cfg.alpnProtos()) {
      int length = protocol.getBytes(StandardCharsets.UTF_8).length;
      total += length;
      if (length == 0 || length > ALPN_NAME_MAX || total > ALPN_BYTES_MAX) {
        EspLog.e(
            TAG, "mbedtls_ssl_conf_alpn_protocols returned -0x%04X", -MbedTls.SSL_BAD_INPUT_DATA);
        captureMbedtls(MbedTls.SSL_BAD_INPUT_DATA);
        return EspTlsErrors.ESP_ERR_MBEDTLS_SSL_CONF_ALPN_PROTOCOLS_FAILED;
      }
    }
    return ESP_OK;
  }

  private EspErr chooseTrust(String host, EspTlsCfg cfg) {
    byte[] caCert = cfg.caCert();
    PskHintKey psk = cfg.pskHintKey();
    if (cfg.crtBundleAttach() != null) {
      return trustBundle(cfg);
    }
    if (cfg.useGlobalCaStore()) {
      return trustGlobalStore();
    }
    if (caCert != null) {
      return trustCa(caCert);
    }
    if (psk != null) {
      return usePreSharedKey(psk);
    }
    return trustAnyone(host);
  }

  private EspErr trustBundle(EspTlsCfg cfg) {
    if (!options.get(Kconfig.MBEDTLS_CERTIFICATE_BUNDLE)) {
      EspLog.e(
          TAG,
          "use_crt_bundle configured but not enabled in menuconfig: Please enable"
              + " MBEDTLS_CERTIFICATE_BUNDLE option");
      return ESP_ERR_INVALID_STATE;
    }
    MbedtlsSslConfig conf = new MbedtlsSslConfig();
    var attach = cfg.crtBundleAttach();
    if (attach != null) {
      var _ = attach.apply(conf); // v4.4 does not look at the result either
    }
    Roots roots = conf.bundle();
    if (roots != null) {
      trust = new Trust.Bundle(roots);
    }
    return ESP_OK;
  }

  private EspErr trustGlobalStore() {
    GlobalCaStore store = GlobalCaStore.current();
    if (!store.exists()) {
      EspLog.e(TAG, "global_cacert is NULL");
      return ESP_ERR_INVALID_STATE;
    }
    trust = new Trust.Anchors(store.certificates());
    return ESP_OK;
  }

  private EspErr trustCa(byte[] buffer) {
    Parsed<Certificates> parsed = provider.certificates(buffer);
    if (parsed.value() == null) {
      return unreadable(parsed.code());
    }
    if (parsed.code() > 0) {
      EspLog.w(
          TAG,
          "mbedtls_x509_crt_parse was partly successful. No. of failed certificates: %d",
          parsed.code());
    }
    trust = new Trust.Anchors(parsed.value());
    return ESP_OK;
  }

  private void captureMbedtls(int code) {
    errors.capture(EspTlsErrorType.ESP_TLS_ERR_TYPE_MBEDTLS, -code);
  }

  private EspErr unreadable(int code) {
    EspLog.e(TAG, "mbedtls_x509_crt_parse returned -0x%04X", -code);
    captureMbedtls(code);
    return EspTlsErrors.ESP_ERR_MBEDTLS_X509_CRT_PARSE_FAILED;
  }

  private EspErr usePreSharedKey(PskHintKey psk) {
    if (!options.get(Kconfig.ESP_TLS_PSK_VERIFICATION)) {
      EspLog.e(
          TAG,
          "psk_hint_key configured but not enabled in menuconfig: Please enable"
              + " ESP_TLS_PSK_VERIFICATION option");
      return ESP_ERR_INVALID_STATE;
    }
    if (psk.key().length == 0 || psk.hint().isEmpty()) {
      EspLog.e(TAG, "mbedtls_ssl_conf_psk returned -0x%04X", -MbedTls.SSL_BAD_INPUT_DATA);
      captureMbedtls(MbedTls.SSL_BAD_INPUT_DATA);
      return EspTlsErrors.ESP_ERR_MBEDTLS_SSL_CONF_PSK_FAILED;
    }
    preSharedKey = new PreSharedKey(psk.hint(), psk.key());
    return ESP_OK;
  }

  private EspErr trustAnyone(String host) {
    boolean allowed = options.tlsSkipsVerification();
    if (!allowed && QuirkSet.ofBoard().has(Quirk.TLS_WITHOUT_CA_REFUSED)) {
      EspLog.e(
          TAG,
          "No server verification option set in esp_tls_cfg_t structure. Check esp_tls API"
              + " reference");
      EspLog.w(
          LINT_TAG,
          "TLS to %s needs a CA, as on the chip: set cert_pem, the global store or the bundle;"
              + " for tests set CONFIG_ESP_TLS_INSECURE=y and"
              + " CONFIG_ESP_TLS_SKIP_SERVER_CERT_VERIFY=y",
          host);
      return EspTlsErrors.ESP_ERR_MBEDTLS_SSL_SETUP_FAILED;
    }
    EspLog.w(
        LINT_TAG,
        "TLS to %s is NOT verified: no CA is given, and %s. A chip with ESP-IDF's defaults"
            + " refuses this connection (ESP_ERR_MBEDTLS_SSL_SETUP_FAILED)",
        host,
        allowed
            ? "CONFIG_ESP_TLS_INSECURE with CONFIG_ESP_TLS_SKIP_SERVER_CERT_VERIFY allows it"
            : "the quirk TLS_WITHOUT_CA_REFUSED is off");
    trust = new Trust.Anyone();
    return ESP_OK;
  }

  private EspErr chooseIdentity(EspTlsCfg cfg) {
    if (cfg.useSecureElement()) {
      EspLog.e(TAG, "Please enable secure element support for ESP-TLS in menuconfig");
      return ESP_FAIL;
    }
    if (cfg.dsData() != null) {
      EspLog.e(
          TAG,
          "Please enable the DS peripheral support for the ESP-TLS in menuconfig. (only supported"
              + " for the ESP32-S2 chip)");
      return ESP_FAIL;
    }
    byte[] cert = cfg.clientCert();
    byte[] key = cfg.clientKey();
    if (cert != null && key != null) {
      EspErr result = readIdentity(cert, key, cfg.clientKeyPassword());
      if (!result.isOk()) {
        EspLog.e(TAG, "Failed to set client pki context");
      }
      return result;
    }
    if (cert != null || key != null) {
      EspLog.e(
          TAG,
          "You have to provide both clientcert_buf and clientkey_buf for mutual authentication");
      return ESP_ERR_INVALID_STATE;
    }
    return ESP_OK;
  }

  /** {@code set_pki_context}. */
  EspErr readIdentity(byte[] cert, byte[] key, byte @Nullable [] password) {
    Parsed<Certificates> chain = provider.certificates(cert);
    if (chain.value() == null) {
      return unreadable(chain.code());
    }
    Parsed<SigningKey> own = provider.key(key, password);
    if (own.value() == null) {
      EspLog.e(TAG, "mbedtls_pk_parse_keyfile returned -0x%04X", -own.code());
      captureMbedtls(own.code());
      return EspTlsErrors.ESP_ERR_MBEDTLS_PK_PARSE_KEY_FAILED;
    }
    identity = new Identity(chain.value(), own.value());
    return ESP_OK;
  }

  /** {@code set_server_config}: client certificates are wanted when authorities are given. */
  EspErr checkServer(EspTlsCfgServer cfg) {
    byte[] caCert = cfg.caCert();
    if (caCert != null) {
      EspErr result = trustCa(caCert);
      if (!result.isOk()) {
        return result;
      }
    }
    byte[] cert = cfg.serverCert();
    byte[] key = cfg.serverKey();
    if (cert == null || key == null) {
      EspLog.e(TAG, "Missing server certificate and/or key");
      return ESP_ERR_INVALID_STATE;
    }
    EspErr result = readIdentity(cert, key, cfg.serverKeyPassword());
    if (!result.isOk()) {
      EspLog.e(TAG, "Failed to set server pki context");
    }
    return result;
  }

  /** Who we are, once that was found good; null for nobody. */
  @Nullable Identity identity() {
    return identity;
  }

  /** Authorities given, once they were found good; null for none. */
  @Nullable Certificates anchors() {
    return trust instanceof Trust.Anchors(var certificates) ? certificates : null;
  }
}
