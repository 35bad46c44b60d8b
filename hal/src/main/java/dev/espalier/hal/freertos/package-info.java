/**
 * Mirrors {@code freertos}: tasks, queues, semaphores, event groups, notifications, software
 * timers.
 *
 * <p>Read {@link dev.espalier.hal.freertos.Timeout} first.
 */
@NullMarked
@CheckReturnValue
package dev.espalier.hal.freertos;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
