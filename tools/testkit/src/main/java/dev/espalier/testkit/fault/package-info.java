/**
 * Deliberate faults of the mirror, which prove that the judge sees: each is put into the sources
 * one at a time and has to turn recordings red. Read {@link dev.espalier.testkit.fault.FaultList}
 * and {@link dev.espalier.testkit.fault.FaultyMirror} first.
 */
@NullMarked
package dev.espalier.testkit.fault;

import org.jspecify.annotations.NullMarked;
