/**
 * Mirrors {@code esp_netif}: network interfaces with their addresses, DHCP client and events.
 *
 * <p>Read {@link dev.espalier.hal.netif.EspNetif} and {@link dev.espalier.hal.netif.IpEvent} first.
 */
@NullMarked
@CheckReturnValue
package dev.espalier.hal.netif;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
