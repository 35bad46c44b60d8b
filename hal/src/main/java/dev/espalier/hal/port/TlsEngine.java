package dev.espalier.hal.port;

import org.jspecify.annotations.Nullable;

/**
 * One side of one TLS connection, from memory to memory: it does no I/O and knows no clock. The
 * owner moves ciphertext between it and a socket; failures are mbedTLS's negative numbers.
 *
 * <p>Ciphertext is asked for in the amounts in which mbedTLS reads it (a record's header, then its
 * body), so that nothing of a later record leaves the socket early: {@code select} on the socket
 * keeps its meaning.
 */
public interface TlsEngine {
  /**
   * The buffer that takes received ciphertext. Ask again after each {@link #received}.
   *
   * @return the engine's own buffer; write only the part asked for
   */
  byte[] input();

  /**
   * Where the next received byte goes.
   *
   * @return an index into {@link #input}
   */
  int inputOffset();

  /**
   * How many bytes are still missing from the header or the body of the present record.
   *
   * @return the count, 1 or more
   */
  int inputWanted();

  /**
   * Says that received bytes were put into {@link #input}. A record that is complete is worked on
   * at once: a handshake goes on, data becomes readable. An alert to send may follow a failure.
   *
   * @param count 1 to {@link #inputWanted}
   * @return 0, {@link MbedTls#SSL_PEER_CLOSE_NOTIFY}, or the number of a failure
   */
  int received(int count);

  /**
   * What is to be reported before more is received: a message that was taken in together with one
   * that failed.
   *
   * @return mbedTLS's number, once; 0 for nothing
   */
  default int takeLeftOver() {
    return 0;
  }

  /**
   * The buffer that holds the record to send next.
   *
   * @return the engine's own buffer; read only
   */
  byte[] output();

  /**
   * Where the unsent part of that record begins.
   *
   * @return an index into {@link #output}
   */
  int outputOffset();

  /**
   * How much of the record to send next is not sent yet: one record at a time, as mbedTLS hands
   * them to the socket.
   *
   * @return the count, 0 when there is nothing to send
   */
  int outputLeft();

  /**
   * Says that bytes of {@link #output} were sent.
   *
   * @param count 1 to {@link #outputLeft}
   */
  void sent(int count);

  /**
   * Whether the handshake is over. Its last record may still have to be sent.
   *
   * @return true when data can be written
   */
  boolean handshakeDone();

  /**
   * Whether both sides shake hands once more, on the connection that they have. Data may be read
   * until the server has answered, and none is to be written.
   *
   * @return true from the server's request until it is over
   */
  default boolean renegotiating() {
    return false;
  }

  /**
   * Plaintext of the present record that was not read yet ({@code mbedtls_ssl_get_bytes_avail}).
   *
   * @return the count
   */
  int available();

  /**
   * Takes plaintext of the present record.
   *
   * @param buffer where to
   * @param offset first index
   * @param length at most so many bytes
   * @return the count, 0 when no record is there
   */
  int read(byte[] buffer, int offset, int length);

  /**
   * Makes one record of plaintext; it is then the {@link #output}. Only when nothing is left to
   * send.
   *
   * @param buffer where from
   * @param offset first index
   * @param length how many
   * @return how many were taken, at most a record's worth; or the number of a failure
   */
  int write(byte[] buffer, int offset, int length);

  /** Queues a closing alert ({@code mbedtls_ssl_close_notify}). */
  void closeNotify();

  /**
   * What was wrong with the peer's certificates ({@code mbedtls_ssl_get_verify_result}).
   *
   * @return flags {@code MbedTls.BADCERT_…}, 0 when nothing was or nothing was looked at
   */
  int verifyFlags();

  /**
   * What was agreed on.
   *
   * @return the session, null before the handshake is over
   */
  @Nullable Session session();

  /**
   * What is to be kept of a client's session ({@code mbedtls_ssl_get_session}).
   *
   * @return the session, null before the handshake is over and at a server's side
   */
  TlsProvider.@Nullable SavedSession savedSession();

  /**
   * What a handshake agreed on.
   *
   * @param version {@code "TLSv1.2"}
   * @param cipher OpenSSL's name of the cipher suite, {@code "ECDHE-RSA-AES256-GCM-SHA384"}
   * @param alpn the chosen application protocol, null when none was negotiated
   * @param peerCertificate whether the peer showed a certificate
   */
  record Session(String version, String cipher, @Nullable String alpn, boolean peerCertificate) {}
}
