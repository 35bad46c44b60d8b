package dev.espalier.hal.tls;

import static dev.espalier.hal.system.EspErr.ESP_ERR_INVALID_STATE;
import static dev.espalier.hal.system.EspErr.ESP_ERR_NOT_SUPPORTED;
import static dev.espalier.hal.system.EspErr.ESP_FAIL;
import static dev.espalier.hal.system.EspErr.ESP_OK;

import dev.espalier.hal.config.Kconfig;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.MbedTls;
import dev.espalier.hal.port.TlsClientSetup;
import dev.espalier.hal.port.TlsProvider;
import dev.espalier.hal.port.TlsProvider.Certificates;
import dev.espalier.hal.port.TlsProvider.Dialect;
import dev.espalier.hal.port.TlsProvider.Identity;
import dev.espalier.hal.port.TlsProvider.Offer;
import dev.espalier.hal.port.TlsProvider.Parsed;
import dev.espalier.hal.port.TlsProvider.PreSharedKey;
import dev.espalier.hal.port.TlsProvider.RecordLimits;
import dev.espalier.hal.port.TlsProvider.Roots;
import dev.espalier.hal.port.TlsProvider.SigningKey;
import dev.espalier.hal.port.TlsProvider.Trust;
import dev.espalier.hal.port.TlsProvider.Version;
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

  /** {@code PSA_ERROR_INVALID_ARGUMENT}. */
  private static final int PSA_INVALID_ARGUMENT = -135;

  /** {@code PSA_ERROR_INVALID_HANDLE}: there is no such key. */
  private static final int PSA_INVALID_HANDLE = -136;

  private static final int ALPN_NAME_MAX = 255;
  private static final int ALPN_BYTES_MAX = 65535;

  private final Chip chip = Chip.current();
  private final TlsProvider provider = chip.tls();
  private final SdkConfig options = chip.config();
  private final boolean current = MbedtlsReports.isCurrent();
  private final MbedtlsReports reports;
  private Trust trust = new Trust.Nobody();
  private @Nullable PreSharedKey preSharedKey;
  private @Nullable Identity identity;

  MbedtlsSetup(MbedtlsReports reports) {
    this.reports = reports;
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
  TlsClientSetup setup(String host, EspTlsCfg cfg) {
    TlsClientSetup setup =
        TlsClientSetup.of(trust, utcSeconds(chip))
            .withOffer(offer(cfg.current()))
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

  /** {@code mbedtls_ssl_config_defaults}, and what current ESP-IDF lets firmware choose. */
  private Offer offer(EspTlsCurrentCfg choice) {
    boolean renegotiation = options.get(Kconfig.MBEDTLS_SSL_RENEGOTIATION);
    if (!current) {
      return Offer.IDF_4_4.withRenegotiation(renegotiation);
    }
    boolean tls13 = options.get(Kconfig.MBEDTLS_SSL_PROTO_TLS1_3);
    Version min = Version.TLS_1_2;
    Version max = tls13 ? Version.TLS_1_3 : Version.TLS_1_2;
    switch (choice.tlsVersion()) {
      case ESP_TLS_VER_ANY -> {}
      case ESP_TLS_VER_TLS_1_2 -> max = Version.TLS_1_2;
      case ESP_TLS_VER_TLS_1_3 -> {
        if (tls13) {
          min = Version.TLS_1_3;
        } else {
          EspLog.w(TAG, "TLS 1.3 is not enabled in config, continuing with default TLS protocol");
        }
      }
    }
    return Offer.of(Dialect.MBEDTLS_4, min, max)
        .withRenegotiation(renegotiation)
        .withCipherSuites(choice.ciphersuitesList());
  }

  private static String nameToCheck(String host, EspTlsCfg cfg) {
    String name = cfg.commonName();
    return name != null ? name : host;
  }

  /** {@code MBEDTLS_ERR_SSL_BAD_INPUT_DATA}: mbedTLS 4 has PSA's number for it. */
  private int badInput() {
    return current ? PSA_INVALID_ARGUMENT : MbedTls.SSL_BAD_INPUT_DATA;
  }

  private EspErr checkName(String host, EspTlsCfg cfg) {
    if (cfg.skipCommonName() && current) {
      EspLog.w(
          TAG,
          "skip_common_name=true: hostname matching and SNI disabled. "
              + "This disables ALL server-name authentication (CN/SAN/SNI), not just CN. "
              + "Only intended for loopback / debug clients.");
    }
    if (!cfg.skipCommonName() && nameToCheck(host, cfg).length() > HOST_NAME_MAX) {
      EspLog.e(TAG, "mbedtls_ssl_set_hostname returned -0x%04X", -badInput());
      reports.capture(badInput());
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
        EspLog.e(TAG, "mbedtls_ssl_conf_alpn_protocols returned -0x%04X", -badInput());
        reports.capture(badInput());
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
    boolean pskEnabled = options.get(Kconfig.ESP_TLS_PSK_VERIFICATION);
    if (psk != null && (pskEnabled || !current)) {
      return usePreSharedKey(psk, pskEnabled);
    }
    boolean resumes =
        cfg.clientSession() != null && options.get(Kconfig.ESP_TLS_CLIENT_SESSION_TICKETS);
    // v4.4 takes a session for a reason to trust; a full handshake then finds no authorities.
    return resumes && !current ? ESP_OK : trustAnyone(host);
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
      return unreadable(current ? " of CA cert" : "", parsed.code());
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

  private EspErr unreadable(String what, int code) {
    EspLog.e(TAG, "mbedtls_x509_crt_parse%s returned -0x%04X", what, -code);
    reports.capture(code);
    return EspTlsErrors.ESP_ERR_MBEDTLS_X509_CRT_PARSE_FAILED;
  }

  private EspErr usePreSharedKey(PskHintKey psk, boolean enabled) {
    if (!enabled) {
      EspLog.e(
          TAG,
          "psk_hint_key configured but not enabled in menuconfig: Please enable"
              + " ESP_TLS_PSK_VERIFICATION option");
      return ESP_ERR_INVALID_STATE;
    }
    if (psk.key().length == 0 || psk.hint().isEmpty()) {
      EspLog.e(TAG, "mbedtls_ssl_conf_psk returned -0x%04X", -badInput());
      reports.capture(badInput());
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
      EspLog.e(
          TAG,
          current
              ? "use_secure_element is no longer supported. Use client_key (esp_key_config_t) with"
                  + " CONFIG_MBEDTLS_SECURE_ELEMENT_DRIVER_ENABLED instead. See the ESP-TLS"
                  + " migration guide."
              : "Please enable secure element support for ESP-TLS in menuconfig");
      return current ? ESP_ERR_NOT_SUPPORTED : ESP_FAIL;
    }
    EspKeyConfig unified = current ? cfg.current().clientKey() : null;
    if (unified != null) {
      return readUnified(cfg, unified);
    }
    if (cfg.dsData() != null) {
      EspLog.e(
          TAG,
          "Please enable the DS peripheral support for the ESP-TLS in menuconfig. (only supported"
              + " for the ESP32-S2 chip)");
      return ESP_FAIL;
    }
    if (current && cfg.current().useEcdsaPeripheral()) {
      EspLog.e(TAG, "Please enable the support for signing using ECDSA peripheral in menuconfig.");
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

  /** {@code client_key}. */
  private EspErr readUnified(EspTlsCfg cfg, EspKeyConfig key) {
    byte[] cert = cfg.clientCert();
    return switch (key) {
      case EspKeyConfig.Buffer(var data, var password) -> {
        EspErr result =
            cert == null ? EspErr.ESP_ERR_INVALID_ARG : readIdentity(cert, data, password);
        if (!result.isOk()) {
          EspLog.e(TAG, "Failed to set client pki context");
        }
        yield result;
      }
      case EspKeyConfig.Psa(_) -> {
        if (cert == null) {
          EspLog.e(TAG, "Client certificate is required when using a PSA-backed client key");
          yield EspErr.ESP_ERR_INVALID_ARG;
        }
        EspLog.e(TAG, "mbedtls_pk_wrap_psa returned -0x%04X", -PSA_INVALID_HANDLE);
        reports.capture(PSA_INVALID_HANDLE);
        yield EspTlsErrors.ESP_ERR_MBEDTLS_PK_PARSE_KEY_FAILED;
      }
    };
  }

  /** {@code set_pki_context}. */
  EspErr readIdentity(byte[] cert, byte[] key, byte @Nullable [] password) {
    Parsed<Certificates> chain = provider.certificates(cert);
    if (chain.value() == null) {
      return unreadable(current ? " of public cert" : "", chain.code());
    }
    Parsed<SigningKey> own = provider.key(key, password);
    if (own.value() == null) {
      EspLog.e(TAG, "mbedtls_pk_parse_keyfile returned -0x%04X", -own.code());
      reports.capture(own.code());
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
