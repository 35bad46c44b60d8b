package dev.espalier.hal.tls;

import dev.espalier.hal.config.Kconfig;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.freertos.StackEstimate;
import dev.espalier.hal.freertos.StackUse;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.port.MbedTls;
import dev.espalier.hal.system.CStruct;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspException;
import dev.espalier.hal.system.Heap;
import dev.espalier.hal.system.HeapLease;
import dev.espalier.hal.system.HeapUse;
import org.jspecify.annotations.Nullable;

/**
 * What one TLS handle takes of the heap: itself, and with a session the two record buffers, keys
 * and certificates; during the handshake about 10 KiB more.
 */
final class TlsMemory {
  /** Big numbers, curve points and buffers of a key exchange with a 2048-bit certificate. */
  private static final int HANDSHAKE_WORK_BYTES = 8192;

  private static final int GCM_BYTES = 392;

  /** What is kept of the peer's chain: two certificates of usual size. */
  private static final int PEER_CHAIN_BYTES = 2 * 1100;

  private final HeapLease handle = Heap.lease(HeapUse.TLS);
  private final HeapLease session = Heap.lease(HeapUse.TLS);
  private final HeapLease handshake = Heap.lease(HeapUse.TLS);

  /** Takes what the handle itself needs. */
  TlsMemory() {
    if (!handle.take(CStruct.ESP_TLS) || !handle.take(CStruct.TLS_ERRORS)) {
      handle.release();
      throw new EspException(EspErr.ESP_ERR_NO_MEM, "esp_tls_init: no memory for a handle");
    }
  }

  /**
   * Takes what {@code mbedtls_ssl_setup} and the handshake need.
   *
   * @param ca trusted certificates, null for none
   * @param certificate the own one, null for none
   * @param key its key, null for none
   * @return false without memory: nothing is kept then
   */
  boolean begin(byte @Nullable [] ca, byte @Nullable [] certificate, byte @Nullable [] key) {
    StackEstimate.note(StackUse.TLS_HANDSHAKE);
    SdkConfig config = SdkConfig.current();
    boolean enough = takeParsed(ca) && takeParsed(certificate) && takeParsed(key);
    int extra = CStruct.TLS_RECORD_EXTRA.bytes();
    enough =
        enough
            && session.take(config.get(Kconfig.MBEDTLS_SSL_IN_CONTENT_LEN) + extra)
            && session.take(config.get(Kconfig.MBEDTLS_SSL_OUT_CONTENT_LEN) + extra)
            && session.take(CStruct.TLS_TRANSFORM)
            && session.take(CStruct.TLS_SESSION)
            && session.take(GCM_BYTES)
            && session.take(GCM_BYTES)
            && session.take(CStruct.X509_CRT)
            && session.take(PEER_CHAIN_BYTES)
            && handshake.take(CStruct.TLS_HANDSHAKE)
            && handshake.take(HANDSHAKE_WORK_BYTES);
    if (!enough) {
      session.release();
      handshake.release();
      EspLog.e(MbedtlsSetup.TAG, "mbedtls_ssl_setup returned -0x%04X", -MbedTls.SSL_ALLOC_FAILED);
    }
    return enough;
  }

  /** Of PEM three quarters are left, and the struct is part of the handle. */
  private boolean takeParsed(byte @Nullable [] encoded) {
    return encoded == null || session.take(encoded.length * 3 / 4);
  }

  /** The handshake is over: {@code mbedtls_ssl_handshake_wrapup}. */
  void handshakeOver() {
    handshake.release();
  }

  /** Gives everything back. */
  void release() {
    handshake.release();
    session.release();
    handle.release();
  }
}
