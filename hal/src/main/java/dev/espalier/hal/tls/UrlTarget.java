package dev.espalier.hal.tls;

import dev.espalier.hal.http.HttpParserUrl;
import dev.espalier.hal.http.UrlField;
import java.util.Locale;

/**
 * Where the functions that take a URL connect to.
 *
 * @param host the URL's host
 * @param port its port, or that of its scheme
 */
record UrlTarget(String host, int port) {
  /** Takes what can be found in a URL; one that is none gives an empty host. */
  static UrlTarget of(String url) {
    HttpParserUrl parsed = new HttpParserUrl();
    int ignored = parsed.parse(url, false); // v4.4 does not look at the result either
    assert ignored >= 0;
    return new UrlTarget(parsed.text(url, UrlField.UF_HOST), portOf(url, parsed));
  }

  /** The scheme is compared up to its own length: a shorter one passes for http. */
  private static int portOf(String url, HttpParserUrl parsed) {
    if (parsed.length(UrlField.UF_PORT) > 0) {
      return parsed.port();
    }
    String scheme = parsed.text(url, UrlField.UF_SCHEMA).toLowerCase(Locale.ROOT);
    if ("http".startsWith(scheme)) {
      return 80;
    }
    return "https".startsWith(scheme) ? 443 : 0;
  }
}
