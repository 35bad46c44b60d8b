/**
 * Mirrors the URL parser of {@code http_parser} (component {@code nghttp}), which {@code esp-tls}
 * and the WebSocket client use.
 *
 * <p>Read {@link dev.espalier.hal.http.HttpParserUrl} first, then {@link
 * dev.espalier.hal.http.UrlField}.
 */
@NullMarked
@CheckReturnValue
package dev.espalier.hal.http;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
