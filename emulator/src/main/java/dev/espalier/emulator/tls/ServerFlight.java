package dev.espalier.emulator.tls;

import dev.espalier.emulator.tls.CipherSuites.KeyExchange;
import dev.espalier.hal.port.MbedTls;
import java.util.function.IntPredicate;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.AlertLevel;
import org.bouncycastle.tls.ProtocolVersion;
import org.jspecify.annotations.Nullable;

/**
 * What mbedTLS's client says to the records of a server before its ChangeCipherSpec: it looks at
 * their messages in another order than BouncyCastle and has other numbers for what is wrong with
 * them ({@code mbedtls_ssl_handle_message_type}, {@code ssl_parse_server_hello} and those after
 * it). Offsets are those in a record with its header.
 */
final class ServerFlight {
  /** Nothing is told to the server. */
  static final short NO_ALERT = -1;

  private static final int HEADER_BYTES = 5;
  private static final int MESSAGE_HEADER_BYTES = 4;
  private static final int CHANGE_CIPHER_SPEC = 20;
  static final int ALERT = 21;
  static final int HANDSHAKE = 22;

  private static final int SERVER_HELLO = 2;
  private static final int CERTIFICATE = 11;
  private static final int KEY_EXCHANGE = 12;
  private static final int REQUEST = 13;
  private static final int HELLO_DONE = 14;

  private static final int RANDOM_BYTES = 32;
  private static final int SESSION_ID_BYTES_MAX = 32;

  /** Version, random, length of the session id, cipher suite, compression. */
  private static final int HELLO_BYTES_MIN = 38;

  private static final int CERTIFICATE_BYTES_MIN = 128;

  private final Terms terms;
  private State state = State.HELLO;
  private State marked = State.HELLO;
  private KeyExchange keys = KeyExchange.SIGNED;

  private enum State {
    HELLO,
    CERTIFICATE,
    KEY_EXCHANGE,
    REQUEST,
    HELLO_DONE,
    /** Everything that was to come in the clear is there, or it is not known what comes. */
    OPEN
  }

  /**
   * What the client asked for.
   *
   * @param oldest the oldest version
   * @param newest the newest version, at most TLS 1.2
   * @param offered which cipher suites it offers
   * @param known which it knows, offered or not
   * @param protocols whether it named protocols
   * @param plain whether only a new session with a certificate can come of it
   */
  record Terms(
      ProtocolVersion oldest,
      ProtocolVersion newest,
      IntPredicate offered,
      IntPredicate known,
      boolean protocols,
      boolean plain) {}

  /**
   * Why a record is refused.
   *
   * @param code mbedTLS's number
   * @param alert what to tell the server, or {@link #NO_ALERT}
   */
  record Fault(int code, short alert) {}

  ServerFlight(Terms terms) {
    this.terms = terms;
  }

  /**
   * Judges a record; not to be called after the server's ChangeCipherSpec.
   *
   * @param record the record with its header
   * @param length its length
   * @return what is wrong, null for nothing
   */
  @Nullable Fault judge(byte[] record, int length) {
    int content = length - HEADER_BYTES;
    return switch (record[0] & 0xFF) {
      case HANDSHAKE -> messages(record, length);
      case CHANGE_CIPHER_SPEC -> {
        if (content != 1 || record[HEADER_BYTES] != 1) {
          yield silent(MbedTls.SSL_INVALID_RECORD);
        }
        yield state == State.OPEN ? null : unexpected();
      }
      case ALERT -> content == 2 ? alert(record) : silent(MbedTls.SSL_INVALID_RECORD);
      default -> unexpected();
    };
  }

  /** Remembers where the handshake is, for {@link #back}. */
  void mark() {
    marked = state;
  }

  /** What was let pass was refused after all: the step is still to be done. */
  void back(boolean certificateRefused) {
    state = certificateRefused ? State.CERTIFICATE : marked;
  }

  /** Whether it cannot be said what comes. */
  boolean isOver() {
    return state == State.OPEN;
  }

  /** Judges a record that comes after a failure: 0 or mbedTLS's number. */
  int judgeAgain(byte[] record, int length) {
    int alert = judgeAlert(record, length);
    if (alert != 0) {
      return alert;
    }
    Fault fault = judge(record, length);
    return fault == null ? 0 : fault.code();
  }

  /** The number for an alert that refuses or says goodbye; 0 for all else. */
  static int judgeAlert(byte[] record, int length) {
    if ((record[0] & 0xFF) == ALERT && length == HEADER_BYTES + 2) {
      int level = record[HEADER_BYTES];
      if (level == AlertLevel.fatal) {
        return MbedTls.SSL_FATAL_ALERT_MESSAGE;
      }
      if (level == AlertLevel.warning
          && record[HEADER_BYTES + 1] == AlertDescription.close_notify) {
        return MbedTls.SSL_PEER_CLOSE_NOTIFY;
      }
    }
    return 0;
  }

  /** Warnings are passed over, but for one that is kept for who asks for a message. */
  private @Nullable Fault alert(byte[] record) {
    boolean warning = record[HEADER_BYTES] == AlertLevel.warning;
    boolean kept = record[HEADER_BYTES + 1] == AlertDescription.no_renegotiation;
    return warning && kept && state != State.OPEN ? unexpected() : null;
  }

  private static Fault silent(int code) {
    return new Fault(code, NO_ALERT);
  }

  private static Fault unexpected() {
    return new Fault(MbedTls.SSL_UNEXPECTED_MESSAGE, AlertDescription.unexpected_message);
  }

  /** Messages have to lie in one record whole ({@code mbedtls_ssl_prepare_handshake_record}). */
  private @Nullable Fault messages(byte[] record, int length) {
    int at = HEADER_BYTES;
    do {
      int left = length - at - MESSAGE_HEADER_BYTES;
      if (left < 0) {
        return silent(MbedTls.SSL_INVALID_RECORD);
      }
      int body = (record[at + 1] & 0xFF) << 16 | word(record, at + 2);
      if (body > left) {
        return silent(MbedTls.SSL_FEATURE_UNAVAILABLE);
      }
      Fault fault = message(record, at, body);
      if (fault != null) {
        return fault;
      }
      at += MESSAGE_HEADER_BYTES + body;
    } while (at < length);
    return null;
  }

  private static int word(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
  }

  private @Nullable Fault message(byte[] record, int at, int body) {
    int type = record[at] & 0xFF;
    if (state == State.REQUEST) {
      state = State.HELLO_DONE;
      if (type == REQUEST) {
        return null;
      }
    }
    switch (state) {
      case HELLO -> {
        return type == SERVER_HELLO ? hello(record, at + MESSAGE_HEADER_BYTES, body) : badHello();
      }
      case CERTIFICATE -> {
        if (type != CERTIFICATE) {
          return badCertificate();
        }
        if (!holdsChain(record, at + MESSAGE_HEADER_BYTES, body)) {
          return badCertificate();
        }
        state = keys == KeyExchange.SIGNED ? State.KEY_EXCHANGE : State.REQUEST;
      }
      case KEY_EXCHANGE -> {
        if (type != KEY_EXCHANGE) {
          return unexpected();
        }
        state = State.REQUEST;
      }
      case HELLO_DONE -> {
        if (type != HELLO_DONE || body != 0) {
          return new Fault(MbedTls.SSL_BAD_HS_SERVER_HELLO_DONE, AlertDescription.decode_error);
        }
        state = State.OPEN;
      }
      case REQUEST, OPEN -> {
        // what follows is left to the protocol
      }
    }
    return null;
  }

  private static Fault badCertificate() {
    return new Fault(MbedTls.SSL_BAD_HS_CERTIFICATE, AlertDescription.decode_error);
  }

  /** Whether the lengths of the certificates add up ({@code ssl_parse_certificate_chain}). */
  private static boolean holdsChain(byte[] record, int start, int body) {
    if (body < 6 || record[start] != 0 || body != 3 + word(record, start + 1)) {
      return false;
    }
    int end = start + body;
    int at = start + 3;
    while (at < end) {
      if (at + 3 > end || record[at] != 0) {
        return false;
      }
      int bytes = word(record, at + 1);
      at += 3 + bytes;
      if (bytes < CERTIFICATE_BYTES_MIN || at > end) {
        return false;
      }
    }
    return true;
  }

  private static Fault badHello() {
    return badHello(AlertDescription.decode_error);
  }

  private static Fault badHello(short alert) {
    return new Fault(MbedTls.SSL_BAD_HS_SERVER_HELLO, alert);
  }

  private @Nullable Fault hello(byte[] record, int at, int body) {
    if (body < HELLO_BYTES_MIN) {
      return badHello();
    }
    if (!isOffered(record[at] & 0xFF, record[at + 1] & 0xFF)) {
      short alert = AlertDescription.protocol_version;
      return new Fault(MbedTls.SSL_BAD_HS_PROTOCOL_VERSION, alert);
    }
    int id = record[at + 2 + RANDOM_BYTES] & 0xFF;
    int extensions = extensionsLength(record, at, body, id);
    if (id > SESSION_ID_BYTES_MAX || extensions < 0) {
      return badHello();
    }
    int suiteAt = at + 3 + RANDOM_BYTES + id;
    if (record[suiteAt + 2] != 0) {
      return new Fault(MbedTls.SSL_FEATURE_UNAVAILABLE, AlertDescription.illegal_parameter);
    }
    int suite = word(record, suiteAt);
    if (!terms.known.test(suite)) {
      return new Fault(MbedTls.SSL_BAD_INPUT_DATA, AlertDescription.internal_error);
    }
    if (!terms.offered.test(suite)) {
      return badHello(AlertDescription.illegal_parameter);
    }
    keys = CipherSuites.keyExchange(suite);
    state = terms.plain ? State.CERTIFICATE : State.OPEN;
    return extensions(record, suiteAt + 5, extensions);
  }

  private boolean isOffered(int major, int minor) {
    return major == terms.newest.getMajorVersion()
        && minor >= terms.oldest.getMinorVersion()
        && minor <= terms.newest.getMinorVersion();
  }

  /** The length of all extensions, negative when the message does not add up. */
  private static int extensionsLength(byte[] record, int at, int body, int id) {
    int fixed = HELLO_BYTES_MIN + id;
    if (body <= fixed + 1) {
      return body == fixed ? 0 : -1;
    }
    int length = word(record, at + fixed);
    boolean tooShort = length > 0 && length < MESSAGE_HEADER_BYTES;
    return tooShort || body != fixed + 2 + length ? -1 : length;
  }

  private @Nullable Fault extensions(byte[] record, int start, int length) {
    int at = start;
    int left = length;
    while (left > 0) {
      int size = left < MESSAGE_HEADER_BYTES ? left : word(record, at + 2);
      if (size + MESSAGE_HEADER_BYTES > left) {
        return badHello();
      }
      int data = at + MESSAGE_HEADER_BYTES;
      Fault fault = extension(word(record, at), record, data, size);
      if (fault != null) {
        return fault;
      }
      at = data + size;
      left -= MESSAGE_HEADER_BYTES + size;
    }
    return null;
  }

  private @Nullable Fault extension(int type, byte[] record, int at, int size) {
    return switch (type) {
      case 0xFF01 -> // renegotiation_info
          size == 1 && record[at] == 0 ? null : badHello(AlertDescription.handshake_failure);
      case 1 ->
          badHello(AlertDescription.illegal_parameter); // max_fragment_length is not asked for
      case 11 -> pointFormats(record, at, size);
      case 16 -> // application_layer_protocol_negotiation
          terms.protocols ? null : badHello(AlertDescription.unsupported_extension);
      case 22, 23, 35 -> // encrypt_then_mac, extended_master_secret, session_ticket
          size == 0 ? null : badHello(AlertDescription.unsupported_extension);
      default -> null;
    };
  }

  private static @Nullable Fault pointFormats(byte[] record, int at, int size) {
    if (size == 0 || (record[at] & 0xFF) + 1 != size) {
      return badHello();
    }
    for (int i = 1; i < size; i++) {
      if (record[at + i] == 0 || record[at + i] == 1) {
        return null;
      }
    }
    return badHello(AlertDescription.handshake_failure);
  }
}
