/**
 * Mirrors {@code esp_event}: event loops, the handlers registered with them and the posting of
 * events.
 *
 * <p>Read {@link dev.espalier.hal.event.EspEvent} (the default loop) and {@link
 * dev.espalier.hal.event.EventLoop} first.
 */
@NullMarked
@CheckReturnValue
package dev.espalier.hal.event;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
