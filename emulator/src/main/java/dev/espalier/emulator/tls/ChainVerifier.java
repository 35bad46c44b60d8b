package dev.espalier.emulator.tls;

import static dev.espalier.hal.port.MbedTls.BADCERT_BAD_KEY;
import static dev.espalier.hal.port.MbedTls.BADCERT_BAD_MD;
import static dev.espalier.hal.port.MbedTls.BADCERT_CN_MISMATCH;
import static dev.espalier.hal.port.MbedTls.BADCERT_EXPIRED;
import static dev.espalier.hal.port.MbedTls.BADCERT_FUTURE;
import static dev.espalier.hal.port.MbedTls.BADCERT_NOT_TRUSTED;
import static dev.espalier.hal.port.MbedTls.X509_CERT_VERIFY_FAILED;
import static dev.espalier.hal.port.MbedTls.X509_FATAL_ERROR;

import dev.espalier.hal.port.TlsProvider;
import dev.espalier.hal.port.TlsProvider.Dialect;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges a chain of certificates as {@code mbedtls_x509_crt_verify} does with its default profile:
 * everything that is wrong adds a flag, nothing stops at the first.
 */
final class ChainVerifier {
  /** {@code MBEDTLS_X509_MAX_INTERMEDIATE_CA}. */
  private static final int INTERMEDIATES_MAX = 8;

  private static final int RSA_BITS_MIN = 2048;

  private final List<X509Crt> anchors;
  private final long utcSeconds;
  private final @Nullable RootList bundle;
  private final Dialect dialect;

  private ChainVerifier(
      List<X509Crt> anchors, long utcSeconds, @Nullable RootList bundle, Dialect dialect) {
    this.anchors = anchors;
    this.utcSeconds = utcSeconds;
    this.bundle = bundle;
    this.dialect = dialect;
  }

  /** By the rules of another version of mbedTLS than 2.28. */
  ChainVerifier with(Dialect version) {
    return new ChainVerifier(anchors, utcSeconds, bundle, version);
  }

  /**
   * What a chain came to.
   *
   * @param code 0 or mbedTLS's number
   * @param flags {@code MbedTls.BADCERT_…}; -1 after a fatal error
   */
  record Verdict(int code, int flags) {}

  /**
   * Judges with a list of trusted certificates.
   *
   * @param anchors whom to trust
   * @param utcSeconds the time of day, {@link TlsProvider#NO_TIME} to leave dates alone
   */
  static ChainVerifier trusting(List<X509Crt> anchors, long utcSeconds) {
    return new ChainVerifier(anchors, utcSeconds, null, Dialect.MBEDTLS_2);
  }

  /**
   * Judges with a bundle: the list of trusted certificates is empty, and the callback of {@code
   * esp_crt_bundle} has the last word about the top of the chain.
   *
   * @param roots the bundle
   * @param utcSeconds the time of day, {@link TlsProvider#NO_TIME} to leave dates alone
   */
  static ChainVerifier withBundle(RootList roots, long utcSeconds) {
    return new ChainVerifier(List.of(), utcSeconds, roots, Dialect.MBEDTLS_2);
  }

  /**
   * Judges a chain.
   *
   * @param chain the peer's own certificate, then whatever it sent along
   * @param hostname what the first one has to be for; null for anything
   */
  Verdict verify(List<X509Crt> chain, @Nullable String hostname) {
    List<Link> links = new ArrayList<>();
    if (!climb(chain, links)) {
      return new Verdict(X509_FATAL_ERROR, -1);
    }
    X509Crt own = chain.get(0);
    boolean named =
        hostname == null
            || isFor(own, hostname)
            || (dialect == Dialect.MBEDTLS_4 && hasAddress(own, hostname));
    if (!named) {
      links.get(0).flags |= BADCERT_CN_MISMATCH;
    }
    if (isWeak(own)) {
      links.get(0).flags |= BADCERT_BAD_KEY;
    }
    int flags = 0;
    for (Link link : links.reversed()) {
      if (bundle != null && !askBundle(bundle, link)) {
        return new Verdict(X509_FATAL_ERROR, -1);
      }
      flags |= link.flags;
    }
    return new Verdict(flags == 0 ? 0 : X509_CERT_VERIFY_FAILED, flags);
  }

  /** Follows the issuers upwards ({@code x509_crt_verify_chain}); false when there are too many. */
  private boolean climb(List<X509Crt> chain, List<Link> links) {
    X509Crt child = chain.get(0);
    boolean trusted = false;
    int selfIssued = 0;
    while (true) {
      Link link = new Link(child);
      links.add(link);
      link.flags = dateFlags(child);
      if (trusted) {
        return true;
      }
      if (!child.signatureKind().isStrong(dialect)) {
        link.flags |= BADCERT_BAD_MD;
      }
      if (links.size() == 1 && isListed(child)) {
        return true;
      }
      Parent parent = findParent(child, chain, links.size() - 1 - selfIssued);
      if (parent == null) {
        link.flags |= BADCERT_NOT_TRUSTED;
        return true;
      }
      if (links.size() != 1 && child.issuer().sameAs(child.subject())) {
        selfIssued++;
      }
      if (!parent.trusted && links.size() > INTERMEDIATES_MAX) {
        return false;
      }
      if (!parent.signatureGood) {
        link.flags |= BADCERT_NOT_TRUSTED;
      }
      if (isWeak(parent.crt)) {
        link.flags |= BADCERT_BAD_KEY;
      }
      child = parent.crt;
      trusted = parent.trusted;
    }
  }

  private int dateFlags(X509Crt crt) {
    if (utcSeconds == TlsProvider.NO_TIME) {
      return 0;
    }
    return (utcSeconds > crt.notAfter() ? BADCERT_EXPIRED : 0)
        | (utcSeconds < crt.notBefore() ? BADCERT_FUTURE : 0);
  }

  /** A self-issued certificate that is itself in the list needs no parent. */
  private boolean isListed(X509Crt crt) {
    return crt.issuer().sameAs(crt.subject())
        && anchors.stream().anyMatch(a -> Arrays.equals(a.encoded(), crt.encoded()));
  }

  private @Nullable Parent findParent(X509Crt child, List<X509Crt> chain, int depth) {
    Parent parent = findParentIn(anchors, child, true, depth);
    if (parent != null) {
      return parent;
    }
    // Only certificates behind the child in the peer's list can be its parents.
    int index = chain.indexOf(child);
    return findParentIn(chain.subList(index + 1, chain.size()), child, false, depth);
  }

  private @Nullable Parent findParentIn(
      List<X509Crt> candidates, X509Crt child, boolean trusted, int depth) {
    Parent fallback = null;
    for (X509Crt candidate : candidates) {
      int limit = candidate.extensions().pathLengthPlusOne();
      if (!canBeParent(child, candidate, trusted) || (limit > 0 && limit < 1 + depth)) {
        continue;
      }
      boolean good = child.isSignedBy(candidate.publicKey());
      if (trusted && !good) {
        continue;
      }
      Parent parent = new Parent(candidate, trusted, good);
      if (dateFlags(candidate) == 0) {
        return parent;
      }
      if (fallback == null) {
        fallback = parent; // out of date: only when no better one follows
      }
    }
    return fallback;
  }

  private static boolean canBeParent(X509Crt child, X509Crt parent, boolean trusted) {
    if (!child.issuer().sameAs(parent.subject())) {
      return false;
    }
    if (trusted && parent.version() < 3) {
      return true; // old certificates cannot say that they are a CA
    }
    return parent.extensions().isCa()
        && parent.extensions().allowsUsage(X509Extensions.KEY_CERT_SIGN);
  }

  private boolean isWeak(X509Crt crt) {
    Integer bits = crt.rsaBits();
    if (bits != null) {
      return bits < RSA_BITS_MIN;
    }
    if (dialect != Dialect.MBEDTLS_4) {
      return false; // any curve will do
    }
    Curve curve = crt.curve();
    return curve == null || !curve.isInProfileOf4();
  }

  /** {@code esp_crt_verify_callback}: false is a fatal error. */
  private static boolean askBundle(RootList bundle, Link link) {
    if ((link.flags & ~BADCERT_BAD_MD) != BADCERT_NOT_TRUSTED) {
      return true;
    }
    if (!bundle.signed(link.crt)) {
      return false;
    }
    link.flags = 0;
    return true;
  }

  /**
   * Whether a certificate is for a host ({@code x509_crt_verify_name}). The name is compared as
   * text, so an address matches a common name, but no alternative name of the kind iPAddress.
   */
  static boolean isFor(X509Crt crt, String hostname) {
    List<String> names =
        crt.extensions().hasAlternativeNames()
            ? crt.extensions().dnsNames()
            : crt.subject().commonNames();
    return names.stream().anyMatch(name -> matches(name, hostname));
  }

  /** Whether an alternative name is this address: since mbedTLS 3.5. */
  private static boolean hasAddress(X509Crt crt, String hostname) {
    List<byte[]> addresses = crt.extensions().addresses();
    boolean literal = hostname.chars().allMatch(c -> c == '.' || c == ':' || isHex(c));
    if (addresses.isEmpty() || !literal) {
      return false;
    }
    try {
      byte[] wanted = InetAddress.ofLiteral(hostname).getAddress();
      return addresses.stream().anyMatch(address -> Arrays.equals(address, wanted));
    } catch (IllegalArgumentException e) {
      return false; // a name
    }
  }

  private static boolean isHex(int c) {
    return Character.digit(c, 16) >= 0;
  }

  private static boolean matches(String name, String hostname) {
    if (AsciiText.equalIgnoringCase(name, hostname)) {
      return true;
    }
    if (name.length() < 3 || !name.startsWith("*.")) {
      return false;
    }
    int dot = hostname.indexOf('.');
    return dot > 0 && AsciiText.equalIgnoringCase(name.substring(1), hostname.substring(dot));
  }

  /** One certificate of the chain and what is wrong with it. */
  private static final class Link {
    private final X509Crt crt;
    private int flags;

    Link(X509Crt crt) {
      this.crt = crt;
    }
  }

  private record Parent(X509Crt crt, boolean trusted, boolean signatureGood) {}
}
