/**
 * Mirrors {@code log}: lines with level, time and tag, levels per tag, and C's {@code printf}.
 *
 * <p>Read {@link dev.espalier.hal.log.EspLog} and {@link dev.espalier.hal.log.CFormat} first.
 */
@NullMarked
@CheckReturnValue
package dev.espalier.hal.log;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
