/**
 * The seam to the machine underneath: what {@code hal} needs from an emulator and nothing more.
 *
 * <p>Firmware cannot see this package. Read {@link dev.espalier.hal.port.Chip} and {@link
 * dev.espalier.hal.port.Kernel} first.
 */
@NullMarked
@CheckReturnValue
package dev.espalier.hal.port;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
