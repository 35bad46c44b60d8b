/**
 * Mirrors {@code esp_system} and {@code esp_common}: error codes, restart, reset reason, heap
 * figures, chip information.
 *
 * <p>Read {@link dev.espalier.hal.system.EspErr} first.
 */
@NullMarked
@CheckReturnValue
package dev.espalier.hal.system;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
