package dev.espalier.websocket;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A certificate or key: a C pointer and its length field, where length 0 means PEM text. */
public final class WebsocketCredential {
  private final byte[] data;
  private final int length;

  private WebsocketCredential(byte[] data, int length) {
    this.data = data.clone();
    this.length = length;
  }

  /**
   * PEM text, as C passes it with length 0.
   *
   * @param text one or more PEM blocks
   * @return the credential
   */
  public static WebsocketCredential pem(String text) {
    return new WebsocketCredential(text.getBytes(StandardCharsets.UTF_8), 0);
  }

  /**
   * DER bytes.
   *
   * @param der the bytes, copied
   * @return the credential
   */
  public static WebsocketCredential der(byte[] der) {
    return new WebsocketCredential(der, der.length);
  }

  /**
   * A pointer and a length, as C has them.
   *
   * @param data the bytes, copied
   * @param length 0 for PEM text that fills the array; otherwise how many bytes count as they are
   * @return the credential
   */
  public static WebsocketCredential of(byte[] data, int length) {
    if (length < 0 || length > data.length) {
      throw new IllegalArgumentException(
          "length must be 0.." + data.length + " (the array's): " + length);
    }
    return new WebsocketCredential(data, length);
  }

  /**
   * Whether this is PEM text.
   *
   * @return true when C's length field is 0
   */
  public boolean isPem() {
    return length == 0;
  }

  /** {@code strlen}: text ends at the first NUL, also when it is none. */
  private int stringLength() {
    int end = 0;
    while (end < data.length && data[end] != 0) {
      end++;
    }
    return end;
  }

  /**
   * The bytes that count: without a length, those before the first NUL.
   *
   * @return a copy
   */
  public byte[] bytes() {
    return Arrays.copyOf(data, length == 0 ? stringLength() : length);
  }
}
