package dev.espalier.hal.transport;

import org.jspecify.annotations.Nullable;

/**
 * Settings of a WebSocket transport ({@code esp_transport_ws_config_t}). What is null leaves the
 * transport's former value.
 *
 * @param path {@code ws_path}: what is asked for, with its query
 * @param subProtocol {@code sub_protocol}
 * @param userAgent {@code user_agent}
 * @param headers {@code headers}: further header lines, each with its CRLF
 * @param propagateControlFrames {@code propagate_control_frames}: whether reads give control frames
 *     to the caller; otherwise they are answered within the read
 */
public record WsConfig(
    @Nullable String path,
    @Nullable String subProtocol,
    @Nullable String userAgent,
    @Nullable String headers,
    boolean propagateControlFrames) {}
