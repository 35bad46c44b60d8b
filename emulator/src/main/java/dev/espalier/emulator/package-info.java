/** The emulated board and the simulation it belongs to. */
@NullMarked
package dev.espalier.emulator;

import org.jspecify.annotations.NullMarked;
