/**
 * Mirrors the component {@code esp_websocket_client}: a client task, its states and its events.
 *
 * <p>Read {@link dev.espalier.websocket.EspWebsocketClient} first, then {@link
 * dev.espalier.websocket.WebsocketClientConfig}.
 */
@NullMarked
@CheckReturnValue
package dev.espalier.websocket;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
