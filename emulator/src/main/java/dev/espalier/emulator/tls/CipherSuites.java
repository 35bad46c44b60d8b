package dev.espalier.emulator.tls;

import dev.espalier.hal.port.TlsProvider.Dialect;
import dev.espalier.hal.port.TlsProvider.Offer;
import dev.espalier.hal.port.TlsProvider.Version;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.bouncycastle.tls.CipherSuite;

/** Which cipher suites are offered and accepted, and what OpenSSL calls them. */
final class CipherSuites {
  /**
   * What mbedTLS 2.28 knows with ESP-IDF's options, in its order ({@code ciphersuite_preference}):
   * AES alone. The names are OpenSSL's; the hash of a suite is not in them when it is SHA-1.
   */
  private static final String MBEDTLS_2 =
      """
      c02c ECDHE-ECDSA-AES256-GCM-SHA384
      c030 ECDHE-RSA-AES256-GCM-SHA384
      009f DHE-RSA-AES256-GCM-SHA384
      c0ad ECDHE-ECDSA-AES256-CCM
      c09f DHE-RSA-AES256-CCM
      c024 ECDHE-ECDSA-AES256-SHA384
      c028 ECDHE-RSA-AES256-SHA384
      006b DHE-RSA-AES256-SHA256
      c00a ECDHE-ECDSA-AES256-SHA
      c014 ECDHE-RSA-AES256-SHA
      0039 DHE-RSA-AES256-SHA
      c0af ECDHE-ECDSA-AES256-CCM8
      c0a3 DHE-RSA-AES256-CCM8
      c02b ECDHE-ECDSA-AES128-GCM-SHA256
      c02f ECDHE-RSA-AES128-GCM-SHA256
      009e DHE-RSA-AES128-GCM-SHA256
      c0ac ECDHE-ECDSA-AES128-CCM
      c09e DHE-RSA-AES128-CCM
      c023 ECDHE-ECDSA-AES128-SHA256
      c027 ECDHE-RSA-AES128-SHA256
      0067 DHE-RSA-AES128-SHA256
      c009 ECDHE-ECDSA-AES128-SHA
      c013 ECDHE-RSA-AES128-SHA
      0033 DHE-RSA-AES128-SHA
      c0ae ECDHE-ECDSA-AES128-CCM8
      c0a2 DHE-RSA-AES128-CCM8
      00ab DHE-PSK-AES256-GCM-SHA384
      c0a7 DHE-PSK-AES256-CCM
      c038 ECDHE-PSK-AES256-CBC-SHA384
      00b3 DHE-PSK-AES256-CBC-SHA384
      c036 ECDHE-PSK-AES256-CBC-SHA
      0091 DHE-PSK-AES256-CBC-SHA
      c0ab DHE-PSK-AES256-CCM8
      00aa DHE-PSK-AES128-GCM-SHA256
      c0a6 DHE-PSK-AES128-CCM
      c037 ECDHE-PSK-AES128-CBC-SHA256
      00b2 DHE-PSK-AES128-CBC-SHA256
      c035 ECDHE-PSK-AES128-CBC-SHA
      0090 DHE-PSK-AES128-CBC-SHA
      c0aa DHE-PSK-AES128-CCM8
      009d AES256-GCM-SHA384
      c09d AES256-CCM
      003d AES256-SHA256
      0035 AES256-SHA
      c032 ECDH-RSA-AES256-GCM-SHA384
      c02a ECDH-RSA-AES256-SHA384
      c00f ECDH-RSA-AES256-SHA
      c02e ECDH-ECDSA-AES256-GCM-SHA384
      c026 ECDH-ECDSA-AES256-SHA384
      c005 ECDH-ECDSA-AES256-SHA
      c0a1 AES256-CCM8
      009c AES128-GCM-SHA256
      c09c AES128-CCM
      003c AES128-SHA256
      002f AES128-SHA
      c031 ECDH-RSA-AES128-GCM-SHA256
      c029 ECDH-RSA-AES128-SHA256
      c00e ECDH-RSA-AES128-SHA
      c02d ECDH-ECDSA-AES128-GCM-SHA256
      c025 ECDH-ECDSA-AES128-SHA256
      c004 ECDH-ECDSA-AES128-SHA
      c0a0 AES128-CCM8
      00ad RSA-PSK-AES256-GCM-SHA384
      00b7 RSA-PSK-AES256-CBC-SHA384
      0095 RSA-PSK-AES256-CBC-SHA
      00ac RSA-PSK-AES128-GCM-SHA256
      00b6 RSA-PSK-AES128-CBC-SHA256
      0094 RSA-PSK-AES128-CBC-SHA
      00a9 PSK-AES256-GCM-SHA384
      c0a5 PSK-AES256-CCM
      00af PSK-AES256-CBC-SHA384
      008d PSK-AES256-CBC-SHA
      c0a9 PSK-AES256-CCM8
      00a8 PSK-AES128-GCM-SHA256
      c0a4 PSK-AES128-CCM
      00ae PSK-AES128-CBC-SHA256
      008c PSK-AES128-CBC-SHA
      c0a8 PSK-AES128-CCM8
      """;

  /** TLS 1.3, in mbedTLS's order. */
  private static final int[] TLS_1_3 = {
    CipherSuite.TLS_AES_256_GCM_SHA384,
    CipherSuite.TLS_AES_128_GCM_SHA256,
    CipherSuite.TLS_AES_128_CCM_SHA256,
    CipherSuite.TLS_AES_128_CCM_8_SHA256,
  };

  /** What a server of today prefers: OpenSSL's order, as the reference peer had it. */
  private static final int[] OPENSSL = {
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

  private static final Map<Integer, String> NAMES = new HashMap<>();
  private static final int[] MBEDTLS_ORDER;

  static {
    MBEDTLS_ORDER =
        MBEDTLS_2
            .lines()
            .mapToInt(line -> {
              int suite = Integer.parseInt(line, 0, 4, 16);
              NAMES.put(suite, line.substring(5));
              return suite;
            })
            .toArray();
    NAMES.put(CipherSuite.TLS_AES_256_GCM_SHA384, "TLS_AES_256_GCM_SHA384");
    NAMES.put(CipherSuite.TLS_AES_128_GCM_SHA256, "TLS_AES_128_GCM_SHA256");
    NAMES.put(CipherSuite.TLS_AES_128_CCM_SHA256, "TLS_AES_128_CCM_SHA256");
    NAMES.put(CipherSuite.TLS_AES_128_CCM_8_SHA256, "TLS_AES_128_CCM_8_SHA256");
    NAMES.put(CipherSuite.TLS_CHACHA20_POLY1305_SHA256, "TLS_CHACHA20_POLY1305_SHA256");
  }

  private CipherSuites() {}

  /** Who proves what, and how the secret comes about. */
  enum KeyExchange {
    /** The client encrypts with the certificate's key. */
    RSA,
    /** The certificate's key signs. */
    SIGNED,
    /** The certificate's key is half of the agreement. */
    STATIC_ECDH,
    /** Nobody shows a certificate. */
    PSK,
    /** {@link #RSA}, and a shared secret. */
    RSA_PSK
  }

  /** The kind of a suite before TLS 1.3, by its name. */
  static KeyExchange keyExchange(int suite) {
    String name = nameOf(suite);
    if (name.startsWith("AES")) {
      return KeyExchange.RSA;
    }
    if (name.startsWith("RSA-PSK")) {
      return KeyExchange.RSA_PSK;
    }
    if (name.startsWith("ECDH-")) {
      return KeyExchange.STATIC_ECDH;
    }
    return usesPsk(suite) ? KeyExchange.PSK : KeyExchange.SIGNED;
  }

  private static boolean usesPsk(int suite) {
    return nameOf(suite).contains("PSK");
  }

  /** What a side takes part in, the preferred one first. */
  static int[] of(Offer offer, boolean preSharedKey) {
    IntStream list = offer.cipherSuites().stream().mapToInt(Integer::intValue);
    if (offer.cipherSuites().isEmpty()) {
      list =
          switch (offer.dialect()) {
            case MBEDTLS_2 -> Arrays.stream(MBEDTLS_ORDER);
            case MBEDTLS_4 -> ofVersion4(offer.max());
            case OPENSSL -> Arrays.stream(OPENSSL);
          };
    }
    boolean known4 = offer.dialect() == Dialect.MBEDTLS_4 && !offer.cipherSuites().isEmpty();
    return list.filter(suite -> preSharedKey || !usesPsk(suite))
        .filter(suite -> !known4 || ofVersion4(offer.max()).anyMatch(own -> own == suite))
        .toArray();
  }

  /** Version 4 has dropped whatever has no forward secrecy, DHE, and keys of the certificate. */
  private static IntStream ofVersion4(Version max) {
    IntStream before =
        Arrays.stream(MBEDTLS_ORDER)
            .filter(
                suite -> nameOf(suite).startsWith("ECDHE-") || nameOf(suite).startsWith("PSK-"));
    return max == Version.TLS_1_3 ? IntStream.concat(Arrays.stream(TLS_1_3), before) : before;
  }

  /** Those of a list that a server with a key of this kind and these secrets can serve. */
  static Predicate<Integer> servable(boolean rsaKey, boolean preSharedKey, boolean certificate) {
    return suite -> {
      if (usesPsk(suite) && !preSharedKey) {
        return false;
      }
      String name = nameOf(suite);
      return switch (keyExchange(suite)) {
        case PSK -> true;
        case RSA, RSA_PSK -> certificate && rsaKey;
        // Who signed the certificate does not count: mbedTLS looks at its key alone.
        case STATIC_ECDH -> certificate && !rsaKey;
        case SIGNED -> certificate && (name.startsWith("TLS_") || name.contains("ECDSA") != rsaKey);
      };
    };
  }

  /** OpenSSL's name of a suite, the number in hex for one that has none here. */
  static String nameOf(int suite) {
    return NAMES.getOrDefault(suite, "0x" + Integer.toHexString(suite));
  }
}
