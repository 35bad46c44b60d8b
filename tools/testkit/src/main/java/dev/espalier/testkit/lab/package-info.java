/**
 * A laboratory in one object: boards, a simulated network with scripted servers, faults and a
 * console to look at, on virtual time.
 *
 * <p>Read {@link dev.espalier.testkit.lab.Lab} and {@link dev.espalier.testkit.lab.ConsoleLog}
 * first.
 */
@NullMarked
package dev.espalier.testkit.lab;

import org.jspecify.annotations.NullMarked;
