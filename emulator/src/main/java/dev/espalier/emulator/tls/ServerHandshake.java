package dev.espalier.emulator.tls;

import dev.espalier.hal.port.MbedTls;
import dev.espalier.hal.port.TlsEngine.Session;
import dev.espalier.hal.port.TlsProvider.Certificates;
import dev.espalier.hal.port.TlsProvider.Dialect;
import dev.espalier.hal.port.TlsProvider.Identity;
import dev.espalier.hal.port.TlsProvider.PreSharedKey;
import dev.espalier.hal.port.TlsProvider.Tickets;
import dev.espalier.hal.port.TlsServerSetup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.Vector;
import java.util.function.Consumer;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.KeyExchangeAlgorithm;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.NewSessionTicket;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.ServerName;
import org.bouncycastle.tls.SessionParameters;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsCredentialedDecryptor;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsKeyExchangeFactory;
import org.bouncycastle.tls.TlsPSKIdentityManager;
import org.bouncycastle.tls.TlsSession;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.DHStandardGroups;
import org.bouncycastle.tls.crypto.TlsDHConfig;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.jspecify.annotations.Nullable;

/** What a server says and decides in a handshake. */
@SuppressWarnings("JdkObsolete") // Vector and Hashtable are in the library's signatures
final class ServerHandshake extends DefaultTlsServer {
  private static final int CHAIN_LENGTH_MAX = 32;
  private static final int TICKET_BYTES = 32;

  private final TlsServerSetup setup;
  private final JcaTlsCrypto crypto;
  private final @Nullable Credentials credentials;
  private final Consumer<Session> agreed;
  private boolean helloSeen;
  private byte @Nullable [] offeredTicket;
  private byte @Nullable [] newTicket;
  private @Nullable String serverName;
  private int verifyFlags;
  private String refusalReason = "INTERNAL_ERROR";

  ServerHandshake(TlsServerSetup setup, JcaTlsCrypto crypto, Consumer<Session> agreed) {
    super(crypto);
    this.setup = setup;
    this.crypto = crypto;
    Identity identity = setup.identity();
    this.credentials = identity == null ? null : new Credentials(crypto, identity);
    this.agreed = agreed;
  }

  boolean helloSeen() {
    return helloSeen;
  }

  @Nullable String serverName() {
    return serverName;
  }

  int verifyFlags() {
    return verifyFlags;
  }

  /** Why this side refused, in OpenSSL's words. */
  String refusalReason() {
    return refusalReason;
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
  protected boolean preferLocalCipherSuites() {
    return true;
  }

  @Override
  protected boolean selectCipherSuite(int cipherSuite) throws IOException {
    Credentials own = credentials;
    return CipherSuites.servable(
                own != null && own.isRsa(), setup.preSharedKey() != null, own != null)
            .test(cipherSuite)
        && super.selectCipherSuite(cipherSuite);
  }

  @Override
  protected int selectECDH(int minimumCurveBits) {
    int[] groups = context.getSecurityParametersHandshake().getClientSupportedGroups();
    if (setup.offer().dialect() != Dialect.OPENSSL) {
      return Curve.groups(setup.offer()).stream()
          .filter(own -> groups == null || Arrays.stream(groups).anyMatch(group -> group == own))
          .findFirst()
          .orElse(-1);
    }
    // OpenSSL's server prefers it too, and it is much faster than what mbedTLS names first.
    if (groups != null
        && minimumCurveBits <= NamedGroup.getCurveBits(NamedGroup.x25519)
        && Arrays.stream(groups).anyMatch(group -> group == NamedGroup.x25519)) {
      return NamedGroup.x25519;
    }
    return super.selectECDH(minimumCurveBits);
  }

  @Override
  public void processClientExtensions(@SuppressWarnings("rawtypes") Hashtable extensions)
      throws IOException {
    super.processClientExtensions(extensions);
    helloSeen = true;
    offeredTicket = extensions == null ? null : (byte[]) extensions.get(TicketStore.EXTENSION);
    List<?> names =
        extensions == null
            ? List.of()
            : orEmpty(TlsExtensionsUtils.getServerNameExtensionClient(extensions));
    for (Object name : names) {
      if (name instanceof ServerName given && given.getNameType() == 0) {
        serverName = new String(given.getNameData(), StandardCharsets.ISO_8859_1);
      }
    }
  }

  @Override
  public @Nullable TlsSession getSessionToResume(byte[] sessionId) {
    Tickets tickets = setup.tickets();
    byte[] offered = offeredTicket;
    if (tickets == null || offered == null || offered.length == 0 || sessionId.length == 0) {
      return null;
    }
    SessionParameters kept = store(tickets).find(offered, tickets.nowSeconds());
    return kept == null ? null : TlsUtils.importSession(sessionId, kept);
  }

  private static TicketStore store(Tickets tickets) {
    return (TicketStore) tickets.keys();
  }

  @Override
  public boolean allowLegacyResumption() {
    return true;
  }

  @Override
  @SuppressWarnings({"rawtypes", "unchecked"}) // the library's signature
  public void getServerExtensionsForConnection(Hashtable extensions) throws IOException {
    super.getServerExtensionsForConnection(extensions);
    extensions.remove(TicketStore.EXTENSION);
    boolean resumed = context.getSecurityParametersHandshake().isResumedSession();
    if (setup.tickets() != null && offeredTicket != null && !resumed) {
      extensions.put(TicketStore.EXTENSION, new byte[0]);
    }
  }

  @Override
  public NewSessionTicket getNewSessionTicket() throws IOException {
    Tickets tickets = setup.tickets();
    if (tickets == null) {
      return super.getNewSessionTicket();
    }
    byte[] given =
        context.getCrypto().createNonceGenerator(new byte[0]).generateNonce(TICKET_BYTES);
    newTicket = given;
    return new NewSessionTicket(store(tickets).lifetimeSeconds(), given);
  }

  private static List<?> orEmpty(@Nullable List<?> list) {
    return list == null ? List.of() : list;
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
  protected TlsCredentialedSigner getRSASignerCredentials() throws IOException {
    SignatureAndHashAlgorithm pss = SignatureAndHashAlgorithm.rsa_pss_rsae_sha256;
    List<?> offered = orEmpty(context.getSecurityParametersHandshake().getClientSigAlgs());
    // OpenSSL's choice when a client offers it, as mbedTLS does since version 3.
    return TlsUtils.isTLSv12(context) && offered.contains(pss)
        ? own().signer(context, pss)
        : signer(SignatureAlgorithm.rsa);
  }

  @Override
  protected TlsCredentialedSigner getECDSASignerCredentials() throws IOException {
    return signer(SignatureAlgorithm.ecdsa);
  }

  private Credentials own() throws IOException {
    if (credentials == null) {
      throw new TlsFatalAlert(AlertDescription.internal_error);
    }
    return credentials;
  }

  @Override
  public @Nullable TlsCredentials getCredentials() throws IOException {
    int exchange = context.getSecurityParametersHandshake().getKeyExchangeAlgorithm();
    return switch (exchange) {
      case KeyExchangeAlgorithm.NULL -> own().signer13(context, TlsUtils.EMPTY_BYTES);
      case KeyExchangeAlgorithm.ECDH_RSA, KeyExchangeAlgorithm.ECDH_ECDSA -> own().agreeing();
      case KeyExchangeAlgorithm.RSA_PSK -> own().decryptor();
      case KeyExchangeAlgorithm.PSK, KeyExchangeAlgorithm.DHE_PSK, KeyExchangeAlgorithm.ECDHE_PSK ->
          null;
      default -> super.getCredentials();
    };
  }

  @Override
  public TlsDHConfig getDHConfig() throws IOException {
    return setup.offer().dialect() == Dialect.OPENSSL
        ? super.getDHConfig()
        : new TlsDHConfig(DHStandardGroups.rfc3526_2048); // of mbedtls_ssl_config_defaults
  }

  @Override
  public TlsKeyExchangeFactory getKeyExchangeFactory() {
    return new KeyExchanges(crypto.getSecureRandom());
  }

  @Override
  public @Nullable TlsPSKIdentityManager getPSKIdentityManager() {
    PreSharedKey psk = setup.preSharedKey();
    return psk == null ? null : new OneSecret(psk);
  }

  /** One name and one secret; no hint is given, as mbedTLS's server gives none. */
  private record OneSecret(PreSharedKey psk) implements TlsPSKIdentityManager {
    @Override
    public byte @Nullable [] getHint() {
      return null;
    }

    @Override
    public byte @Nullable [] getPSK(byte[] identity) {
      byte[] known = psk.identity().getBytes(StandardCharsets.UTF_8);
      return Arrays.equals(known, identity) ? psk.secret().clone() : null;
    }
  }

  private TlsCredentialedSigner signer(short kind) throws IOException {
    SecurityParameters parameters = context.getSecurityParametersHandshake();
    return own()
        .signer(
            context,
            TlsUtils.chooseSignatureAndHashAlgorithm(context, parameters.getClientSigAlgs(), kind));
  }

  @Override
  protected TlsCredentialedDecryptor getRSAEncryptionCredentials() throws IOException {
    return own().decryptor();
  }

  @Override
  public @Nullable CertificateRequest getCertificateRequest() throws IOException {
    if (setup.clientAnchors() == null) {
      return null;
    }
    if (TlsUtils.isTLSv13(context)) {
      return new CertificateRequest(
          TlsUtils.EMPTY_BYTES,
          TlsUtils.getDefaultSupportedSignatureAlgorithms(context),
          null,
          null);
    }
    return new CertificateRequest(
        new short[] {ClientCertificateType.rsa_sign, ClientCertificateType.ecdsa_sign},
        TlsUtils.isTLSv12(context)
            ? TlsUtils.getDefaultSupportedSignatureAlgorithms(context)
            : null,
        null);
  }

  @Override
  public void notifyClientCertificate(Certificate shown) throws IOException {
    Certificates anchors = setup.clientAnchors();
    if (anchors == null) {
      return;
    }
    if (shown.isEmpty()) {
      verifyFlags = MbedTls.BADCERT_MISSING;
      refusalReason = "PEER_DID_NOT_RETURN_A_CERTIFICATE";
      throw new Refusal(AlertDescription.handshake_failure, MbedTls.SSL_NO_CLIENT_CERTIFICATE);
    }
    refusalReason = "CERTIFICATE_VERIFY_FAILED";
    List<X509Crt> chain;
    try {
      chain = CertificateList.fromHandshake(ClientHandshake.encoded(shown));
    } catch (MbedTlsFailure e) {
      throw new Refusal(AlertDescription.bad_certificate, e.code());
    }
    if (chain.isEmpty()) {
      throw new Refusal(AlertDescription.bad_certificate, MbedTls.SSL_BAD_HS_CERTIFICATE);
    }
    ChainVerifier.Verdict verdict =
        ChainVerifier.trusting(CertificateList.of(anchors).list(), setup.utcSeconds())
            .with(setup.offer().dialect())
            .verify(chain, null);
    verifyFlags = verdict.flags();
    if (!chain.get(0).extensions().allowsPurpose(X509Extensions.CLIENT_AUTH)) {
      verifyFlags |= MbedTls.BADCERT_EXT_KEY_USAGE;
    }
    if (verifyFlags != 0) {
      int code = verdict.code() != 0 ? verdict.code() : MbedTls.SSL_BAD_HS_CERTIFICATE;
      throw new Refusal(Alerts.forFlags(verifyFlags), code);
    }
  }

  @Override
  public boolean shouldCheckSigAlgOfPeerCerts() {
    return false; // the chain is judged above
  }

  @Override
  public int getMaxCertificateChainLength() {
    return CHAIN_LENGTH_MAX;
  }

  @Override
  public void notifySecureRenegotiation(boolean secureRenegotiation) {
    // An old client without the extension is accepted: there is no renegotiation anyway.
  }

  @Override
  public void notifyHandshakeComplete() throws IOException {
    super.notifyHandshakeComplete();
    SecurityParameters parameters = context.getSecurityParametersConnection();
    Tickets tickets = setup.tickets();
    byte[] given = newTicket;
    if (tickets != null && given != null) {
      store(tickets)
          .put(given, context.getSession().exportSessionParameters(), tickets.nowSeconds());
    }
    agreed.accept(Sessions.of(parameters));
  }
}
