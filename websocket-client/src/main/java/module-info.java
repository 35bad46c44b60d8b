/** {@code esp_websocket_client} on top of the HAL. */
module dev.espalier.websocket {
  requires transitive dev.espalier.hal;
  requires static transitive org.jspecify;
  requires static com.google.errorprone.annotations;

  exports dev.espalier.websocket;
}
