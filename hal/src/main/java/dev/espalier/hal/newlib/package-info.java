/**
 * Mirrors {@code newlib}: the time of day, set by hand or by SNTP, stepped or slewed.
 *
 * <p>Read {@link dev.espalier.hal.newlib.SysTime} and {@link dev.espalier.hal.sntp.Sntp} first.
 */
@NullMarked
@CheckReturnValue
package dev.espalier.hal.newlib;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
