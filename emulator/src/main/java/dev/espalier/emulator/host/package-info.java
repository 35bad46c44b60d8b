/**
 * The host's clock and threads; nothing else in Espalier reads the time of the machine it runs on.
 *
 * <p>Read {@link dev.espalier.emulator.host.HostClock} first.
 */
@NullMarked
package dev.espalier.emulator.host;

import org.jspecify.annotations.NullMarked;
