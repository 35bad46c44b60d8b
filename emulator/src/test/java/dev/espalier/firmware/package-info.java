/** Firmware of the tests, in a package of its own: reports show its frames and no others. */
@NullMarked
package dev.espalier.firmware;

import org.jspecify.annotations.NullMarked;
