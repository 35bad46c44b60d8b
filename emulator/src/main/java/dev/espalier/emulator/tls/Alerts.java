package dev.espalier.emulator.tls;

import static dev.espalier.hal.port.MbedTls.BADCERT_BAD_KEY;
import static dev.espalier.hal.port.MbedTls.BADCERT_BAD_PK;
import static dev.espalier.hal.port.MbedTls.BADCERT_CN_MISMATCH;
import static dev.espalier.hal.port.MbedTls.BADCERT_EXPIRED;
import static dev.espalier.hal.port.MbedTls.BADCERT_EXT_KEY_USAGE;
import static dev.espalier.hal.port.MbedTls.BADCERT_KEY_USAGE;
import static dev.espalier.hal.port.MbedTls.BADCERT_NOT_TRUSTED;
import static dev.espalier.hal.port.MbedTls.BADCERT_NS_CERT_TYPE;
import static dev.espalier.hal.port.MbedTls.BADCERT_OTHER;

import dev.espalier.hal.port.MbedTls;
import java.util.Locale;
import org.bouncycastle.tls.AlertDescription;

/** Which alert goes with what, in both directions. */
final class Alerts {
  private Alerts() {}

  /** The alert that mbedTLS sends for a chain with these flags: one of several reasons. */
  static short forFlags(int flags) {
    if ((flags & BADCERT_OTHER) != 0) {
      return AlertDescription.access_denied;
    }
    if ((flags & BADCERT_CN_MISMATCH) != 0) {
      return AlertDescription.bad_certificate;
    }
    int unsupported =
        BADCERT_KEY_USAGE
            | BADCERT_EXT_KEY_USAGE
            | BADCERT_NS_CERT_TYPE
            | BADCERT_BAD_PK
            | BADCERT_BAD_KEY;
    if ((flags & unsupported) != 0) {
      return AlertDescription.unsupported_certificate;
    }
    if ((flags & BADCERT_EXPIRED) != 0) {
      return AlertDescription.certificate_expired;
    }
    if ((flags & BADCERT_NOT_TRUSTED) != 0) {
      return AlertDescription.unknown_ca;
    }
    return AlertDescription.certificate_unknown;
  }

  /** The number that mbedTLS has for a failure since 3.0: it goes by the alert, not by the step. */
  static int codeOfVersion4(int alert) {
    return switch (alert) {
      case AlertDescription.decode_error -> MbedTls.SSL_DECODE_ERROR;
      case AlertDescription.illegal_parameter -> MbedTls.SSL_ILLEGAL_PARAMETER;
      case AlertDescription.unsupported_extension -> MbedTls.SSL_UNSUPPORTED_EXTENSION;
      case AlertDescription.no_application_protocol -> MbedTls.SSL_NO_APPLICATION_PROTOCOL;
      case AlertDescription.bad_certificate,
          AlertDescription.unsupported_certificate,
          AlertDescription.certificate_unknown ->
          MbedTls.SSL_BAD_HS_CERTIFICATE;
      default -> MbedTls.SSL_HANDSHAKE_FAILURE;
    };
  }

  /** OpenSSL's reason for a handshake that ended because the other side sent this alert. */
  static String opensslReason(int alert) {
    return switch (alert) {
      case AlertDescription.unexpected_message -> "SSLV3_ALERT_UNEXPECTED_MESSAGE";
      case AlertDescription.bad_record_mac -> "SSLV3_ALERT_BAD_RECORD_MAC";
      case AlertDescription.decryption_failed -> "TLSV1_ALERT_DECRYPTION_FAILED";
      case AlertDescription.record_overflow -> "TLSV1_ALERT_RECORD_OVERFLOW";
      case AlertDescription.decompression_failure -> "SSLV3_ALERT_DECOMPRESSION_FAILURE";
      case AlertDescription.handshake_failure -> "SSLV3_ALERT_HANDSHAKE_FAILURE";
      case AlertDescription.no_certificate -> "SSLV3_ALERT_NO_CERTIFICATE";
      case AlertDescription.bad_certificate -> "SSLV3_ALERT_BAD_CERTIFICATE";
      case AlertDescription.unsupported_certificate -> "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE";
      case AlertDescription.certificate_revoked -> "SSLV3_ALERT_CERTIFICATE_REVOKED";
      case AlertDescription.certificate_expired -> "SSLV3_ALERT_CERTIFICATE_EXPIRED";
      case AlertDescription.certificate_unknown -> "SSLV3_ALERT_CERTIFICATE_UNKNOWN";
      case AlertDescription.illegal_parameter -> "SSLV3_ALERT_ILLEGAL_PARAMETER";
      case AlertDescription.unknown_ca -> "TLSV1_ALERT_UNKNOWN_CA";
      case AlertDescription.access_denied -> "TLSV1_ALERT_ACCESS_DENIED";
      case AlertDescription.decode_error -> "TLSV1_ALERT_DECODE_ERROR";
      case AlertDescription.decrypt_error -> "TLSV1_ALERT_DECRYPT_ERROR";
      case AlertDescription.export_restriction -> "TLSV1_ALERT_EXPORT_RESTRICTION";
      case AlertDescription.protocol_version -> "TLSV1_ALERT_PROTOCOL_VERSION";
      case AlertDescription.insufficient_security -> "TLSV1_ALERT_INSUFFICIENT_SECURITY";
      case AlertDescription.internal_error -> "TLSV1_ALERT_INTERNAL_ERROR";
      case AlertDescription.inappropriate_fallback -> "TLSV1_ALERT_INAPPROPRIATE_FALLBACK";
      case AlertDescription.user_canceled -> "TLSV1_ALERT_USER_CANCELLED";
      case AlertDescription.no_renegotiation -> "TLSV1_ALERT_NO_RENEGOTIATION";
      case AlertDescription.unsupported_extension -> "TLSV1_UNSUPPORTED_EXTENSION";
      case AlertDescription.unrecognized_name -> "TLSV1_UNRECOGNIZED_NAME";
      case AlertDescription.unknown_psk_identity -> "TLSV1_ALERT_UNKNOWN_PSK_IDENTITY";
      case AlertDescription.no_application_protocol -> "TLSV1_ALERT_NO_APPLICATION_PROTOCOL";
      default -> "SSLV3_ALERT_" + AlertDescription.getName((short) alert).toUpperCase(Locale.ROOT);
    };
  }

  /** OpenSSL's reason for a handshake that a server itself ended with this alert. */
  static String opensslReasonOfServer(int alert) {
    return switch (alert) {
      case AlertDescription.protocol_version -> "UNSUPPORTED_PROTOCOL";
      case AlertDescription.handshake_failure -> "NO_SHARED_CIPHER";
      case AlertDescription.unexpected_message -> "UNEXPECTED_MESSAGE";
      case AlertDescription.bad_record_mac -> "DECRYPTION_FAILED_OR_BAD_RECORD_MAC";
      case AlertDescription.decrypt_error -> "BAD_SIGNATURE";
      case AlertDescription.decode_error -> "LENGTH_MISMATCH";
      case AlertDescription.illegal_parameter -> "BAD_EXTENSION";
      case AlertDescription.record_overflow -> "PACKET_LENGTH_TOO_LONG";
      case AlertDescription.no_application_protocol -> "NO_APPLICATION_PROTOCOL";
      default -> "INTERNAL_ERROR";
    };
  }
}
