package dev.espalier.hal.port;

/** Numbers of mbedTLS 2.28 that pass between the TLS engine and {@code esp_tls}. */
public final class MbedTls {
  /** {@code MBEDTLS_ERR_NET_SEND_FAILED}. */
  public static final int NET_SEND_FAILED = -0x4E;

  /** {@code MBEDTLS_ERR_NET_RECV_FAILED}. */
  public static final int NET_RECV_FAILED = -0x4C;

  /** {@code MBEDTLS_ERR_NET_CONN_RESET}. */
  public static final int NET_CONN_RESET = -0x50;

  /** {@code MBEDTLS_ERR_X509_INVALID_FORMAT}: not DER, or not a certificate. */
  public static final int X509_INVALID_FORMAT = -0x2180;

  /** {@code MBEDTLS_ERR_X509_CERT_VERIFY_FAILED}: the flags say why. */
  public static final int X509_CERT_VERIFY_FAILED = -0x2700;

  /** {@code MBEDTLS_ERR_X509_CERT_UNKNOWN_FORMAT}: PEM without any certificate. */
  public static final int X509_CERT_UNKNOWN_FORMAT = -0x2780;

  /** {@code MBEDTLS_ERR_X509_FATAL_ERROR}: the chain is too long, or a callback refused it. */
  public static final int X509_FATAL_ERROR = -0x3000;

  /** {@code MBEDTLS_ERR_PK_KEY_INVALID_FORMAT}. */
  public static final int PK_KEY_INVALID_FORMAT = -0x3D00;

  /** {@code MBEDTLS_ERR_PK_PASSWORD_REQUIRED}. */
  public static final int PK_PASSWORD_REQUIRED = -0x3C00;

  /** {@code MBEDTLS_ERR_PK_PASSWORD_MISMATCH}. */
  public static final int PK_PASSWORD_MISMATCH = -0x3B80;

  /** {@code MBEDTLS_ERR_SSL_WANT_READ}: nothing is there yet. */
  public static final int SSL_WANT_READ = -0x6900;

  /** {@code MBEDTLS_ERR_SSL_WANT_WRITE}: the socket takes no more now. */
  public static final int SSL_WANT_WRITE = -0x6880;

  /** {@code MBEDTLS_ERR_SSL_TIMEOUT}. */
  public static final int SSL_TIMEOUT = -0x6800;

  /** {@code MBEDTLS_ERR_SSL_WAITING_SERVER_HELLO_RENEGO}: data came before the answer. */
  public static final int SSL_WAITING_SERVER_HELLO_RENEGO = -0x6B00;

  /** {@code MBEDTLS_ERR_SSL_INTERNAL_ERROR}. */
  public static final int SSL_INTERNAL_ERROR = -0x6C00;

  /** {@code MBEDTLS_ERR_SSL_BAD_HS_PROTOCOL_VERSION}. */
  public static final int SSL_BAD_HS_PROTOCOL_VERSION = -0x6E80;

  /** {@code MBEDTLS_ERR_SSL_FEATURE_UNAVAILABLE}: among others, a message in several records. */
  public static final int SSL_FEATURE_UNAVAILABLE = -0x7080;

  /** {@code MBEDTLS_ERR_SSL_DECODE_ERROR}, since 3.0. */
  public static final int SSL_DECODE_ERROR = -0x7300;

  /** {@code MBEDTLS_ERR_SSL_ILLEGAL_PARAMETER}, since 3.0. */
  public static final int SSL_ILLEGAL_PARAMETER = -0x6600;

  /** {@code MBEDTLS_ERR_SSL_HANDSHAKE_FAILURE}, since 3.0. */
  public static final int SSL_HANDSHAKE_FAILURE = -0x6E00;

  /** {@code MBEDTLS_ERR_SSL_UNSUPPORTED_EXTENSION}, since 3.0. */
  public static final int SSL_UNSUPPORTED_EXTENSION = -0x7500;

  /** {@code MBEDTLS_ERR_SSL_NO_APPLICATION_PROTOCOL}, since 3.0. */
  public static final int SSL_NO_APPLICATION_PROTOCOL = -0x7580;

  /** {@code MBEDTLS_ERR_SSL_ALLOC_FAILED}. */
  public static final int SSL_ALLOC_FAILED = -0x7F00;

  /** {@code MBEDTLS_ERR_SSL_BAD_INPUT_DATA}. */
  public static final int SSL_BAD_INPUT_DATA = -0x7100;

  /** {@code MBEDTLS_ERR_SSL_INVALID_MAC}. */
  public static final int SSL_INVALID_MAC = -0x7180;

  /** {@code MBEDTLS_ERR_SSL_INVALID_RECORD}: not a TLS record. */
  public static final int SSL_INVALID_RECORD = -0x7200;

  /** {@code MBEDTLS_ERR_SSL_CONN_EOF}: TCP ended without a closing alert. */
  public static final int SSL_CONN_EOF = -0x7280;

  /** {@code MBEDTLS_ERR_SSL_NO_CLIENT_CERTIFICATE}. */
  public static final int SSL_NO_CLIENT_CERTIFICATE = -0x7480;

  /**
   * {@code MBEDTLS_ERR_SSL_CA_CHAIN_REQUIRED}: a certificate came, and nothing to check it with.
   */
  public static final int SSL_CA_CHAIN_REQUIRED = -0x7680;

  /** {@code MBEDTLS_ERR_SSL_UNEXPECTED_MESSAGE}. */
  public static final int SSL_UNEXPECTED_MESSAGE = -0x7700;

  /** {@code MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE}: the peer refused. */
  public static final int SSL_FATAL_ALERT_MESSAGE = -0x7780;

  /** {@code MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY}. */
  public static final int SSL_PEER_CLOSE_NOTIFY = -0x7880;

  /** {@code MBEDTLS_ERR_SSL_BAD_HS_CLIENT_HELLO}. */
  public static final int SSL_BAD_HS_CLIENT_HELLO = -0x7900;

  /** {@code MBEDTLS_ERR_SSL_BAD_HS_SERVER_HELLO}. */
  public static final int SSL_BAD_HS_SERVER_HELLO = -0x7980;

  /** {@code MBEDTLS_ERR_SSL_BAD_HS_CERTIFICATE}. */
  public static final int SSL_BAD_HS_CERTIFICATE = -0x7A00;

  /** {@code MBEDTLS_ERR_SSL_BAD_HS_SERVER_KEY_EXCHANGE}. */
  public static final int SSL_BAD_HS_SERVER_KEY_EXCHANGE = -0x7B00;

  /** {@code MBEDTLS_ERR_SSL_BAD_HS_SERVER_HELLO_DONE}. */
  public static final int SSL_BAD_HS_SERVER_HELLO_DONE = -0x7B80;

  /** {@code MBEDTLS_ERR_SSL_BAD_HS_FINISHED}. */
  public static final int SSL_BAD_HS_FINISHED = -0x7E80;

  /** {@code MBEDTLS_X509_BADCERT_EXPIRED}. */
  public static final int BADCERT_EXPIRED = 0x01;

  /** {@code MBEDTLS_X509_BADCERT_CN_MISMATCH}. */
  public static final int BADCERT_CN_MISMATCH = 0x04;

  /** {@code MBEDTLS_X509_BADCERT_NOT_TRUSTED}. */
  public static final int BADCERT_NOT_TRUSTED = 0x08;

  /** {@code MBEDTLS_X509_BADCERT_MISSING}. */
  public static final int BADCERT_MISSING = 0x40;

  /** {@code MBEDTLS_X509_BADCERT_SKIP_VERIFY}. */
  public static final int BADCERT_SKIP_VERIFY = 0x80;

  /** {@code MBEDTLS_X509_BADCERT_OTHER}. */
  public static final int BADCERT_OTHER = 0x100;

  /** {@code MBEDTLS_X509_BADCERT_FUTURE}. */
  public static final int BADCERT_FUTURE = 0x200;

  /** {@code MBEDTLS_X509_BADCERT_KEY_USAGE}. */
  public static final int BADCERT_KEY_USAGE = 0x800;

  /** {@code MBEDTLS_X509_BADCERT_EXT_KEY_USAGE}. */
  public static final int BADCERT_EXT_KEY_USAGE = 0x1000;

  /** {@code MBEDTLS_X509_BADCERT_NS_CERT_TYPE}. */
  public static final int BADCERT_NS_CERT_TYPE = 0x2000;

  /** {@code MBEDTLS_X509_BADCERT_BAD_MD}. */
  public static final int BADCERT_BAD_MD = 0x4000;

  /** {@code MBEDTLS_X509_BADCERT_BAD_PK}. */
  public static final int BADCERT_BAD_PK = 0x8000;

  /** {@code MBEDTLS_X509_BADCERT_BAD_KEY}. */
  public static final int BADCERT_BAD_KEY = 0x10000;

  private MbedTls() {}
}
