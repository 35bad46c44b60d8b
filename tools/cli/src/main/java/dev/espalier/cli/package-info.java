/** The {@code espalier} command. Read {@link dev.espalier.cli.Main} first. */
@NullMarked
package dev.espalier.cli;

import org.jspecify.annotations.NullMarked;
