package dev.espalier.emulator.tls;

/** Something could not be read; carries mbedTLS's number. */
final class MbedTlsFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /** {@code MBEDTLS_ERR_ASN1_OUT_OF_DATA}. */
  static final int ASN1_OUT_OF_DATA = -0x60;

  /** {@code MBEDTLS_ERR_ASN1_UNEXPECTED_TAG}. */
  static final int ASN1_UNEXPECTED_TAG = -0x62;

  /** {@code MBEDTLS_ERR_ASN1_INVALID_LENGTH}. */
  static final int ASN1_INVALID_LENGTH = -0x64;

  /** {@code MBEDTLS_ERR_ASN1_LENGTH_MISMATCH}. */
  static final int ASN1_LENGTH_MISMATCH = -0x66;

  private final int code;

  MbedTlsFailure(int code) {
    super("-0x" + Integer.toHexString(-code));
    this.code = code;
  }

  int code() {
    return code;
  }
}
