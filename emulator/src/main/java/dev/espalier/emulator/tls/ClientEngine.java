package dev.espalier.emulator.tls;

import dev.espalier.hal.port.MbedTls;
import dev.espalier.hal.port.TlsClientSetup;
import dev.espalier.hal.port.TlsProvider.Dialect;
import dev.espalier.hal.port.TlsProvider.Offer;
import dev.espalier.hal.port.TlsProvider.SavedSession;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.IntPredicate;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.TlsClientProtocol;
import org.bouncycastle.tls.TlsProtocol;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.jspecify.annotations.Nullable;

/** The client side of a connection. */
final class ClientEngine extends RecordEngine {
  private static final int WAITS_FOR_SERVER_HELLO = 1;
  private static final int WAITS_FOR_CERTIFICATE = 6;
  private static final int WAITS_FOR_KEY_EXCHANGE = 9;
  private static final int WAITS_FOR_HELLO_DONE = 11;

  private final Protocol protocol = new Protocol();
  private final ClientHandshake handshake;
  private final Offer offer;

  /** Null once it is over. */
  private @Nullable ServerFlight flight;

  /** Where the protocol was when the last record came, without {@link #flight}. */
  private int step = Integer.MAX_VALUE;

  /**
   * Makes the engine, with its first record ready to be sent.
   *
   * @param setup what to offer and whom to trust
   * @param crypto ciphers and random numbers
   */
  ClientEngine(TlsClientSetup setup, JcaTlsCrypto crypto) {
    super(setup.limits(), setup.offer().dialect());
    offer = setup.offer();
    handshake = new ClientHandshake(setup, crypto, this::handshakeIsOver);
    flight = flight(setup, handshake);
    try {
      protocol.connect(handshake);
    } catch (IOException e) {
      fail(MbedTls.SSL_INTERNAL_ERROR);
    }
  }

  private void handshakeIsOver(Session what) {
    flight = null;
    agreed(what);
  }

  /** What the server may say; null for who reads messages in another way than mbedTLS 2.28. */
  private static @Nullable ServerFlight flight(TlsClientSetup setup, ClientHandshake handshake) {
    ProtocolVersion[] versions = handshake.getSupportedVersions();
    ProtocolVersion newest = ProtocolVersion.getLatestTLS(versions);
    if (setup.offer().dialect() != Dialect.MBEDTLS_2
        || newest.isLaterVersionOf(ProtocolVersion.TLSv12)) {
      return null;
    }
    return new ServerFlight(
        new ServerFlight.Terms(
            ProtocolVersion.getEarliestTLS(versions),
            newest,
            among(handshake.getSupportedCipherSuites()),
            among(CipherSuites.of(Offer.IDF_4_4, true)),
            !setup.alpn().isEmpty(),
            setup.session() == null && setup.preSharedKey() == null));
  }

  private static IntPredicate among(int[] suites) {
    return suite -> Arrays.stream(suites).anyMatch(s -> s == suite);
  }

  @Override
  int judge(byte[] record, int length) {
    if (flight == null) {
      step = protocol.state();
      return super.judge(record, length);
    }
    flight.mark();
    ServerFlight.Fault fault = flight.judge(record, length);
    if (fault == null) {
      return 0;
    }
    fail(fault.code());
    if (fault.alert() != ServerFlight.NO_ALERT) {
      protocol.refuse(fault.alert());
    }
    return fault.code();
  }

  @Override
  boolean goesOn() {
    return flight != null || step <= WAITS_FOR_SERVER_HELLO || super.goesOn();
  }

  @Override
  void stepFailed(boolean certificateRefused) {
    if (flight != null) {
      flight.back(certificateRefused);
    }
  }

  @Override
  int judgeAgain(byte[] record, int length) {
    if (flight == null) {
      return step <= WAITS_FOR_SERVER_HELLO
          ? judgeForHello(record, length)
          : super.judgeAgain(record, length);
    }
    int code = flight.judgeAgain(record, length);
    return flight.isOver() ? failure() : code;
  }

  /** mbedTLS 4, which waits for the ServerHello again. */
  private static int judgeForHello(byte[] record, int length) {
    int alert = ServerFlight.judgeAlert(record, length);
    if (alert != 0) {
      return alert;
    }
    return switch (record[0] & 0xFF) {
      case ServerFlight.HANDSHAKE -> MbedTls.SSL_DECODE_ERROR;
      case ServerFlight.ALERT -> 0;
      default -> MbedTls.SSL_UNEXPECTED_MESSAGE;
    };
  }

  @Override
  TlsProtocol protocol() {
    return protocol;
  }

  @Override
  public @Nullable SavedSession savedSession() {
    return handshake.savedSession();
  }

  @Override
  public int verifyFlags() {
    return handshake.verifyFlags();
  }

  @Override
  boolean answerIsAwaited() {
    return protocol.state() <= WAITS_FOR_SERVER_HELLO;
  }

  @Override
  int codeOfStep(int state) {
    if (state <= WAITS_FOR_SERVER_HELLO) {
      return MbedTls.SSL_BAD_HS_SERVER_HELLO;
    }
    if (state <= WAITS_FOR_CERTIFICATE) {
      return MbedTls.SSL_BAD_HS_CERTIFICATE;
    }
    if (state <= WAITS_FOR_KEY_EXCHANGE) {
      return MbedTls.SSL_BAD_HS_SERVER_KEY_EXCHANGE;
    }
    if (state <= WAITS_FOR_HELLO_DONE) {
      return MbedTls.SSL_BAD_HS_SERVER_HELLO_DONE;
    }
    return MbedTls.SSL_BAD_HS_FINISHED;
  }

  /** BouncyCastle's client, with its alerts in our hands. */
  private final class Protocol extends TlsClientProtocol {
    int state() {
      return connection_state;
    }

    /** By mbedTLS's rule, which asks for RFC 5746 and nothing else. */
    @Override
    protected boolean handleRenegotiation() throws IOException {
      SecurityParameters made = getContext().getSecurityParametersConnection();
      if (renegotiating()) {
        throw new Refusal(AlertDescription.decode_error, MbedTls.SSL_BAD_HS_SERVER_HELLO);
      }
      if (!offer.renegotiation() || !made.isSecureRenegotiation()) {
        refuseRenegotiation();
        return false;
      }
      renegotiationBegun();
      beginHandshake(true);
      return true;
    }

    private void refuse(short alert) {
      try {
        super.raiseAlertFatal(alert, null, null);
      } catch (IOException e) {
        fail(MbedTls.SSL_INTERNAL_ERROR);
      }
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
      alertRaised(description, connection_state, cause);
      super.raiseAlertFatal(description, message, cause);
    }
  }
}
