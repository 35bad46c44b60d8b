/**
 * Mirrors {@code esp_sntp} and lwIP's SNTP client: asks servers of the network for the time of day.
 *
 * <p>Read {@link dev.espalier.hal.sntp.Sntp} and {@link dev.espalier.hal.newlib.SysTime} first.
 */
@NullMarked
@CheckReturnValue
package dev.espalier.hal.sntp;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
