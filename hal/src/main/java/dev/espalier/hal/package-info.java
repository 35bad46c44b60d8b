/**
 * What firmware code sees of ESP-IDF: one package per component, with the component's name.
 *
 * <p>Read {@link dev.espalier.hal.EspApi} first: every mirrored method carries it.
 */
@NullMarked
@CheckReturnValue
package dev.espalier.hal;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
