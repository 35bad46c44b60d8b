/**
 * Flash memory of boards in files.
 *
 * <p>Read {@link dev.espalier.emulator.flash.FileFlash} first.
 */
@NullMarked
package dev.espalier.emulator.flash;

import org.jspecify.annotations.NullMarked;
