package dev.espalier.emulator.tls;

import dev.espalier.hal.port.MbedTls;
import dev.espalier.hal.port.TlsClientSetup;
import dev.espalier.hal.port.TlsEngine.Session;
import dev.espalier.hal.port.TlsProvider.Dialect;
import dev.espalier.hal.port.TlsProvider.PreSharedKey;
import dev.espalier.hal.port.TlsProvider.SavedSession;
import dev.espalier.hal.port.TlsProvider.Trust;
import dev.espalier.hal.port.TlsProvider.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.Vector;
import java.util.function.Consumer;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CertificateStatusRequest;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.NewSessionTicket;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.ServerName;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsDHGroupVerifier;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsKeyExchangeFactory;
import org.bouncycastle.tls.TlsPSKIdentity;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsSession;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.jspecify.annotations.Nullable;

/** What a client says and decides in a handshake: mbedTLS's part with ESP-IDF's configuration. */
@SuppressWarnings("JdkObsolete") // Vector is in the library's signatures
final class ClientHandshake extends DefaultTlsClient implements TlsAuthentication {
  /** {@code MBEDTLS_DHM}: the least that {@code mbedtls_ssl_config_defaults} accepts. */
  private static final int DH_BITS_MIN = 1024;

  private static final int CHAIN_LENGTH_MAX = 32;
  private static final int SESSION_ID_BYTES = 32;
  private static final int UNKNOWN_VERSION = -0x2580;

  /** SHA-512 down to SHA-1; mbedTLS 4 ends at SHA-256. */
  private static final short[] HASHES = {6, 5, 4, 3, 2};

  private static final int HASHES_OF_4 = 3;

  private static final SignatureAndHashAlgorithm[] PSS = {
    SignatureAndHashAlgorithm.rsa_pss_rsae_sha512,
    SignatureAndHashAlgorithm.rsa_pss_rsae_sha384,
    SignatureAndHashAlgorithm.rsa_pss_rsae_sha256
  };

  private static final short RSA = 1;
  private static final short ECDSA = 3;

  private final TlsClientSetup setup;
  private final JcaTlsCrypto crypto;
  private final Consumer<Session> agreed;
  private byte @Nullable [] ticket;
  private @Nullable SavedSession saved;
  private int verifyFlags;

  ClientHandshake(TlsClientSetup setup, JcaTlsCrypto crypto, Consumer<Session> agreed) {
    super(crypto);
    this.setup = setup;
    this.crypto = crypto;
    this.agreed = agreed;
  }

  int verifyFlags() {
    return verifyFlags;
  }

  @Override
  protected ProtocolVersion[] getSupportedVersions() {
    return Versions.of(setup.offer());
  }

  @Override
  protected int[] getSupportedCipherSuites() {
    return CipherSuites.of(setup.offer(), setup.preSharedKey() != null);
  }

  @Override
  protected Vector<Integer> getSupportedGroups(@SuppressWarnings("rawtypes") Vector roles) {
    return new Vector<>(Curve.groups(setup.offer()));
  }

  @Override
  protected Vector<SignatureAndHashAlgorithm> getSupportedSignatureAlgorithms() {
    Vector<SignatureAndHashAlgorithm> algorithms = new Vector<>();
    boolean version4 = setup.offer().dialect() == Dialect.MBEDTLS_4;
    for (int i = 0; i < (version4 ? HASHES_OF_4 : HASHES.length); i++) {
      algorithms.add(SignatureAndHashAlgorithm.getInstance(HASHES[i], ECDSA));
      if (version4) {
        algorithms.add(PSS[i]);
      }
      algorithms.add(SignatureAndHashAlgorithm.getInstance(HASHES[i], RSA));
    }
    return algorithms;
  }

  @Override
  protected @Nullable Vector<ServerName> getSNIServerNames() {
    String name = setup.hostname();
    if (name == null) {
      return null;
    }
    // Also for an address, against RFC 6066: mbedTLS does not look at what it is.
    return vectorOf(new ServerName((short) 0, name.getBytes(StandardCharsets.ISO_8859_1)));
  }

  @Override
  protected @Nullable Vector<ProtocolName> getProtocolNames() {
    if (setup.alpn().isEmpty()) {
      return null;
    }
    Vector<ProtocolName> names = new Vector<>();
    setup.alpn().forEach(name -> names.add(ProtocolName.asUtf8Encoding(name)));
    return names;
  }

  @Override
  public Vector<Integer> getEarlyKeyShareGroups() {
    return vectorOf(Curve.groups(setup.offer()).getFirst());
  }

  private static <T> Vector<T> vectorOf(T element) {
    Vector<T> vector = new Vector<>();
    vector.add(element);
    return vector;
  }

  @Override
  protected @Nullable CertificateStatusRequest getCertificateStatusRequest() {
    return null;
  }

  @Override
  public @Nullable TlsPSKIdentity getPSKIdentity() {
    PreSharedKey psk = setup.preSharedKey();
    return psk == null ? null : new PskIdentity(psk);
  }

  @Override
  public TlsKeyExchangeFactory getKeyExchangeFactory() {
    return new KeyExchanges(crypto.getSecureRandom());
  }

  @Override
  public TlsDHGroupVerifier getDHGroupVerifier() {
    return group -> group.getP().bitLength() >= DH_BITS_MIN;
  }

  @Override
  public boolean shouldCheckSigAlgOfPeerCerts() {
    return false; // the chain is judged below
  }

  @Override
  public int getMaxCertificateChainLength() {
    return CHAIN_LENGTH_MAX;
  }

  @Override
  public void notifySecureRenegotiation(boolean secureRenegotiation) {
    // An old server without the extension is accepted: there is no renegotiation anyway.
  }

  @Override
  public TlsAuthentication getAuthentication() {
    return this;
  }

  @Override
  public void notifyServerCertificate(TlsServerCertificate shown) throws IOException {
    List<byte[]> encoded = encoded(shown.getCertificate());
    if (isRenegotiating() && !isSameAsBefore(encoded.getFirst())) {
      throw new Refusal(AlertDescription.access_denied, MbedTls.SSL_BAD_HS_CERTIFICATE);
    }
    if (setup.trust() instanceof Trust.Anyone) {
      return;
    }
    List<X509Crt> chain = read(encoded);
    ChainVerifier.Verdict verdict =
        verifier(setup.trust()).with(setup.offer().dialect()).verify(chain, setup.hostname());
    verifyFlags = verdict.flags();
    int code = verdict.code();
    int usage = curveFlags(chain.get(0)) | usageFlags(chain.get(0));
    if (usage != 0) {
      verifyFlags |= usage;
      code = code != 0 ? code : MbedTls.SSL_BAD_HS_CERTIFICATE;
    }
    if (setup.trust() instanceof Trust.Nobody) {
      code = MbedTls.SSL_CA_CHAIN_REQUIRED;
    }
    if (code != 0) {
      throw new Refusal(Alerts.forFlags(verifyFlags), code);
    }
  }

  /** {@code ssl_check_peer_crt_unchanged}. */
  private boolean isSameAsBefore(byte[] shown) throws IOException {
    var before = context.getSecurityParametersConnection().getPeerCertificate();
    return before != null
        && !before.isEmpty()
        && Arrays.equals(before.getCertificateAt(0).getEncoded(), shown);
  }

  private ChainVerifier verifier(Trust trust) {
    return switch (trust) {
      case Trust.Anchors(var certificates) ->
          ChainVerifier.trusting(
              certificates == null ? List.of() : CertificateList.of(certificates).list(),
              setup.utcSeconds());
      case Trust.Bundle(var roots) ->
          ChainVerifier.withBundle((RootList) roots, setup.utcSeconds());
      case Trust.Nobody() -> ChainVerifier.trusting(List.of(), setup.utcSeconds());
      case Trust.Anyone() -> throw new AssertionError("nothing is verified");
    };
  }

  /** The encoded certificates of a message. */
  static List<byte[]> encoded(org.bouncycastle.tls.Certificate message) throws IOException {
    List<byte[]> encoded = new ArrayList<>();
    for (int i = 0; i < message.getLength(); i++) {
      encoded.add(message.getCertificateAt(i).getEncoded());
    }
    return encoded;
  }

  private static List<X509Crt> read(List<byte[]> encoded) throws Refusal {
    List<X509Crt> chain;
    try {
      chain = CertificateList.fromHandshake(encoded);
    } catch (MbedTlsFailure e) {
      short alert =
          e.code() == UNKNOWN_VERSION
              ? AlertDescription.unsupported_certificate
              : AlertDescription.bad_certificate;
      throw new Refusal(alert, e.code());
    }
    if (chain.isEmpty()) {
      throw new Refusal(AlertDescription.decode_error, MbedTls.SSL_BAD_HS_CERTIFICATE);
    }
    return chain;
  }

  /** A key on a curve that was not offered ({@code mbedtls_ssl_check_curve}). */
  private int curveFlags(X509Crt crt) {
    Curve curve = crt.curve();
    return curve == null || Curve.groups(setup.offer()).contains(curve.group())
        ? 0
        : MbedTls.BADCERT_BAD_KEY;
  }

  /** {@code mbedtls_ssl_check_cert_usage} for a server's certificate. */
  private int usageFlags(X509Crt crt) {
    int suite = context.getSecurityParametersHandshake().getCipherSuite();
    int usage =
        switch (CipherSuites.keyExchange(suite)) {
          case RSA, RSA_PSK -> X509Extensions.KEY_ENCIPHERMENT;
          case STATIC_ECDH -> X509Extensions.KEY_AGREEMENT;
          case SIGNED, PSK -> X509Extensions.DIGITAL_SIGNATURE;
        };
    return (crt.extensions().allowsUsage(usage) ? 0 : MbedTls.BADCERT_KEY_USAGE)
        | (crt.extensions().allowsPurpose(X509Extensions.SERVER_AUTH)
            ? 0
            : MbedTls.BADCERT_EXT_KEY_USAGE);
  }

  @Override
  public @Nullable TlsCredentials getClientCredentials(CertificateRequest request)
      throws IOException {
    var identity = setup.identity();
    if (identity == null) {
      return null; // an empty certificate message is sent
    }
    Credentials own = new Credentials(crypto, identity);
    return TlsUtils.isTLSv13(context)
        ? own.signer13(context, request.getCertificateRequestContext())
        : own.signer(context, hashOfSuite());
  }

  /** mbedTLS signs with the hash of the cipher suite, SHA-384 or SHA-256, whatever is asked for. */
  private short hashOfSuite() {
    int suite = context.getSecurityParametersHandshake().getCipherSuite();
    return (short) (CipherSuites.nameOf(suite).endsWith("SHA384") ? 5 : 4);
  }

  @Override
  public @Nullable TlsSession getSessionToResume() {
    ResumableSession resumed = ResumableSession.of(setup.session());
    return resumed == null || isRenegotiating() ? null : resumed.session();
  }

  @Override
  public boolean allowLegacyResumption() {
    return true; // mbedTLS 2.28 resumes sessions without extended master secret too
  }

  @Override
  @SuppressWarnings({"rawtypes", "unchecked"}) // the library's signature
  public Hashtable getClientExtensions() throws IOException {
    Hashtable extensions =
        TlsExtensionsUtils.ensureExtensionsInitialised(super.getClientExtensions());
    if (setup.offer().min() != Version.TLS_1_3) {
      // Always asked for: mbedTLS's default, whatever ESP-TLS then does with a ticket.
      ResumableSession resumed = ResumableSession.of(setup.session());
      byte[] asked = resumed == null || isRenegotiating() ? null : resumed.ticket();
      extensions.put(TicketStore.EXTENSION, asked == null ? new byte[0] : asked);
    }
    return extensions;
  }

  @Override
  public void notifyNewSessionTicket(NewSessionTicket given) {
    ticket = given.getTicket();
  }

  private boolean isRenegotiating() {
    SecurityParameters agreeing = context.getSecurityParametersHandshake();
    return agreeing != null && agreeing.isRenegotiating();
  }

  /** What to keep of the session; null before the handshake is over. */
  @Nullable SavedSession savedSession() {
    SecurityParameters made = context.getSecurityParametersConnection();
    // Of TLS 1.3 the library resumes nothing.
    if (saved == null && made != null && !TlsUtils.isTLSv13(made.getNegotiatedVersion())) {
      save();
    }
    return saved;
  }

  private void save() {
    TlsSession session = context.getSession();
    if (session == null || session.exportSessionParameters() == null) {
      return;
    }
    byte[] asked = ticket;
    ResumableSession resumed = ResumableSession.of(setup.session());
    if (asked == null
        && resumed != null
        && context.getSecurityParametersConnection().isResumedSession()) {
      saved = resumed; // the old ticket stays good
      return;
    }
    if (asked != null && asked.length > 0) {
      // RFC 5077, section 3.4: with a ticket the client makes up the id that it asks with.
      byte[] id = crypto.createNonceGenerator(new byte[0]).generateNonce(SESSION_ID_BYTES);
      session = TlsUtils.importSession(id, session.exportSessionParameters());
    }
    saved = new ResumableSession(session, asked);
  }

  @Override
  public void notifyHandshakeComplete() throws IOException {
    super.notifyHandshakeComplete();
    SecurityParameters parameters = context.getSecurityParametersConnection();
    saved = null;
    agreed.accept(Sessions.of(parameters));
  }

  /** A name and a secret; hints of the server are not looked at. */
  private record PskIdentity(PreSharedKey psk) implements TlsPSKIdentity {
    @Override
    public void skipIdentityHint() {}

    @Override
    public void notifyIdentityHint(byte[] hint) {}

    @Override
    public byte[] getPSKIdentity() {
      return psk.identity().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] getPSK() {
      return psk.secret().clone();
    }
  }
}
