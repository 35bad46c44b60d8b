package dev.espalier.hal.tls;

import dev.espalier.hal.port.TlsProvider.Roots;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a TLS session ({@code mbedtls_ssl_config}) as far as a {@link
 * EspTlsCfg#crtBundleAttach} function may change it.
 */
public final class MbedtlsSslConfig {
  private @Nullable Roots bundle;

  MbedtlsSslConfig() {}

  /** Whom {@link EspCrtBundle} has attached; null for nobody. */
  @Nullable Roots bundle() {
    return bundle;
  }

  void bundle(@Nullable Roots roots) {
    bundle = roots;
  }
}
