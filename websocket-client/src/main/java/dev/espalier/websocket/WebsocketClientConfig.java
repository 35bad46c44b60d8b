package dev.espalier.websocket;

import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.tls.MbedtlsSslConfig;
import dev.espalier.hal.transport.TransportWs;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a client connects and behaves ({@code esp_websocket_client_config_t}). Numbers of 0 mean the
 * default, as in C; {@link #builder} writes the defaults out.
 *
 * @param server where to connect to
 * @param request what the upgrade request says besides
 * @param work the client's task and memory
 * @param liveness what happens when the connection is silent or lost
 * @param timeouts how long to wait; only ten seconds each in ESP-IDF v4.4
 * @param tls whom to trust and who we are
 * @param tcp options of the socket
 */
public record WebsocketClientConfig(
    Server server,
    Request request,
    Work work,
    Liveness liveness,
    Timeouts timeouts,
    Tls tls,
    Tcp tcp) {
  /**
   * Where to connect to.
   *
   * @param uri {@code uri}: the URI; null for none
   * @param host {@code host}: name or address; overrides the URI's; null for none
   * @param port {@code port}: overrides the URI's; 0 for none: 80 or 443, by the scheme
   * @param path {@code path}: path and query; overrides the URI's; null for none: {@code "/"}
   * @param transport {@code transport}: what carries the frames when the URI does not say it
   * @param extTransport {@code ext_transport} (component 1.3.0): a transport of the firmware's own;
   *     null for the client's
   */
  public record Server(
      @Nullable String uri,
      @Nullable String host,
      int port,
      @Nullable String path,
      WebsocketTransport transport,
      @Nullable TransportWs extTransport) {}

  /**
   * What the upgrade request says besides.
   *
   * @param username {@code username}: with the password sent as Authorization, not by ESP-IDF v4.4;
   *     null for none
   * @param password {@code password}: see {@code username}; null for none
   * @param subprotocol {@code subprotocol}: value of {@code Sec-WebSocket-Protocol}; null for no
   *     such header
   * @param userAgent {@code user_agent}: value of {@code User-Agent}; null for ESP-IDF's own
   * @param headers {@code headers}: further header lines, each with its CRLF; null for none
   */
  public record Request(
      @Nullable String username,
      @Nullable String password,
      @Nullable String subprotocol,
      @Nullable String userAgent,
      @Nullable String headers) {}

  /**
   * The client's task and memory.
   *
   * @param taskPriority {@code task_prio}: the priority of {@code websocket_task}; 0 or less for 5
   * @param taskStackBytes {@code task_stack}: its stack; 0 for 4096
   * @param bufferSize {@code buffer_size}: bytes of the receive buffer and of the longest frame
   *     sent; 0 or less for 1024
   * @param userContext {@code user_context}: handed to every handler
   * @param taskName {@code task_name} (component 1.0.0): the task's name; null for {@code
   *     "websocket_task"}
   * @param taskCoreId {@code task_core_id} (component 1.7.0): its core; null for {@code
   *     task_core_id_set} off
   */
  public record Work(
      int taskPriority,
      int taskStackBytes,
      int bufferSize,
      @Nullable Object userContext,
      @Nullable String taskName,
      @Nullable Integer taskCoreId) {}

  /**
   * What happens when the connection is silent or lost.
   *
   * @param autoReconnect {@code disable_auto_reconnect}: whether to connect again; the C field says
   *     the opposite
   * @param pingIntervalSeconds {@code ping_interval_sec}: silence before a PING is sent; 0 for 10
   * @param pongTimeoutSeconds {@code pingpong_timeout_sec}: time without PONG before the connection
   *     is given up; 0 for 120
   * @param disconnectWithoutPong {@code disable_pingpong_discon}: whether to give it up; the C
   *     field says the opposite
   * @param closeReconnect {@code enable_close_reconnect} (component 1.5.0): whether to connect
   *     again after a clean close
   */
  public record Liveness(
      boolean autoReconnect,
      long pingIntervalSeconds,
      int pongTimeoutSeconds,
      boolean disconnectWithoutPong,
      boolean closeReconnect) {}

  /**
   * How long to wait; ESP-IDF v4.4 waits ten seconds each.
   *
   * @param reconnectTimeoutMillis {@code reconnect_timeout_ms} (component 0.0.1): before connecting
   *     again; 0 or less for 10 000
   * @param networkTimeoutMillis {@code network_timeout_ms} (component 0.0.1): for an operation of
   *     the network; 0 or less for 10 000
   */
  public record Timeouts(int reconnectTimeoutMillis, int networkTimeoutMillis) {}

  /**
   * Whom to trust and who we are, for {@code wss}.
   *
   * @param serverCa {@code cert_pem}: the CA of the server (with {@code cert_len}); null for none
   * @param clientCertificate {@code client_cert}: our certificate (with {@code client_cert_len});
   *     null for none
   * @param clientKey {@code client_key}: its private key (with {@code client_key_len}); null for
   *     none
   * @param useGlobalCaStore {@code use_global_ca_store}: whether to trust the global CA store
   *     instead of {@code serverCa}
   * @param skipCertCommonNameCheck {@code skip_cert_common_name_check}: whether the server's name
   *     is not compared with its certificate
   * @param certCommonName {@code cert_common_name} (component 1.3.0): the name that the certificate
   *     is to have; null for the host's
   * @param crtBundleAttach {@code crt_bundle_attach} (component 0.0.2): {@code
   *     EspCrtBundle::attach}; null for no bundle
   * @param clientDsData {@code client_ds_data} (component 1.4.0): data of the digital signature
   *     peripheral, which the ESP32 does not have; null for none
   */
  public record Tls(
      @Nullable WebsocketCredential serverCa,
      @Nullable WebsocketCredential clientCertificate,
      @Nullable WebsocketCredential clientKey,
      boolean useGlobalCaStore,
      boolean skipCertCommonNameCheck,
      @Nullable String certCommonName,
      @Nullable Function<MbedtlsSslConfig, EspErr> crtBundleAttach,
      @Nullable Object clientDsData) {}

  /**
   * Options of the socket; {@code ws} only in ESP-IDF v4.4.
   *
   * @param keepAliveEnable {@code keep_alive_enable}: whether TCP sends keep-alive probes
   * @param keepAliveIdleSeconds {@code keep_alive_idle}: silence before the first probe; 0 for 5
   * @param keepAliveIntervalSeconds {@code keep_alive_interval}: time between probes; 0 for 5
   * @param keepAliveCount {@code keep_alive_count}: probes without answer before the connection
   *     counts as dead; 0 for 3
   * @param ifName {@code if_name}: the interface to go through; null for any
   */
  public record Tcp(
      boolean keepAliveEnable,
      int keepAliveIdleSeconds,
      int keepAliveIntervalSeconds,
      int keepAliveCount,
      @Nullable String ifName) {}

  /**
   * A builder with every default.
   *
   * @return the builder
   */
  public static WebsocketClientConfigBuilder builder() {
    return new WebsocketClientConfigBuilder();
  }

  /**
   * The configuration for a URI, all else by default.
   *
   * @param uri such as {@code "wss://example.com/ws"}
   * @return the configuration
   */
  public static WebsocketClientConfig of(String uri) {
    return builder().uri(uri).build();
  }

  /**
   * A builder with this configuration's values.
   *
   * @return the builder
   */
  public WebsocketClientConfigBuilder toBuilder() {
    return new WebsocketClientConfigBuilder(this);
  }
}
