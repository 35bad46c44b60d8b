package dev.espalier.emulator.tls;

import java.util.Arrays;
import java.util.Map;
import org.bouncycastle.tls.CipherSuite;

/** Which cipher suites are offered and accepted, and what OpenSSL calls them. */
final class CipherSuites {
  /** What mbedTLS 2.28 offers with ESP-IDF's options, in its order. Left out: CCM, static ECDH. */
  private static final int[] CLIENT = {
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_DHE_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384,
    CipherSuite.TLS_DHE_RSA_WITH_AES_256_CBC_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_DHE_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256,
    CipherSuite.TLS_DHE_RSA_WITH_AES_128_CBC_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_DHE_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256,
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA256,
    CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,
  };

  /** What a pre-shared key adds. */
  private static final int[] CLIENT_PSK = {
    CipherSuite.TLS_ECDHE_PSK_WITH_AES_256_CBC_SHA384,
    CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256,
    CipherSuite.TLS_DHE_PSK_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_DHE_PSK_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_PSK_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_PSK_WITH_AES_256_CBC_SHA384,
    CipherSuite.TLS_PSK_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_PSK_WITH_AES_128_CBC_SHA256,
    CipherSuite.TLS_PSK_WITH_AES_128_CBC_SHA,
  };

  /** What a server of today prefers: OpenSSL's order, as the reference peer had it. */
  private static final int[] SERVER = {
    CipherSuite.TLS_AES_256_GCM_SHA384,
    CipherSuite.TLS_CHACHA20_POLY1305_SHA256,
    CipherSuite.TLS_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_DHE_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_DHE_RSA_WITH_AES_256_CBC_SHA256,
    CipherSuite.TLS_DHE_RSA_WITH_AES_128_CBC_SHA256,
  };

  /** OpenSSL's names; the hash of a suite is not in them when it is SHA-1. */
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(CipherSuite.TLS_AES_256_GCM_SHA384, "TLS_AES_256_GCM_SHA384"),
          Map.entry(CipherSuite.TLS_AES_128_GCM_SHA256, "TLS_AES_128_GCM_SHA256"),
          Map.entry(CipherSuite.TLS_CHACHA20_POLY1305_SHA256, "TLS_CHACHA20_POLY1305_SHA256"),
          ecdhe(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, "ECDSA-AES256-GCM-SHA384"),
          ecdhe(CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, "RSA-AES256-GCM-SHA384"),
          ecdhe(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, "ECDSA-AES128-GCM-SHA256"),
          ecdhe(CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, "RSA-AES128-GCM-SHA256"),
          ecdhe(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384, "ECDSA-AES256-SHA384"),
          ecdhe(CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384, "RSA-AES256-SHA384"),
          ecdhe(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, "ECDSA-AES128-SHA256"),
          ecdhe(CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256, "RSA-AES128-SHA256"),
          ecdhe(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA, "ECDSA-AES256-SHA"),
          ecdhe(CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA, "RSA-AES256-SHA"),
          ecdhe(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, "ECDSA-AES128-SHA"),
          ecdhe(CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, "RSA-AES128-SHA"),
          Map.entry(CipherSuite.TLS_DHE_RSA_WITH_AES_256_GCM_SHA384, "DHE-RSA-AES256-GCM-SHA384"),
          Map.entry(CipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, "DHE-RSA-AES128-GCM-SHA256"),
          Map.entry(CipherSuite.TLS_DHE_RSA_WITH_AES_256_CBC_SHA256, "DHE-RSA-AES256-SHA256"),
          Map.entry(CipherSuite.TLS_DHE_RSA_WITH_AES_128_CBC_SHA256, "DHE-RSA-AES128-SHA256"),
          Map.entry(CipherSuite.TLS_DHE_RSA_WITH_AES_256_CBC_SHA, "DHE-RSA-AES256-SHA"),
          Map.entry(CipherSuite.TLS_DHE_RSA_WITH_AES_128_CBC_SHA, "DHE-RSA-AES128-SHA"),
          Map.entry(CipherSuite.TLS_RSA_WITH_AES_256_GCM_SHA384, "AES256-GCM-SHA384"),
          Map.entry(CipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256, "AES128-GCM-SHA256"),
          Map.entry(CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256, "AES256-SHA256"),
          Map.entry(CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA256, "AES128-SHA256"),
          Map.entry(CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA, "AES256-SHA"),
          Map.entry(
              CipherSuite.TLS_ECDHE_PSK_WITH_AES_256_CBC_SHA384, "ECDHE-PSK-AES256-CBC-SHA384"),
          Map.entry(
              CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256, "ECDHE-PSK-AES128-CBC-SHA256"),
          Map.entry(CipherSuite.TLS_DHE_PSK_WITH_AES_256_GCM_SHA384, "DHE-PSK-AES256-GCM-SHA384"),
          Map.entry(CipherSuite.TLS_DHE_PSK_WITH_AES_128_GCM_SHA256, "DHE-PSK-AES128-GCM-SHA256"),
          Map.entry(CipherSuite.TLS_PSK_WITH_AES_256_GCM_SHA384, "PSK-AES256-GCM-SHA384"),
          Map.entry(CipherSuite.TLS_PSK_WITH_AES_256_CBC_SHA384, "PSK-AES256-CBC-SHA384"),
          Map.entry(CipherSuite.TLS_PSK_WITH_AES_256_CBC_SHA, "PSK-AES256-CBC-SHA"),
          Map.entry(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256, "PSK-AES128-GCM-SHA256"),
          Map.entry(CipherSuite.TLS_PSK_WITH_AES_128_CBC_SHA256, "PSK-AES128-CBC-SHA256"),
          Map.entry(CipherSuite.TLS_PSK_WITH_AES_128_CBC_SHA, "PSK-AES128-CBC-SHA"),
          Map.entry(CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA, "AES128-SHA"));

  private CipherSuites() {}

  private static Map.Entry<Integer, String> ecdhe(int suite, String rest) {
    return Map.entry(suite, "ECDHE-" + rest);
  }

  /** What a client offers. */
  static int[] ofClient(boolean preSharedKey) {
    if (!preSharedKey) {
      return CLIENT.clone();
    }
    int[] all = Arrays.copyOf(CLIENT, CLIENT.length + CLIENT_PSK.length);
    System.arraycopy(CLIENT_PSK, 0, all, CLIENT.length, CLIENT_PSK.length);
    return all;
  }

  /** What a server accepts, the preferred one first. */
  static int[] ofServer() {
    return SERVER.clone();
  }

  /** OpenSSL's name of a suite, the number in hex for one that has none here. */
  static String nameOf(int suite) {
    return NAMES.getOrDefault(suite, "0x" + Integer.toHexString(suite));
  }

  /** Whether the server's key decrypts in this suite instead of signing. */
  static boolean isPlainRsa(int suite) {
    return nameOf(suite).startsWith("AES");
  }
}
