/**
 * Mirrors {@code esp-tls} with its mbedTLS back end: connections over TLS or plain TCP, the global
 * CA store, and the certificate bundle.
 *
 * <p>Read {@link dev.espalier.hal.tls.EspTls} and {@link dev.espalier.hal.tls.EspTlsCfg} first.
 */
@NullMarked
@CheckReturnValue
package dev.espalier.hal.tls;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
