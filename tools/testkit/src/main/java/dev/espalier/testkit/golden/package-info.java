/**
 * The judge: plays recordings of the genuine C code against the mirror and compares what happened.
 *
 * <p>A recording is a scenario (client steps, a scripted peer, everything that was observed) or a
 * generated program. Read {@link dev.espalier.testkit.golden.Recording} and {@link
 * dev.espalier.testkit.golden.Comparison} first.
 */
@NullMarked
package dev.espalier.testkit.golden;

import org.jspecify.annotations.NullMarked;
