/**
 * The simulated event loop: tasks, time and the one door for the outside.
 *
 * <p>Mirrors the scheduler of ESP-IDF's FreeRTOS. Read {@link dev.espalier.emulator.kernel.Reactor}
 * and {@link dev.espalier.emulator.kernel.BoardKernel} first.
 */
@NullMarked
package dev.espalier.emulator.kernel;

import org.jspecify.annotations.NullMarked;
