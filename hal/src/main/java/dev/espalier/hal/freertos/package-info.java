/**
 * Mirrors {@code freertos}: tasks, queues, semaphores, event groups, notifications, software
 * timers.
 *
 * <p>Read {@link dev.espalier.hal.freertos.Task} and {@link dev.espalier.hal.freertos.Queue} first.
 */
@NullMarked
@CheckReturnValue
package dev.espalier.hal.freertos;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
