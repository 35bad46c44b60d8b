package dev.espalier.emulator.tls;

import org.bouncycastle.tls.TlsFatalAlert;

/** This side refuses: which alert the peer gets, and which number the caller. */
final class Refusal extends TlsFatalAlert {
  private static final long serialVersionUID = 1L;

  private final int code;

  /**
   * Makes the refusal; the caller throws it.
   *
   * @param alert what to tell the peer
   * @param code mbedTLS's number
   */
  Refusal(short alert, int code) {
    super(alert);
    this.code = code;
  }

  int code() {
    return code;
  }
}
