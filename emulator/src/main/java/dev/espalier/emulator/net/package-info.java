/**
 * The networks that boards are plugged into, below lwIP's semantics, which live in {@code
 * hal.lwip}.
 *
 * <p>Read {@link dev.espalier.emulator.net.SimulatedNetwork} and {@link
 * dev.espalier.emulator.net.SimHost} first.
 */
@NullMarked
package dev.espalier.emulator.net;

import org.jspecify.annotations.NullMarked;
