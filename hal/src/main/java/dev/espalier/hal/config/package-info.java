/**
 * The options of {@code sdkconfig}, as the build configures firmware with them.
 *
 * <p>Read {@link dev.espalier.hal.config.SdkConfig} first.
 */
@NullMarked
@CheckReturnValue
package dev.espalier.hal.config;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
