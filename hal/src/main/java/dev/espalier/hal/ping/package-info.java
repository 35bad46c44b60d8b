/**
 * Mirrors {@code ping/ping_sock.h} of the lwip component: sessions of ICMP echo requests, each in a
 * task of its own, over a raw socket.
 *
 * <p>Read {@link dev.espalier.hal.ping.EspPing} and {@link dev.espalier.hal.ping.EspPingConfig}
 * first.
 */
@NullMarked
@CheckReturnValue
package dev.espalier.hal.ping;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
