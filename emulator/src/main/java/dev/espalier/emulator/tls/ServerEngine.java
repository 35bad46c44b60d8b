package dev.espalier.emulator.tls;

import dev.espalier.hal.port.MbedTls;
import dev.espalier.hal.port.TlsProvider.RecordLimits;
import dev.espalier.hal.port.TlsProvider.SavedSession;
import dev.espalier.hal.port.TlsServerSetup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.tls.TlsProtocol;
import org.bouncycastle.tls.TlsServerProtocol;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.jspecify.annotations.Nullable;

/**
 * The server side of a connection. Besides mbedTLS's numbers it has OpenSSL's words for a failure,
 * for scripted peers: those of the recordings were OpenSSL's.
 */
public final class ServerEngine extends RecordEngine {
  private final Protocol protocol = new Protocol();
  private final ServerHandshake handshake;
  private @Nullable String failureReason;

  /**
   * Makes the engine.
   *
   * @param setup what to accept and whom to trust
   * @param crypto ciphers and random numbers
   */
  ServerEngine(TlsServerSetup setup, JcaTlsCrypto crypto) {
    super(RecordLimits.NONE, setup.offer().dialect());
    handshake = new ServerHandshake(setup, crypto, this::agreed);
    try {
      protocol.accept(handshake);
    } catch (IOException e) {
      fail(MbedTls.SSL_INTERNAL_ERROR);
    }
  }

  /**
   * Whether the client's first message has come as far as its server name.
   *
   * @return true when {@link #serverName} is known
   */
  public boolean helloSeen() {
    return handshake.helloSeen();
  }

  /**
   * The server name that the client asked for.
   *
   * @return the name, null when it sent none
   */
  public @Nullable String serverName() {
    return handshake.serverName();
  }

  /**
   * Why the handshake failed, in OpenSSL's words.
   *
   * @return the reason, such as {@code "TLSV1_ALERT_UNKNOWN_CA"}; null when nothing failed
   */
  public @Nullable String failureReason() {
    return failureReason;
  }

  @Override
  TlsProtocol protocol() {
    return protocol;
  }

  @Override
  public @Nullable SavedSession savedSession() {
    return null;
  }

  @Override
  public int verifyFlags() {
    return handshake.verifyFlags();
  }

  /**
   * Asks the client to shake hands once more.
   *
   * @throws IllegalStateException when the first handshake is not over
   */
  public void requestRenegotiation() {
    if (!handshakeDone()) {
      throw new IllegalStateException("the handshake is not over");
    }
    try {
      protocol.requestHello();
    } catch (IOException e) {
      fail(MbedTls.SSL_INTERNAL_ERROR);
    }
  }

  @Override
  boolean answerIsAwaited() {
    return false; // the client's first message begins it
  }

  @Override
  int codeOfStep(int state) {
    return MbedTls.SSL_BAD_HS_CLIENT_HELLO;
  }

  @Override
  void headerRefused(byte[] header) {
    String start = new String(header, 0, 5, StandardCharsets.ISO_8859_1);
    if (start.startsWith("GET ")
        || start.startsWith("POST")
        || start.startsWith("HEAD")
        || start.startsWith("PUT ")) {
      failureReason = "HTTP_REQUEST";
    } else if (start.startsWith("CONNE")) {
      failureReason = "HTTPS_PROXY_REQUEST";
    } else {
      failureReason = "WRONG_VERSION_NUMBER";
    }
  }

  @Override
  void peerRefused(int alert) {
    failureReason = Alerts.opensslReason(alert);
  }

  private void raised(short alert, @Nullable Throwable cause) {
    alertRaised(alert, 0, cause);
    if (failureReason == null) {
      failureReason =
          cause instanceof Refusal
              ? handshake.refusalReason()
              : Alerts.opensslReasonOfServer(alert);
    }
  }

  /** BouncyCastle's server, with its alerts in our hands. */
  private final class Protocol extends TlsServerProtocol {
    private boolean helloRequested;

    void requestHello() throws IOException {
      helloRequested = true;
      sendHelloRequestMessage();
    }

    @Override
    protected boolean handleRenegotiation() throws IOException {
      if (!helloRequested) {
        refuseRenegotiation(); // mbedTLS's server as ESP-TLS sets it up, and OpenSSL's
        return false;
      }
      helloRequested = false;
      renegotiationBegun();
      beginHandshake(true);
      return true;
    }

    @Override
    protected void handleAlertMessage(short level, short description) throws IOException {
      if (alertReceived(level, description)) {
        super.handleAlertMessage(level, description);
      }
    }

    @Override
    protected void raiseAlertFatal(short description, String message, @Nullable Throwable cause)
        throws IOException {
      raised(description, cause);
      super.raiseAlertFatal(description, message, cause);
    }
  }
}
