package dev.espalier.hal.http;

import java.nio.charset.StandardCharsets;

/**
 * Where the parts of a URL are ({@code struct http_parser_url}), as {@code http_parser} in its
 * strict mode finds them.
 *
 * <p>A new object is what {@code http_parser_url_init} leaves: all zero. After a refusal the fields
 * hold what was found up to then, as in C.
 */
public final class HttpParserUrl {
  /** The largest port, by the width of the field in C. */
  private static final int PORT_MAX = 0xFFFF;

  private final int[] offsets = new int[UrlField.values().length];
  private final int[] lengths = new int[UrlField.values().length];
  private int fieldSet;
  private int port;

  /** All fields zero ({@code http_parser_url_init}). */
  public HttpParserUrl() {}

  /**
   * Finds the parts of a URL ({@code http_parser_parse_url}).
   *
   * @param url the URL; one that is not ASCII is refused
   * @param connect true for the target of a CONNECT request, which must be {@code host:port} alone
   * @return 0, or 1 when this is no URL
   */
  public int parse(String url, boolean connect) {
    return parse(url.getBytes(StandardCharsets.UTF_8), connect);
  }

  /**
   * Finds the parts of a URL ({@code http_parser_parse_url}).
   *
   * @param url the URL's bytes, not kept
   * @param connect true for the target of a CONNECT request, which must be {@code host:port} alone
   * @return 0, or 1 when this is no URL
   */
  public int parse(byte[] url, boolean connect) {
    fieldSet = 0;
    port = 0;
    return new UrlScanner(url, this).accepts(connect) ? 0 : 1;
  }

  /**
   * Which fields were found.
   *
   * @return the sum of their {@link UrlField#bit bits}
   */
  public int fieldSet() {
    return fieldSet;
  }

  /**
   * Whether a field was found.
   *
   * @param field which
   * @return true when it is there
   */
  public boolean has(UrlField field) {
    return (fieldSet & field.bit()) != 0;
  }

  /**
   * The port as a number.
   *
   * @return 0 to 65535; 0 when the URL has none or was refused
   */
  public int port() {
    return port;
  }

  /**
   * Where a field begins.
   *
   * @param field which
   * @return the index of its first byte; 0 when it was never found
   */
  public int offset(UrlField field) {
    return offsets[field.value()];
  }

  /**
   * How long a field is.
   *
   * @param field which
   * @return its length in bytes; 0 when it was never found
   */
  public int length(UrlField field) {
    return lengths[field.value()];
  }

  /**
   * A field's text.
   *
   * @param url the URL that was parsed
   * @param field which
   * @return the text, empty when the field was not found
   */
  public String text(String url, UrlField field) {
    // Whatever was accepted is ASCII, so byte and character positions are the same.
    return url.substring(offset(field), offset(field) + length(field));
  }

  void found(UrlField field, int offset, int length) {
    fieldSet |= field.bit();
    offsets[field.value()] = offset;
    lengths[field.value()] = length;
  }

  void hostLength(int length) {
    lengths[UrlField.UF_HOST.value()] = length;
  }

  /** Takes the port's digits; they saturate as {@code strtoul} does. */
  boolean port(byte[] url, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      value = value * 10 + (url[i] - '0');
      if (value > PORT_MAX) {
        return false;
      }
    }
    port = value;
    return true;
  }
}
