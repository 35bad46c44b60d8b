/**
 * Mirrors {@code esp-tls}: connections over TCP and TLS, with mbedTLS's error codes.
 *
 * <p>Read {@link dev.espalier.hal.tls.PlainTcp} first, then {@link
 * dev.espalier.hal.tls.EspTlsLastError}.
 */
@NullMarked
@CheckReturnValue
package dev.espalier.hal.tls;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
