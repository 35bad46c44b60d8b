/**
 * What a run looks like from outside: {@link dev.espalier.emulator.trace.PcapNg} for its packets,
 * {@link dev.espalier.emulator.trace.ChromeTrace} for tasks, events, frames and the console.
 */
@NullMarked
package dev.espalier.emulator.trace;

import org.jspecify.annotations.NullMarked;
