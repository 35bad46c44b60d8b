package dev.espalier.hal.tls;

import static dev.espalier.hal.system.EspErr.ESP_ERR_INVALID_ARG;
import static dev.espalier.hal.system.EspErr.ESP_OK;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.Fidelity;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.port.BoardLocal;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.TlsProvider.Roots;
import dev.espalier.hal.system.EspErr;
import org.jspecify.annotations.Nullable;

/**
 * The certificate bundle ({@code esp_crt_bundle}): {@code .crtBundleAttach(EspCrtBundle::attach)}
 * verifies servers against many authorities at once.
 */
public final class EspCrtBundle {
  static final String TAG = "esp-x509-crt-bundle";

  /** {@code CONFIG_MBEDTLS_CERTIFICATE_BUNDLE_MAX_CERTS}. */
  private static final int CERTS_MAX = 200;

  private static final BoardLocal<EspCrtBundle> STATE = BoardLocal.of(EspCrtBundle::new);

  private @Nullable Roots own;

  private EspCrtBundle() {}

  /**
   * Lets a TLS configuration verify with the bundle.
   *
   * @param conf the configuration, or null to only make the bundle ready
   * @return ESP_OK
   */
  @EspApi(
      value = "esp_crt_bundle_attach",
      fidelity = Fidelity.PARTIAL,
      note = "without a bundle of its own it takes the roots of the JDK, not Mozilla's of v4.4")
  public static EspErr attach(@Nullable MbedtlsSslConfig conf) {
    Chip chip = Chip.current();
    chip.kernel().call();
    if (conf != null) {
      Roots own = STATE.get().own;
      conf.bundle(own != null ? own : chip.tls().roots());
    }
    return ESP_OK;
  }

  /**
   * Forgets the bundle that was set, and takes it out of a configuration.
   *
   * @param conf the configuration, or null
   */
  @EspApi("esp_crt_bundle_detach")
  public static void detach(@Nullable MbedtlsSslConfig conf) {
    Chip.current().kernel().call();
    STATE.get().own = null;
    if (conf != null) {
      conf.bundle(null);
    }
  }

  /**
   * Sets a bundle to use from now on.
   *
   * @param bundle in the format of {@code gen_crt_bundle.py}
   * @return ESP_OK, or ESP_ERR_INVALID_ARG for a damaged one or one of more than 200 certificates:
   *     then the former one stays
   */
  @EspApi("esp_crt_bundle_set")
  public static EspErr set(byte[] bundle) {
    Chip chip = Chip.current();
    chip.kernel().call();
    Roots roots = chip.tls().roots(bundle, CERTS_MAX);
    if (roots == null) {
      EspLog.e(TAG, "Invalid certificate bundle");
      return ESP_ERR_INVALID_ARG;
    }
    STATE.get().own = roots;
    return ESP_OK;
  }
}
