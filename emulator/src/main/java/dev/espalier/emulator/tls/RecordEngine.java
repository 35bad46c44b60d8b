package dev.espalier.emulator.tls;

import dev.espalier.hal.port.MbedTls;
import dev.espalier.hal.port.TlsEngine;
import dev.espalier.hal.port.TlsProvider.Dialect;
import dev.espalier.hal.port.TlsProvider.RecordLimits;
import java.io.IOException;
import java.util.Arrays;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.AlertLevel;
import org.bouncycastle.tls.TlsProtocol;
import org.jspecify.annotations.Nullable;

/**
 * Moves records in and out of a protocol of BouncyCastle and gives its failures mbedTLS's numbers.
 *
 * <p>The header of a record is judged here, before the protocol sees it, because mbedTLS refuses a
 * bad one without an alert ({@code ssl_parse_record_header}).
 */
abstract class RecordEngine implements TlsEngine {
  private static final int HEADER_BYTES = 5;

  /** What mbedTLS's buffer has room for besides a record's content: IV, MAC and padding. */
  private static final int OVERHEAD_BYTES = 16 + 48 + 256;

  /** For the records of a handshake; most connections need less later. */
  private static final int FIRST_BUFFER_BYTES = 1024;

  private static final int IDLE_BUFFER_BYTES = 64;
  private static final int MESSAGE_HEADER_BYTES = 4;
  private static final int CERTIFICATE = 11;
  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int ALERT = 21;
  private static final int HANDSHAKE = 22;
  private static final int APPLICATION_DATA = 23;

  /** {@code MBEDTLS_SSL_RENEGO_MAX_RECORDS_DEFAULT}. */
  private static final int RECORDS_BEFORE_ANSWER_MAX = 16;

  private final RecordLimits limits;
  private final Dialect dialect;
  private byte[] in = new byte[FIRST_BUFFER_BYTES];
  private int inFilled;
  private int inTarget = HEADER_BYTES;
  private byte[] out = new byte[FIRST_BUFFER_BYTES];
  private int outStart;
  private int outEnd;
  private int failure;
  private boolean closeNotifySeen;
  private boolean cipherChanged;

  /** Why the header that was read last is refused. */
  private int badHeader;

  /** What is still to come of a message whose beginning was in an earlier record. */
  private int messageLeft;

  private boolean renegotiating;
  private int recordsBeforeAnswer;
  private int leftOver;
  private @Nullable Session session;

  RecordEngine(RecordLimits limits, Dialect dialect) {
    this.limits = limits;
    this.dialect = dialect;
  }

  /** The protocol; the same one always. */
  abstract TlsProtocol protocol();

  /** Whether the protocol has asked for a handshake and nothing of the answer has come yet. */
  abstract boolean answerIsAwaited();

  /** mbedTLS's number for a bad message of the handshake, by the protocol's state. */
  abstract int codeOfStep(int protocolState);

  @Override
  public final byte[] input() {
    return in;
  }

  @Override
  public final int inputOffset() {
    return inFilled;
  }

  @Override
  public final int inputWanted() {
    return inTarget - inFilled;
  }

  @Override
  public final int received(int count) {
    if (count < 1 || count > inputWanted()) {
      throw new IllegalArgumentException("count must be 1.." + inputWanted() + ": " + count);
    }
    if (failure != 0 && !goesOn()) {
      return failure;
    }
    inFilled += count;
    if (inFilled < inTarget) {
      return 0;
    }
    return inTarget == HEADER_BYTES ? headerReceived() : recordReceived();
  }

  private int headerReceived() {
    int type = in[0] & 0xFF;
    int length = (in[3] & 0xFF) << 8 | (in[4] & 0xFF);
    boolean known = type >= CHANGE_CIPHER_SPEC && type <= APPLICATION_DATA;
    if (!known || in[1] != 3 || in[2] > 3 || in[2] < 0 || length == 0) {
      headerRefused(in);
      return refuseHeader(MbedTls.SSL_INVALID_RECORD);
    }
    if (length > limits.in() + OVERHEAD_BYTES) {
      headerRefused(in);
      return refuseHeader(MbedTls.SSL_BAD_INPUT_DATA);
    }
    inTarget = HEADER_BYTES + length;
    in = atLeast(inTarget, in);
    return 0;
  }

  /** A buffer with what is in this one. It grows at least twofold, so that it seldom does. */
  private static byte[] atLeast(int bytes, byte[] buffer) {
    return buffer.length >= bytes
        ? buffer
        : Arrays.copyOf(buffer, Math.max(bytes, 2 * buffer.length));
  }

  /** What is no header stays where it is, and is found again each time. */
  private int refuseHeader(int code) {
    badHeader = code;
    int _ = fail(code);
    return code;
  }

  /** Told of a header that is none, for the words that servers have for it. */
  void headerRefused(byte[] header) {}

  private int recordReceived() {
    int length = inFilled;
    inFilled = 0;
    inTarget = HEADER_BYTES;
    if (failure != 0) {
      return judgeAgain(in, length);
    }
    int refused = messageRefused(length);
    if (refused == 0 && renegotiating && (in[0] & 0xFF) == APPLICATION_DATA) {
      refused = dataRefused();
    }
    if (refused != 0) {
      return refused;
    }
    int available = available();
    boolean wasDone = handshakeDone();
    try {
      protocol().offerInput(in, 0, length);
    } catch (IOException | RuntimeException e) {
      // A number was set where the failure was found; this is for what nobody foresaw.
      fail(MbedTls.SSL_INTERNAL_ERROR);
    }
    if (available() - available > limits.in()) {
      return fail(MbedTls.SSL_INVALID_RECORD);
    }
    if (failure != 0) {
      // The protocol looks at a certificate only when the message behind it has come.
      boolean refusedCertificate = failure == MbedTls.X509_CERT_VERIFY_FAILED;
      stepFailed(refusedCertificate);
      leftOver = refusedCertificate && in[5] != CERTIFICATE ? judgeAgain(in, length) : 0;
      return failure;
    }
    if (!wasDone && handshakeDone()) {
      in = new byte[IDLE_BUFFER_BYTES];
      out = outStart == outEnd ? new byte[IDLE_BUFFER_BYTES] : out;
    }
    if (closeNotifySeen) {
      closeNotifySeen = false;
      return MbedTls.SSL_PEER_CLOSE_NOTIFY;
    }
    return 0;
  }

  /** Whether more is read after a failure: mbedTLS goes on with the step that failed. */
  boolean goesOn() {
    return failure == MbedTls.X509_CERT_VERIFY_FAILED;
  }

  /** Told that the protocol refused what {@link #judge} let pass. */
  void stepFailed(boolean certificateRefused) {}

  /**
   * Judges what comes after a failure: 0 or mbedTLS's number. A refused certificate leaves the
   * handshake where it was: each further message is one that should have been a certificate.
   */
  int judgeAgain(byte[] record, int length) {
    return switch (record[0] & 0xFF) {
      case HANDSHAKE ->
          dialect == Dialect.MBEDTLS_4
              ? MbedTls.SSL_UNEXPECTED_MESSAGE
              : MbedTls.SSL_BAD_HS_CERTIFICATE;
      case ALERT -> MbedTls.SSL_FATAL_ALERT_MESSAGE;
      default -> MbedTls.SSL_UNEXPECTED_MESSAGE;
    };
  }

  private int messageRefused(int length) {
    if (cipherChanged) {
      return 0;
    }
    if (length - HEADER_BYTES > limits.in()) {
      return fail(MbedTls.SSL_INVALID_RECORD);
    }
    int code = judge(in, length);
    cipherChanged = (in[0] & 0xFF) == CHANGE_CIPHER_SPEC;
    return code == 0 ? 0 : fail(code);
  }

  /**
   * Judges a record in the clear before the protocol sees it. Messages have to lie in one record
   * whole ({@code prepare_handshake_record}), since mbedTLS 3.6.3 only their headers.
   *
   * @param record the record
   * @param length its length with its header
   * @return mbedTLS's number for what is wrong, 0 for nothing
   */
  int judge(byte[] record, int length) {
    int type = record[0] & 0xFF;
    if (type != HANDSHAKE) {
      return dialect == Dialect.MBEDTLS_4 ? judgeOther(type, record, length) : 0;
    }
    if (dialect == Dialect.MBEDTLS_4) {
      return judgeFragment(record, length);
    }
    int bytes = length - HEADER_BYTES;
    if (bytes < MESSAGE_HEADER_BYTES) {
      return MbedTls.SSL_INVALID_RECORD;
    }
    boolean whole = bytes >= messageBytes(record, HEADER_BYTES);
    return whole ? 0 : MbedTls.SSL_FEATURE_UNAVAILABLE;
  }

  private static int judgeOther(int type, byte[] record, int length) {
    int content = length - HEADER_BYTES;
    boolean good =
        switch (type) {
          case ALERT -> content == 2;
          case CHANGE_CIPHER_SPEC -> content == 1 && record[HEADER_BYTES] == 1;
          default -> true;
        };
    return good ? 0 : MbedTls.SSL_INVALID_RECORD;
  }

  private int judgeFragment(byte[] record, int length) {
    int at = HEADER_BYTES + Math.min(messageLeft, length - HEADER_BYTES);
    messageLeft -= at - HEADER_BYTES;
    while (at < length) {
      if (length - at < MESSAGE_HEADER_BYTES) {
        // Behind a whole message it is found when the next one is wanted.
        return at == HEADER_BYTES ? MbedTls.SSL_INVALID_RECORD : 0;
      }
      int bytes = messageBytes(record, at);
      messageLeft = Math.max(0, at + bytes - length);
      at = Math.min(length, at + bytes);
    }
    return 0;
  }

  private static int messageBytes(byte[] record, int at) {
    int body =
        (record[at + 1] & 0xFF) << 16 | (record[at + 2] & 0xFF) << 8 | (record[at + 3] & 0xFF);
    return MESSAGE_HEADER_BYTES + body;
  }

  /** Data while both shake hands again: some before the answer, none after it. */
  private int dataRefused() {
    boolean early = answerIsAwaited() && ++recordsBeforeAnswer <= RECORDS_BEFORE_ANSWER_MAX;
    return early ? 0 : fail(MbedTls.SSL_UNEXPECTED_MESSAGE);
  }

  /** Called when both sides begin to shake hands once more. */
  final void renegotiationBegun() {
    renegotiating = true;
    recordsBeforeAnswer = 0;
  }

  @Override
  public final boolean renegotiating() {
    return renegotiating;
  }

  @Override
  public final int takeLeftOver() {
    if (badHeader != 0) {
      return badHeader;
    }
    int taken = leftOver;
    leftOver = 0;
    return taken;
  }

  /** The first failure, 0 for none. */
  final int failure() {
    return failure;
  }

  /** Keeps the first failure. */
  final int fail(int code) {
    if (failure == 0) {
      failure = code;
    }
    return failure;
  }

  /** Called when the protocol is about to send a fatal alert for something that it found. */
  final void alertRaised(int alert, int protocolState, @Nullable Throwable cause) {
    fail(cause instanceof Refusal refusal ? refusal.code() : codeOf(alert, protocolState));
  }

  /** mbedTLS's number for a failure that the protocol found by itself. */
  private int codeOf(int alert, int protocolState) {
    if (handshakeDone() && !renegotiating && alert == AlertDescription.decode_error) {
      return MbedTls.SSL_UNEXPECTED_MESSAGE; // a request to renegotiate that says something
    }
    return switch (alert) {
      case AlertDescription.unexpected_message -> MbedTls.SSL_UNEXPECTED_MESSAGE;
      case AlertDescription.bad_record_mac -> MbedTls.SSL_INVALID_MAC;
      case AlertDescription.record_overflow -> MbedTls.SSL_INVALID_RECORD;
      case AlertDescription.protocol_version -> MbedTls.SSL_BAD_HS_PROTOCOL_VERSION;
      case AlertDescription.internal_error -> MbedTls.SSL_INTERNAL_ERROR;
      default ->
          dialect == Dialect.MBEDTLS_4 ? Alerts.codeOfVersion4(alert) : codeOfStep(protocolState);
    };
  }

  /**
   * Called for each alert of the peer.
   *
   * @return true if the protocol has to end, false if the alert is dealt with
   */
  final boolean alertReceived(int level, int alert) {
    if (level == AlertLevel.fatal) {
      fail(MbedTls.SSL_FATAL_ALERT_MESSAGE);
      peerRefused(alert);
      return true;
    }
    // mbedTLS goes on reading and writing after a close_notify, and passes over all other warnings.
    if (level == AlertLevel.warning && alert == AlertDescription.close_notify) {
      closeNotifySeen = true;
    }
    return false;
  }

  /** Told of a fatal alert of the peer. */
  void peerRefused(int alert) {}

  /** Called when the handshake is over. */
  final void agreed(Session what) {
    session = what;
    renegotiating = false;
  }

  @Override
  public final byte[] output() {
    return out;
  }

  @Override
  public final int outputOffset() {
    outputLeft();
    return outStart;
  }

  @Override
  public final int outputLeft() {
    if (outStart == outEnd && protocol().getAvailableOutputBytes() > 0) {
      takeRecord();
    }
    return outEnd - outStart;
  }

  private void takeRecord() {
    protocol().readOutput(out, 0, HEADER_BYTES);
    int length = (out[3] & 0xFF) << 8 | (out[4] & 0xFF);
    out = atLeast(HEADER_BYTES + length, out);
    protocol().readOutput(out, HEADER_BYTES, length);
    outStart = 0;
    outEnd = HEADER_BYTES + length;
  }

  @Override
  public final void sent(int count) {
    if (count < 1 || count > outputLeft()) {
      throw new IllegalArgumentException("count must be 1.." + outputLeft() + ": " + count);
    }
    outStart += count;
  }

  @Override
  public final boolean handshakeDone() {
    return session != null;
  }

  @Override
  public final int available() {
    return protocol().getAvailableInputBytes();
  }

  @Override
  public final int read(byte[] buffer, int offset, int length) {
    return protocol().readInput(buffer, offset, length);
  }

  @Override
  public final int write(byte[] buffer, int offset, int length) {
    if (failure != 0) {
      return failure;
    }
    if (!handshakeDone() || outputLeft() > 0) {
      throw new IllegalStateException(
          handshakeDone() ? "a record waits to be sent" : "the handshake is not over");
    }
    int count = Math.min(length, limits.out());
    try {
      protocol().writeApplicationData(buffer, offset, count);
    } catch (IOException | RuntimeException e) {
      return fail(MbedTls.SSL_INTERNAL_ERROR);
    }
    return count;
  }

  @Override
  public final void closeNotify() {
    try {
      protocol().close();
    } catch (IOException e) {
      fail(MbedTls.SSL_INTERNAL_ERROR);
    }
  }

  @Override
  public final @Nullable Session session() {
    return session;
  }
}
