/**
 * Access points for the boards' Wi-Fi stations, simulated.
 *
 * <p>Read {@link dev.espalier.emulator.radio.Air} and {@link
 * dev.espalier.emulator.radio.AccessPoint} first.
 */
@NullMarked
package dev.espalier.emulator.radio;

import org.jspecify.annotations.NullMarked;
