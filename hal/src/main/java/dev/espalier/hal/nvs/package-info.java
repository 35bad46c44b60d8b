/**
 * Mirrors {@code nvs_flash}: key-value pairs that survive a reset, in the on-flash format of the
 * genuine code, so that images can be taken from a chip and brought to one.
 *
 * <p>Read {@link dev.espalier.hal.nvs.NvsFlash} and {@link dev.espalier.hal.nvs.Nvs} first.
 */
@NullMarked
@CheckReturnValue
package dev.espalier.hal.nvs;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
