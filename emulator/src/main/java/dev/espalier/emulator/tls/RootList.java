package dev.espalier.emulator.tls;

import dev.espalier.hal.port.TlsProvider.Roots;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A certificate bundle: of each authority its name and its key, nothing else.
 *
 * @param list the authorities
 */
record RootList(List<Root> list) implements Roots {
  private static final int FILE_HEADER_BYTES = 2;
  private static final int ROOT_HEADER_BYTES = 4;

  RootList {
    list = List.copyOf(list);
  }

  /**
   * One authority.
   *
   * @param name its name's DER
   * @param key its key
   */
  @SuppressWarnings("ArrayRecordComponent") // compared byte by byte, below
  record Root(byte[] name, PublicKey key) {}

  @Override
  public int size() {
    return list.size();
  }

  /** Whether one of the roots issued and signed a certificate ({@code esp_crt_verify_callback}). */
  boolean signed(X509Crt crt) {
    byte[] issuer = crt.issuer().encoded();
    return list.stream()
        .anyMatch(root -> Arrays.equals(root.name, issuer) && crt.isSignedBy(root.key));
  }

  /** What the JDK trusts. */
  static RootList ofJdk() {
    List<Root> roots = new ArrayList<>();
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509TrustManager trust) {
          for (X509Certificate root : trust.getAcceptedIssuers()) {
            addIfReadable(roots, root);
          }
        }
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK's trust store cannot be read", e);
    }
    return new RootList(roots);
  }

  private static void addIfReadable(List<Root> roots, X509Certificate root)
      throws CertificateEncodingException {
    try {
      X509Crt crt = X509Crt.parse(root.getEncoded());
      roots.add(new Root(crt.subject().encoded(), crt.publicKey()));
    } catch (MbedTlsFailure e) {
      // Not one that mbedTLS could use either.
    }
  }

  /**
   * Reads a bundle: a count, and for each root the lengths of name and key, then both. All numbers
   * have two bytes.
   */
  static @Nullable RootList read(byte[] bundle, int countMax) {
    if (bundle.length < FILE_HEADER_BYTES + ROOT_HEADER_BYTES) {
      return null;
    }
    int count = number(bundle, 0);
    if (count > countMax) {
      return null;
    }
    List<Root> roots = new ArrayList<>();
    int at = FILE_HEADER_BYTES;
    for (int i = 0; i < count; i++) {
      if (bundle.length - at < ROOT_HEADER_BYTES) {
        return null;
      }
      int name = at + ROOT_HEADER_BYTES;
      int key = name + number(bundle, at);
      int end = key + number(bundle, at + 2);
      if (end > bundle.length) {
        return null;
      }
      addIfUsable(
          roots, Arrays.copyOfRange(bundle, name, key), Arrays.copyOfRange(bundle, key, end));
      at = end;
    }
    return new RootList(roots);
  }

  private static int number(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
  }

  /** A key is first looked at when its name is asked for; one of an unknown kind never matches. */
  private static void addIfUsable(List<Root> roots, byte[] name, byte[] key) {
    try {
      roots.add(new Root(name, X509Crt.parseKey(key)));
    } catch (MbedTlsFailure e) {
      // Nobody can have signed with it.
    }
  }
}
