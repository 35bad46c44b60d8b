/**
 * Mirrors {@code esp_timer}: timers with microseconds whose callbacks run in a task of high
 * priority.
 *
 * <p>Read {@link dev.espalier.hal.timer.EspTimer} and {@link
 * dev.espalier.hal.timer.EspTimerCreateArgs} first.
 */
@NullMarked
@CheckReturnValue
package dev.espalier.hal.timer;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
