package dev.espalier.hal.http;

/**
 * One pass over a URL, part by part: scheme, authority, path, query, fragment; then over the
 * authority: user, host, port. A part is recorded as soon as its first byte is taken, so that a
 * refusal leaves what the C parser leaves.
 */
final class UrlScanner {
  private static final int ALPHA = 1;
  private static final int DIGIT = 1 << 1;
  private static final int HEX = 1 << 2;
  private static final int HOST = 1 << 3;
  private static final int USERINFO = 1 << 4;
  private static final int URL = 1 << 5;
  private static final int ADDRESS_V6 = 1 << 6;
  private static final int ZONE = 1 << 7;

  /** The classes of each byte; bytes above 127 are in none, which is the strict mode. */
  private static final int[] CLASSES = classes();

  private final byte[] url;
  private final HttpParserUrl out;
  private int at;
  private boolean refused;

  UrlScanner(byte[] url, HttpParserUrl out) {
    this.url = url;
    this.out = out;
  }

  private static int[] classes() {
    int[] table = new int[256];
    for (int c = '!'; c <= '~'; c++) {
      // Fragment and query begin with these two, so they are never simply part of the URL's text.
      table[c] = c == '#' || c == '?' ? 0 : URL;
    }
    for (int c = 'a'; c <= 'z'; c++) {
      table[c] |= ALPHA | HOST | USERINFO | ZONE;
      table[c - 'a' + 'A'] |= ALPHA | HOST | USERINFO | ZONE;
    }
    for (int c = '0'; c <= '9'; c++) {
      table[c] |= DIGIT | HEX | HOST | USERINFO | ZONE | ADDRESS_V6;
    }
    for (int c = 'a'; c <= 'f'; c++) {
      table[c] |= HEX | ADDRESS_V6;
      table[c - 'a' + 'A'] |= HEX | ADDRESS_V6;
    }
    add(table, ".-", HOST);
    add(table, "-_.!~*'()%;:&=+$,", USERINFO);
    add(table, ":.", ADDRESS_V6);
    add(table, "%.-_~", ZONE);
    return table;
  }

  private static void add(int[] table, String characters, int bits) {
    for (int i = 0; i < characters.length(); i++) {
      table[characters.charAt(i)] |= bits;
    }
  }

  /** The whole URL. */
  boolean accepts(boolean connect) {
    boolean atSeen = scan(connect);
    if (refused) {
      return false;
    }
    if (out.has(UrlField.UF_SCHEMA) && !out.has(UrlField.UF_HOST)) {
      return false;
    }
    if (out.has(UrlField.UF_HOST) && !splitAuthority(atSeen)) {
      return false;
    }
    if (connect && out.fieldSet() != (UrlField.UF_HOST.bit() | UrlField.UF_PORT.bit())) {
      return false;
    }
    if (!out.has(UrlField.UF_PORT)) {
      return true;
    }
    int from = out.offset(UrlField.UF_PORT);
    return out.port(url, from, from + out.length(UrlField.UF_PORT));
  }

  /** The first pass; tells whether an at sign is in the authority. */
  private boolean scan(boolean connect) {
    boolean atSeen = false;
    if (!connect) {
      if (at == url.length) {
        return false;
      }
      if (url[at] == '/' || url[at] == '*') {
        path();
        return false;
      }
      schemeAndSlashes();
    }
    if (!refused && at < url.length) {
      atSeen = authority();
      if (!refused && at < url.length) {
        if (url[at] == '/') {
          path();
        } else {
          query();
        }
      }
    }
    return atSeen;
  }

  private void schemeAndSlashes() {
    if (run(UrlField.UF_SCHEMA, ALPHA) == 0) {
      refused = true;
      return;
    }
    for (char c : new char[] {':', '/', '/'}) {
      if (at == url.length) {
        return;
      }
      if (url[at] != c) {
        refused = true;
        return;
      }
      at++;
    }
  }

  /** Everything up to the path or query. Two at signs in a row end it badly, two apart do not. */
  private boolean authority() {
    boolean atSeen = false;
    int from = at;
    while (at < url.length && url[at] != '/' && url[at] != '?') {
      byte c = url[at];
      if (c == '@') {
        if (at > from && url[at - 1] == '@') {
          refused = true;
          return atSeen;
        }
        atSeen = true;
      } else if (!is(c, USERINFO) && c != '[' && c != ']') {
        refused = true;
        return atSeen;
      }
      at++;
      out.found(UrlField.UF_HOST, from, at - from);
    }
    return atSeen;
  }

  private void path() {
    int from = at;
    at++;
    while (at < url.length && is(url[at], URL)) {
      at++;
    }
    out.found(UrlField.UF_PATH, from, at - from);
    if (at == url.length) {
      return;
    }
    switch (url[at]) {
      case '?' -> query();
      case '#' -> fragment();
      default -> refused = true;
    }
  }

  /** From the question mark on; further question marks belong to the query. */
  private void query() {
    at++;
    int from = at;
    while (at < url.length && (is(url[at], URL) || url[at] == '?')) {
      at++;
    }
    if (at > from) {
      out.found(UrlField.UF_QUERY, from, at - from);
    }
    if (at < url.length) {
      if (url[at] == '#') {
        fragment();
      } else {
        refused = true;
      }
    }
  }

  /** From the hash on; more hashes at the beginning are skipped, later ones belong to it. */
  private void fragment() {
    while (at < url.length && url[at] == '#') {
      at++;
    }
    int from = at;
    while (at < url.length && (is(url[at], URL) || url[at] == '?' || url[at] == '#')) {
      at++;
    }
    if (at > from) {
      out.found(UrlField.UF_FRAGMENT, from, at - from);
    }
    refused |= at < url.length;
  }

  /** The second pass, over the authority alone: what was the host becomes user, host and port. */
  private boolean splitAuthority(boolean atSeen) {
    at = out.offset(UrlField.UF_HOST);
    int end = at + out.length(UrlField.UF_HOST);
    out.hostLength(0);
    if (atSeen) {
      var _ = runTo(UrlField.UF_USERINFO, USERINFO, end);
      if (at == end || url[at] != '@') {
        return false;
      }
      at++;
    }
    if (at == end) {
      return false;
    }
    if (url[at] == '[') {
      at++;
      if (!addressV6(end)) {
        return false;
      }
    } else if (runTo(UrlField.UF_HOST, HOST, end) == 0) {
      return false;
    }
    if (at == end) {
      return true;
    }
    if (url[at] != ':') {
      return false;
    }
    at++;
    return runTo(UrlField.UF_PORT, DIGIT, end) > 0 && at == end;
  }

  /** An IPv6 address with its zone, up to and with the closing bracket (RFC 6874). */
  private boolean addressV6(int end) {
    int from = at;
    if (runTo(UrlField.UF_HOST, ADDRESS_V6, end) == 0 || at == end) {
      return false;
    }
    if (url[at] == '%') {
      at++;
      out.hostLength(at - from);
      int zone = at;
      while (at < end && is(url[at], ZONE)) {
        at++;
      }
      out.hostLength(at - from);
      if (at == zone) {
        return false;
      }
    }
    if (at == end || url[at] != ']') {
      return false;
    }
    at++;
    return true;
  }

  private int run(UrlField field, int wanted) {
    return runTo(field, wanted, url.length);
  }

  /** Takes bytes of a class; records them as a field if there is at least one. */
  private int runTo(UrlField field, int wanted, int end) {
    int from = at;
    while (at < end && is(url[at], wanted)) {
      at++;
    }
    if (at > from) {
      out.found(field, from, at - from);
    }
    return at - from;
  }

  private static boolean is(byte c, int wanted) {
    return (CLASSES[c & 0xFF] & wanted) != 0;
  }
}
