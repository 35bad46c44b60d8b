/**
 * Mirrors {@code lwip}: the BSD socket calls with lwIP's semantics, error numbers and limits, once
 * for every network underneath.
 *
 * <p>Read {@link dev.espalier.hal.lwip.Sockets} and {@link dev.espalier.hal.lwip.SockAddr} first.
 */
@NullMarked
@CheckReturnValue
package dev.espalier.hal.lwip;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
