package dev.espalier.hal.port;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads certificates and keys, and makes TLS engines. Failures are mbedTLS's negative numbers. */
public interface TlsProvider {
  /** For {@link TlsClientSetup#utcSeconds}: validity dates are not looked at. */
  long NO_TIME = Long.MIN_VALUE;

  /**
   * Reads certificates ({@code mbedtls_x509_crt_parse}): any number in PEM, which must end with a
   * NUL byte, or one in DER.
   *
   * @param buffer what to read, not kept
   * @return the certificates; the code is how many of a PEM text could not be read, or a failure
   */
  Parsed<Certificates> certificates(byte[] buffer);

  /**
   * Reads a private key ({@code mbedtls_pk_parse_key}): PEM, which must end with a NUL byte, or
   * DER.
   *
   * @param buffer what to read, not kept
   * @param password for an encrypted key, null for none
   * @return the key, or a failure
   */
  Parsed<SigningKey> key(byte[] buffer, byte @Nullable [] password);

  /**
   * The roots that this machine trusts, in the place of the bundle that is linked into a firmware.
   *
   * @return names and keys, the same object each time
   */
  Roots roots();

  /**
   * Reads a bundle as {@code gen_crt_bundle.py} writes it.
   *
   * @param bundle what to read, not kept
   * @param countMax how many roots it may have
   * @return names and keys, null when the bundle is damaged or too large
   */
  @Nullable Roots roots(byte[] bundle, int countMax);

  /**
   * Makes the client side of a connection. Its first record is there to be sent.
   *
   * @param setup what to offer and whom to trust
   * @return the engine
   */
  TlsEngine client(TlsClientSetup setup);

  /**
   * Makes the server side of a connection.
   *
   * @param setup what to accept and whom to trust
   * @return the engine
   */
  TlsEngine server(TlsServerSetup setup);

  /**
   * Makes the keys of a server's session tickets.
   *
   * @param lifetimeSeconds for how long a ticket is taken, 1 or more
   * @return the keys, with tickets of their own
   */
  TicketKeys ticketKeys(int lifetimeSeconds);

  /** What a client keeps of a session to resume it. Immutable. */
  interface SavedSession {}

  /** What a server gives tickets with, and takes them back. */
  interface TicketKeys {}

  /** Certificates in their order. Immutable. */
  interface Certificates {
    /**
     * How many there are.
     *
     * @return the count
     */
    int size();

    /**
     * These and then others.
     *
     * @param more the others
     * @return all of them
     */
    Certificates plus(Certificates more);
  }

  /** Names and public keys of authorities. Immutable. */
  interface Roots {
    /**
     * How many there are.
     *
     * @return the count
     */
    int size();
  }

  /** A private key. Immutable. */
  interface SigningKey {}

  /**
   * What reading gave.
   *
   * @param value what was read, null after a failure
   * @param code 0, the number of parts that could not be read, or a failure
   * @param <T> certificates or a key
   */
  record Parsed<T>(@Nullable T value, int code) {}

  /**
   * A certificate chain and the key that belongs to its first certificate.
   *
   * @param chain own certificate first
   * @param key its private key
   */
  record Identity(Certificates chain, SigningKey key) {}

  /**
   * A secret that both sides know.
   *
   * @param identity its name
   * @param secret its bytes, not copied
   */
  @SuppressWarnings("ArrayRecordComponent") // handed through once, never compared
  record PreSharedKey(String identity, byte[] secret) {}

  /**
   * How much plaintext a record may hold.
   *
   * @param in of the peer's records ({@code MBEDTLS_SSL_IN_CONTENT_LEN}), 1 to 16384
   * @param out of our own ({@code MBEDTLS_SSL_OUT_CONTENT_LEN}), 1 to 16384
   */
  record RecordLimits(int in, int out) {
    /** No limits but TLS's own. */
    public static final RecordLimits NONE = new RecordLimits(16384, 16384);

    /** Checks the limits. */
    public RecordLimits {
      if (in < 1 || in > 16384 || out < 1 || out > 16384) {
        throw new IllegalArgumentException("limits must be 1..16384: " + in + ", " + out);
      }
    }
  }

  /** Whom to believe. */
  sealed interface Trust {
    /** Any certificate ({@code MBEDTLS_SSL_VERIFY_NONE}). */
    record Anyone() implements Trust {}

    /** No certificate: one is required, but nothing is configured to check it with. */
    record Nobody() implements Trust {}

    /**
     * Chains that end at one of these.
     *
     * @param certificates roots, or the server's own certificate; null for an empty list
     */
    record Anchors(@Nullable Certificates certificates) implements Trust {}

    /**
     * Chains whose last link was signed by one of these, checked as {@code esp_crt_verify_callback}
     * does.
     *
     * @param roots the bundle
     */
    record Bundle(Roots roots) implements Trust {}
  }

  /** Whose lists of cipher suites, curves and error numbers a side goes by. */
  enum Dialect {
    /** mbedTLS 2.28, of ESP-IDF v4.4. */
    MBEDTLS_2,
    /** mbedTLS 4, of current ESP-IDF. */
    MBEDTLS_4,
    /** A server of today, for peers. */
    OPENSSL
  }

  /**
   * What a side takes part in.
   *
   * @param dialect whose defaults
   * @param min the oldest version
   * @param max the newest version
   * @param cipherSuites TLS's numbers, the preferred one first; empty for the dialect's own
   * @param groups TLS's numbers of curves, the preferred one first; empty for the dialect's own
   * @param renegotiation whether a client shakes hands again when the server asks for it
   */
  record Offer(
      Dialect dialect,
      Version min,
      Version max,
      List<Integer> cipherSuites,
      List<Integer> groups,
      boolean renegotiation) {
    /** TLS 1.0 to 1.2 as ESP-IDF v4.4 has it. */
    public static final Offer IDF_4_4 = of(Dialect.MBEDTLS_2, Version.TLS_1_0, Version.TLS_1_2);

    /** Copies the lists. */
    public Offer {
      cipherSuites = List.copyOf(cipherSuites);
      groups = List.copyOf(groups);
    }

    /**
     * A dialect's own lists, with renegotiation.
     *
     * @param dialect whose defaults
     * @param min the oldest version
     * @param max the newest version
     * @return the offer
     */
    public static Offer of(Dialect dialect, Version min, Version max) {
      return new Offer(dialect, min, max, List.of(), List.of(), true);
    }

    /**
     * With other versions.
     *
     * @param oldest the oldest
     * @param newest the newest
     * @return a copy
     */
    public Offer withVersions(Version oldest, Version newest) {
      return new Offer(dialect, oldest, newest, cipherSuites, groups, renegotiation);
    }

    /**
     * With a list of cipher suites.
     *
     * @param suites TLS's numbers, the preferred one first; empty for the dialect's own
     * @return a copy
     */
    public Offer withCipherSuites(List<Integer> suites) {
      return new Offer(dialect, min, max, suites, groups, renegotiation);
    }

    /**
     * With a list of curves.
     *
     * @param curves TLS's numbers, the preferred one first; empty for the dialect's own
     * @return a copy
     */
    public Offer withGroups(List<Integer> curves) {
      return new Offer(dialect, min, max, cipherSuites, curves, renegotiation);
    }

    /**
     * With renegotiation or without it.
     *
     * @param accepted whether a client shakes hands again when the server asks for it
     * @return a copy
     */
    public Offer withRenegotiation(boolean accepted) {
      return new Offer(dialect, min, max, cipherSuites, groups, accepted);
    }
  }

  /** Protocol versions, oldest first. */
  enum Version {
    /** TLS 1.0. */
    TLS_1_0,
    /** TLS 1.1. */
    TLS_1_1,
    /** TLS 1.2. */
    TLS_1_2,
    /** TLS 1.3. */
    TLS_1_3
  }

  /**
   * A server's use of session tickets.
   *
   * @param keys what tickets are made with
   * @param nowSeconds the present time on any clock that runs on
   */
  record Tickets(TicketKeys keys, long nowSeconds) {}
}
