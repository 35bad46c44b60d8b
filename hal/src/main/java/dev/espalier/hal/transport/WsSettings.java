package dev.espalier.hal.transport;

import org.jspecify.annotations.Nullable;

/** What {@code esp_transport_ws_set_...} set; null is C's NULL. */
final class WsSettings {
  @Nullable String path = "/";
  @Nullable String subProtocol;
  @Nullable String userAgent;
  @Nullable String headers;
  @Nullable String auth;
  @Nullable WsHeaderHook headerHook;
  byte @Nullable [] responseHeaders;
  int responseHeadersLength;
  boolean propagateControlFrames;
}
