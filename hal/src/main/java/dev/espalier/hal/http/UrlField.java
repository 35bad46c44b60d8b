package dev.espalier.hal.http;

/** The parts of a URL ({@code enum http_parser_url_fields}). */
public enum UrlField {
  /** The scheme, such as {@code wss}. */
  UF_SCHEMA(0),
  /** The host; an IPv6 address without its brackets. */
  UF_HOST(1),
  /** The port's digits. */
  UF_PORT(2),
  /** The path, its slash included. */
  UF_PATH(3),
  /** The query, without the question mark. */
  UF_QUERY(4),
  /** The fragment, without the hash. */
  UF_FRAGMENT(5),
  /** User name and password, without the at sign. */
  UF_USERINFO(6);

  private final int value;

  UrlField(int value) {
    this.value = value;
  }

  /**
   * The number in C.
   *
   * @return 0 to 6
   */
  public int value() {
    return value;
  }

  /**
   * The field's bit in {@code field_set}.
   *
   * @return a power of two
   */
  public int bit() {
    return 1 << value;
  }
}
