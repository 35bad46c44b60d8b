/**
 * Mirrors {@code tcp_transport}: byte streams over TCP and TLS, and WebSocket frames over either.
 *
 * <p>Read {@link dev.espalier.hal.transport.EspTransport} first, then {@link
 * dev.espalier.hal.transport.TransportWs}.
 */
@NullMarked
@CheckReturnValue
package dev.espalier.hal.transport;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
