package dev.espalier.emulator.tls;

import dev.espalier.hal.port.TlsEngine;
import dev.espalier.hal.port.TlsProvider;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.jspecify.annotations.Nullable;

/** Makes engines and reads certificates. One per board, or per peer on a simulated network. */
public final class TlsMachine implements TlsProvider {
  private final IntSupplier random;
  private final KeyLog keyLog;
  private @Nullable JcaTlsCrypto crypto;
  private @Nullable CertificateList bundle;

  /**
   * Makes a machine that has done nothing yet.
   *
   * @param random gives 32 random bits each time; with the same bits a handshake has the same bytes
   */
  public TlsMachine(IntSupplier random) {
    this(random, line -> {});
  }

  /**
   * Makes a machine whose secrets are written down, for decrypting captures.
   *
   * @param random gives 32 random bits each time
   * @param keyLog gets a line per handshake, in the format of {@code SSLKEYLOGFILE}
   */
  public TlsMachine(IntSupplier random, Consumer<String> keyLog) {
    this.random = random;
    this.keyLog = new KeyLog(keyLog);
  }

  @Override
  public Parsed<Certificates> certificates(byte[] buffer) {
    return CertificateList.parse(buffer);
  }

  @Override
  public Parsed<SigningKey> key(byte[] buffer, byte @Nullable [] password) {
    return PrivateKeys.parse(buffer, password);
  }

  @Override
  public Certificates bundle() {
    if (bundle == null) {
      bundle = readTrustStore();
    }
    return bundle;
  }

  private static CertificateList readTrustStore() {
    List<X509Crt> roots = new ArrayList<>();
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
    return new CertificateList(roots);
  }

  private static void addIfReadable(List<X509Crt> roots, X509Certificate root)
      throws CertificateEncodingException {
    try {
      roots.add(X509Crt.parse(root.getEncoded()));
    } catch (MbedTlsFailure e) {
      // Not one that mbedTLS could use either.
    }
  }

  @Override
  public TlsEngine client(ClientSetup setup) {
    return new ClientEngine(setup, crypto(), keyLog);
  }

  @Override
  public ServerEngine server(ServerSetup setup) {
    return new ServerEngine(setup, crypto(), keyLog);
  }

  /** Made late: a firmware without TLS does not pay for it at start. */
  private JcaTlsCrypto crypto() {
    if (crypto == null) {
      crypto = new BoardCrypto(new BoardRandom(random));
    }
    return crypto;
  }
}
