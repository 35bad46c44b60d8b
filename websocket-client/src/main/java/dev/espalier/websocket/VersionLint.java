package dev.espalier.websocket;

import dev.espalier.hal.config.Kconfig;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.config.SdkOption;
import dev.espalier.hal.profile.Lint;
import dev.espalier.hal.profile.Quirk;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Warns of functions, fields, events and options that the mirrored version does not have. */
final class VersionLint {
  private static final String REMEDY = "; --profile component_1_8 mirrors 1.8";

  private VersionLint() {}

  /** A function that only the separate component has is called. */
  static void function(ClientCore core, String name, String since) {
    if (!core.later) {
      Lint.warn(
          name,
          name
              + "() is not in ESP-IDF v4.4: esp_websocket_client "
              + since
              + " has it, and this call does as that does"
              + REMEDY);
    }
  }

  /** A field of an event that only the separate component has is read. */
  static void field(ClientCore core, String name, String since) {
    if (!core.later) {
      Lint.warn(
          name,
          name + " is not in ESP-IDF v4.4: esp_websocket_client " + since + " has it" + REMEDY);
    }
  }

  /** A handler is registered for an event that the version never posts. */
  static void event(ClientCore core, int event) {
    if (core.later) {
      return;
    }
    String since = WebsocketEvents.since(event);
    if (since != null) {
      String name = "WEBSOCKET_EVENT_" + WebsocketEvents.name(event);
      Lint.warn(
          name,
          name + " is not in ESP-IDF v4.4: esp_websocket_client " + since + " has it" + REMEDY);
    } else if (event == WebsocketEvents.WEBSOCKET_EVENT_ERROR && core.has(Quirk.NO_ERROR_EVENT)) {
      Lint.warn(
          Quirk.NO_ERROR_EVENT,
          "a handler is registered for WEBSOCKET_EVENT_ERROR, which v4.4 never posts:"
              + " DISCONNECTED comes instead");
    }
  }

  /** A configuration sets fields that the version does not have. */
  static void config(ClientCore core) {
    if (core.later) {
      return;
    }
    WebsocketClientConfig config = core.config;
    ignored("task_name", config.work().taskName(), "1.0.0");
    ignored("task_core_id", config.work().taskCoreId(), "1.7.0");
    ignored("cert_common_name", config.tls().certCommonName(), "1.3.0");
    ignored("crt_bundle_attach", config.tls().crtBundleAttach(), "0.0.2");
    ignored("client_ds_data", config.tls().clientDsData(), "1.4.0");
    ignored("ext_transport", config.server().extTransport(), "1.3.0");
    if (config.liveness().closeReconnect()) {
      ignored("enable_close_reconnect", true, "1.5.0");
    }
    if (core.has(Quirk.TIMEOUTS_FIXED)) {
      if (config.timeouts().reconnectTimeoutMillis() != 0) {
        ignored("reconnect_timeout_ms", true, "0.0.1");
      }
      if (config.timeouts().networkTimeoutMillis() != 0) {
        ignored("network_timeout_ms", true, "0.0.1");
      }
    }
    for (SdkOption<Boolean> option :
        List.of(
            Kconfig.ESP_WS_CLIENT_ENABLE_DYNAMIC_BUFFER,
            Kconfig.ESP_WS_CLIENT_SEPARATE_TX_LOCK,
            Kconfig.ESP_WS_CLIENT_ALLOC_IN_EXT_RAM,
            Kconfig.ESP_WS_CLIENT_TASK_STACK_IN_EXT_RAM)) {
      if (SdkConfig.current().get(option)) {
        Lint.warn(
            option.name(),
            option.name() + " has no effect: ESP-IDF v4.4 does not have it" + REMEDY);
      }
    }
  }

  private static void ignored(String field, @Nullable Object value, String since) {
    if (value != null) {
      Lint.warn(
          "esp_websocket_client_config_t." + field,
          field
              + " is set, but ESP-IDF v4.4 has no such field: esp_websocket_client "
              + since
              + " has it"
              + REMEDY);
    }
  }
}
