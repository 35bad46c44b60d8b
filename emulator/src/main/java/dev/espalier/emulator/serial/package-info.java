/**
 * The serial tunnel: sockets, names and Wi-Fi of a real board on a cable, as {@code docs/tunnel.md}
 * specifies it.
 *
 * <p>Read {@code SerialNetwork} and {@code HostSession} first. The protocol is driven by bytes and
 * a clock; only {@code ByteLink}s touch ports and threads.
 */
@NullMarked
package dev.espalier.emulator.serial;

import org.jspecify.annotations.NullMarked;
