/**
 * Faults as values: what goes wrong, when, for how long and for whom, over every kind of network.
 *
 * <p>A {@link dev.espalier.emulator.fault.Faults} stands between the boards and their network and
 * carries {@link dev.espalier.emulator.fault.FaultRule}s out. Read {@link
 * dev.espalier.emulator.fault.Fault} and {@link dev.espalier.emulator.fault.Trigger} first.
 */
@NullMarked
package dev.espalier.emulator.fault;

import org.jspecify.annotations.NullMarked;
