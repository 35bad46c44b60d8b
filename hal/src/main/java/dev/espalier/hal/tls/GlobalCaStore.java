package dev.espalier.hal.tls;

import static dev.espalier.hal.system.EspErr.ESP_ERR_INVALID_ARG;
import static dev.espalier.hal.system.EspErr.ESP_FAIL;
import static dev.espalier.hal.system.EspErr.ESP_OK;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.hal.EspApi;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.port.BoardLocal;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.TlsProvider.Certificates;
import dev.espalier.hal.port.TlsProvider.Parsed;
import dev.espalier.hal.system.EspErr;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The authorities that all connections of a board may verify with ({@code global_cacert}). */
public final class GlobalCaStore {
  private static final BoardLocal<GlobalCaStore> STATE = BoardLocal.of(GlobalCaStore::new);

  private boolean exists;
  private @Nullable Certificates certificates;

  private GlobalCaStore() {}

  static GlobalCaStore current() {
    return STATE.get();
  }

  /**
   * Makes the store, empty.
   *
   * @return ESP_OK
   */
  @EspApi("esp_tls_init_global_ca_store")
  @CanIgnoreReturnValue
  public static EspErr init() {
    Chip.current().kernel().call();
    current().exists = true;
    return ESP_OK;
  }

  /**
   * Adds certificates to the store, which is made if need be.
   *
   * @param caCert PEM with a NUL at its end, or DER
   * @return ESP_OK, ESP_ERR_MBEDTLS_CERT_PARTLY_OK when some could not be read, ESP_FAIL when none
   *     could: then the store is gone
   */
  @EspApi("esp_tls_set_global_ca_store")
  public static EspErr set(byte @Nullable [] caCert) {
    Chip.current().kernel().call();
    return current().add(caCert);
  }

  /**
   * Adds certificates to the store.
   *
   * @param pem PEM without a NUL
   * @return as the other form
   */
  public static EspErr set(String pem) {
    return set((pem + "\0").getBytes(StandardCharsets.ISO_8859_1));
  }

  /**
   * The store.
   *
   * @return the store, or null when it was never made
   */
  @EspApi("esp_tls_get_global_ca_store")
  public static @Nullable GlobalCaStore get() {
    Chip.current().kernel().call();
    return current().exists ? current() : null;
  }

  /** Gives the store up. */
  @EspApi("esp_tls_free_global_ca_store")
  public static void free() {
    Chip.current().kernel().call();
    current().clear();
  }

  boolean exists() {
    return exists;
  }

  /** What it holds; null for nothing. */
  @Nullable Certificates certificates() {
    return certificates;
  }

  /**
   * How many certificates it holds.
   *
   * @return the count
   */
  public int size() {
    return certificates == null ? 0 : certificates.size();
  }

  private EspErr add(byte @Nullable [] buffer) {
    if (buffer == null) {
      EspLog.e(MbedtlsSetup.TAG, "cacert_pem_buf is null");
      return ESP_ERR_INVALID_ARG;
    }
    exists = true;
    Parsed<Certificates> parsed = Chip.current().tls().certificates(buffer);
    Certificates read = parsed.value();
    if (read == null) {
      EspLog.e(MbedtlsSetup.TAG, "mbedtls_x509_crt_parse returned -0x%04X", -parsed.code());
      clear();
      return ESP_FAIL;
    }
    certificates = certificates == null ? read : certificates.plus(read);
    if (parsed.code() > 0) {
      EspLog.e(
          MbedtlsSetup.TAG,
          "mbedtls_x509_crt_parse was partly successful. No. of failed certificates: %d",
          parsed.code());
      return EspTlsErrors.ESP_ERR_MBEDTLS_CERT_PARTLY_OK;
    }
    return ESP_OK;
  }

  private void clear() {
    exists = false;
    certificates = null;
  }
}
