/**
 * Which version of the genuine code is mirrored: profiles, quirks and lint.
 *
 * <p>Read {@link dev.espalier.hal.profile.Profile} first.
 */
@NullMarked
@CheckReturnValue
package dev.espalier.hal.profile;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
