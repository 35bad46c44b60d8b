package dev.espalier.websocket;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.hal.EspField;
import dev.espalier.hal.Fidelity;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.tls.MbedtlsSslConfig;
import dev.espalier.hal.transport.TransportWs;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link WebsocketClientConfig}; each method names the C field it sets and gives this
 * builder. Fields that a version does not have are passed over with a warning.
 */
public final class WebsocketClientConfigBuilder {
  private @Nullable String uri;
  private @Nullable String host;
  private int port;
  private @Nullable String path;
  private WebsocketTransport transport = WebsocketTransport.WEBSOCKET_TRANSPORT_UNKNOWN;
  private @Nullable String username;
  private @Nullable String password;
  private @Nullable String subprotocol;
  private @Nullable String userAgent;
  private @Nullable String headers;
  private int taskPriority = 5;
  private int taskStackBytes = 4096;
  private int bufferSize = 1024;
  private @Nullable Object userContext;
  private boolean autoReconnect = true;
  private long pingIntervalSeconds = 10;
  private int pongTimeoutSeconds = 120;
  private boolean disconnectWithoutPong = true;
  private @Nullable WebsocketCredential serverCa;
  private @Nullable WebsocketCredential clientCertificate;
  private @Nullable WebsocketCredential clientKey;
  private boolean useGlobalCaStore;
  private boolean skipCertCommonNameCheck;
  private boolean keepAliveEnable;
  private int keepAliveIdleSeconds = 5;
  private int keepAliveIntervalSeconds = 5;
  private int keepAliveCount = 3;
  private @Nullable String ifName;
  private @Nullable String taskName;
  private @Nullable Integer taskCoreId;
  private boolean closeReconnect;
  private int reconnectTimeoutMillis;
  private int networkTimeoutMillis;
  private @Nullable String certCommonName;
  private @Nullable Function<MbedtlsSslConfig, EspErr> crtBundleAttach;
  private @Nullable Object clientDsData;
  private @Nullable TransportWs extTransport;

  WebsocketClientConfigBuilder() {}

  WebsocketClientConfigBuilder(WebsocketClientConfig config) {
    uri = config.server().uri();
    host = config.server().host();
    port = config.server().port();
    path = config.server().path();
    transport = config.server().transport();
    username = config.request().username();
    password = config.request().password();
    subprotocol = config.request().subprotocol();
    userAgent = config.request().userAgent();
    headers = config.request().headers();
    taskPriority = config.work().taskPriority();
    taskStackBytes = config.work().taskStackBytes();
    bufferSize = config.work().bufferSize();
    userContext = config.work().userContext();
    autoReconnect = config.liveness().autoReconnect();
    pingIntervalSeconds = config.liveness().pingIntervalSeconds();
    pongTimeoutSeconds = config.liveness().pongTimeoutSeconds();
    disconnectWithoutPong = config.liveness().disconnectWithoutPong();
    serverCa = config.tls().serverCa();
    clientCertificate = config.tls().clientCertificate();
    clientKey = config.tls().clientKey();
    useGlobalCaStore = config.tls().useGlobalCaStore();
    skipCertCommonNameCheck = config.tls().skipCertCommonNameCheck();
    keepAliveEnable = config.tcp().keepAliveEnable();
    keepAliveIdleSeconds = config.tcp().keepAliveIdleSeconds();
    keepAliveIntervalSeconds = config.tcp().keepAliveIntervalSeconds();
    keepAliveCount = config.tcp().keepAliveCount();
    ifName = config.tcp().ifName();
    taskName = config.work().taskName();
    taskCoreId = config.work().taskCoreId();
    closeReconnect = config.liveness().closeReconnect();
    reconnectTimeoutMillis = config.timeouts().reconnectTimeoutMillis();
    networkTimeoutMillis = config.timeouts().networkTimeoutMillis();
    certCommonName = config.tls().certCommonName();
    crtBundleAttach = config.tls().crtBundleAttach();
    clientDsData = config.tls().clientDsData();
    extTransport = config.server().extTransport();
  }

  /** Sets {@code uri}: the URI; null for none. */
  @EspField("uri")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder uri(@Nullable String uri) {
    this.uri = uri;
    return this;
  }

  /** Sets {@code host}: name or address; overrides the URI's; null for none. */
  @EspField("host")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder host(@Nullable String host) {
    this.host = host;
    return this;
  }

  /** Sets {@code port}: overrides the URI's; 0 for none: 80 or 443, by the scheme. */
  @EspField("port")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder port(int port) {
    this.port = port;
    return this;
  }

  /** Sets {@code path}: path and query; overrides the URI's; null for none: {@code "/"}. */
  @EspField("path")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder path(@Nullable String path) {
    this.path = path;
    return this;
  }

  /** Sets {@code transport}: what carries the frames when the URI does not say it. */
  @EspField("transport")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder transport(WebsocketTransport transport) {
    this.transport = transport;
    return this;
  }

  /**
   * Sets {@code username}: for the Authorization header (Basic), which ESP-IDF v4.4 never sends;
   * null for none.
   */
  @EspField(value = "username", note = "sent since component 1.0.0; ESP-IDF v4.4 only keeps it")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder username(@Nullable String username) {
    this.username = username;
    return this;
  }

  /**
   * Sets {@code password}: for the Authorization header (Basic), which ESP-IDF v4.4 never sends;
   * null for none.
   */
  @EspField(value = "password", note = "sent since component 1.0.0; ESP-IDF v4.4 only keeps it")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder password(@Nullable String password) {
    this.password = password;
    return this;
  }

  /** Sets {@code subprotocol}: value of {@code Sec-WebSocket-Protocol}; null for no such header. */
  @EspField("subprotocol")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder subprotocol(@Nullable String subprotocol) {
    this.subprotocol = subprotocol;
    return this;
  }

  /** Sets {@code user_agent}: value of {@code User-Agent}; null for ESP-IDF's own. */
  @EspField("user_agent")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder userAgent(@Nullable String userAgent) {
    this.userAgent = userAgent;
    return this;
  }

  /** Sets {@code headers}: further header lines, each with its CRLF; null for none. */
  @EspField("headers")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder headers(@Nullable String headers) {
    this.headers = headers;
    return this;
  }

  /** Sets {@code task_prio}: the priority of {@code websocket_task}; 0 or less for 5. */
  @EspField("task_prio")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder taskPriority(int taskPriority) {
    this.taskPriority = taskPriority;
    return this;
  }

  /** Sets {@code task_stack}: its stack; 0 for 4096. */
  @EspField("task_stack")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder taskStackBytes(int taskStackBytes) {
    this.taskStackBytes = taskStackBytes;
    return this;
  }

  /**
   * Sets {@code buffer_size}: bytes of the receive buffer and of the longest frame sent; 0 or less
   * for 1024.
   */
  @EspField("buffer_size")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder bufferSize(int bufferSize) {
    this.bufferSize = bufferSize;
    return this;
  }

  /** Sets {@code user_context}: handed to every handler. */
  @EspField("user_context")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder userContext(@Nullable Object userContext) {
    this.userContext = userContext;
    return this;
  }

  /**
   * Sets {@code disable_auto_reconnect}: whether to connect again; the C field says the opposite.
   */
  @EspField("disable_auto_reconnect")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder autoReconnect(boolean autoReconnect) {
    this.autoReconnect = autoReconnect;
    return this;
  }

  /** Sets {@code ping_interval_sec}: silence before a PING is sent; 0 for 10. */
  @EspField("ping_interval_sec")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder pingIntervalSeconds(long pingIntervalSeconds) {
    this.pingIntervalSeconds = pingIntervalSeconds;
    return this;
  }

  /**
   * Sets {@code pingpong_timeout_sec}: time without PONG before the connection is given up; 0 for
   * 120.
   */
  @EspField("pingpong_timeout_sec")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder pongTimeoutSeconds(int pongTimeoutSeconds) {
    this.pongTimeoutSeconds = pongTimeoutSeconds;
    return this;
  }

  /** Sets {@code disable_pingpong_discon}: whether to give it up; the C field says the opposite. */
  @EspField("disable_pingpong_discon")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder disconnectWithoutPong(boolean disconnectWithoutPong) {
    this.disconnectWithoutPong = disconnectWithoutPong;
    return this;
  }

  /** Sets {@code cert_pem}: the CA of the server (with {@code cert_len}); null for none. */
  @EspField("cert_pem")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder serverCa(@Nullable WebsocketCredential serverCa) {
    this.serverCa = serverCa;
    return this;
  }

  /** Sets {@code client_cert}: our certificate (with {@code client_cert_len}); null for none. */
  @EspField("client_cert")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder clientCertificate(
      @Nullable WebsocketCredential clientCertificate) {
    this.clientCertificate = clientCertificate;
    return this;
  }

  /** Sets {@code client_key}: its private key (with {@code client_key_len}); null for none. */
  @EspField("client_key")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder clientKey(@Nullable WebsocketCredential clientKey) {
    this.clientKey = clientKey;
    return this;
  }

  /**
   * Sets {@code use_global_ca_store}: whether to trust the global CA store instead of {@code
   * serverCa}.
   */
  @EspField("use_global_ca_store")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder useGlobalCaStore(boolean useGlobalCaStore) {
    this.useGlobalCaStore = useGlobalCaStore;
    return this;
  }

  /**
   * Sets {@code skip_cert_common_name_check}: whether the server's name is not compared with its
   * certificate.
   */
  @EspField("skip_cert_common_name_check")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder skipCertCommonNameCheck(boolean skipCertCommonNameCheck) {
    this.skipCertCommonNameCheck = skipCertCommonNameCheck;
    return this;
  }

  /** Sets {@code keep_alive_enable}: whether TCP sends keep-alive probes. */
  @EspField("keep_alive_enable")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder keepAliveEnable(boolean keepAliveEnable) {
    this.keepAliveEnable = keepAliveEnable;
    return this;
  }

  /** Sets {@code keep_alive_idle}: silence before the first probe; 0 for 5. */
  @EspField("keep_alive_idle")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder keepAliveIdleSeconds(int keepAliveIdleSeconds) {
    this.keepAliveIdleSeconds = keepAliveIdleSeconds;
    return this;
  }

  /** Sets {@code keep_alive_interval}: time between probes; 0 for 5. */
  @EspField("keep_alive_interval")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder keepAliveIntervalSeconds(int keepAliveIntervalSeconds) {
    this.keepAliveIntervalSeconds = keepAliveIntervalSeconds;
    return this;
  }

  /**
   * Sets {@code keep_alive_count}: probes without answer before the connection counts as dead; 0
   * for 3.
   */
  @EspField("keep_alive_count")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder keepAliveCount(int keepAliveCount) {
    this.keepAliveCount = keepAliveCount;
    return this;
  }

  /** Sets {@code if_name}: the interface to go through; null for any. */
  @EspField("if_name")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder ifName(@Nullable String ifName) {
    this.ifName = ifName;
    return this;
  }

  /** Sets {@code task_name}: the name of the client's task; null for {@code "websocket_task"}. */
  @EspField(value = "task_name", since = "1.0.0")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder taskName(@Nullable String taskName) {
    this.taskName = taskName;
    return this;
  }

  /**
   * Sets {@code task_core_id}: the core of the task, or {@link
   * dev.espalier.hal.freertos.Task#NO_AFFINITY}; null for {@code task_core_id_set} off, which is no
   * affinity too.
   */
  @EspField(value = "task_core_id", since = "1.7.0")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder taskCoreId(@Nullable Integer taskCoreId) {
    this.taskCoreId = taskCoreId;
    return this;
  }

  /**
   * Sets {@code enable_close_reconnect}: whether to connect again after a clean close; {@link
   * EspWebsocketClient#close(dev.espalier.hal.freertos.Timeout)} then returns at once.
   */
  @EspField(value = "enable_close_reconnect", since = "1.5.0")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder closeReconnect(boolean closeReconnect) {
    this.closeReconnect = closeReconnect;
    return this;
  }

  /**
   * Sets {@code reconnect_timeout_ms}: the wait before connecting again; 0 or less for 10 000, with
   * a log line.
   */
  @EspField(value = "reconnect_timeout_ms", since = "0.0.1")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder reconnectTimeoutMillis(int reconnectTimeoutMillis) {
    this.reconnectTimeoutMillis = reconnectTimeoutMillis;
    return this;
  }

  /**
   * Sets {@code network_timeout_ms}: the time for an operation of the network; 0 or less for 10
   * 000, with a log line.
   */
  @EspField(value = "network_timeout_ms", since = "0.0.1")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder networkTimeoutMillis(int networkTimeoutMillis) {
    this.networkTimeoutMillis = networkTimeoutMillis;
    return this;
  }

  /**
   * Sets {@code cert_common_name}: the name that the server's certificate is to have; null for the
   * host's.
   */
  @EspField(value = "cert_common_name", since = "1.3.0")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder certCommonName(@Nullable String certCommonName) {
    this.certCommonName = certCommonName;
    return this;
  }

  /**
   * Sets {@code crt_bundle_attach}: {@code EspCrtBundle::attach} to verify with the bundle; null
   * for none.
   */
  @EspField(value = "crt_bundle_attach", since = "0.0.2")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder crtBundleAttach(
      @Nullable Function<MbedtlsSslConfig, EspErr> crtBundleAttach) {
    this.crtBundleAttach = crtBundleAttach;
    return this;
  }

  /** Sets {@code client_ds_data}: data of the digital signature peripheral; null for none. */
  @EspField(
      value = "client_ds_data",
      since = "1.4.0",
      fidelity = Fidelity.STUB,
      note = "the ESP32 has no such peripheral: connecting fails")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder clientDsData(@Nullable Object clientDsData) {
    this.clientDsData = clientDsData;
    return this;
  }

  /**
   * Sets {@code ext_transport}: a WebSocket transport of the firmware's own, which stays its own;
   * null for the client's.
   */
  @EspField(value = "ext_transport", since = "1.3.0")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder extTransport(@Nullable TransportWs extTransport) {
    this.extTransport = extTransport;
    return this;
  }

  /**
   * Makes the configuration.
   *
   * @return the configuration
   */
  public WebsocketClientConfig build() {
    return new WebsocketClientConfig(
        new WebsocketClientConfig.Server(uri, host, port, path, transport, extTransport),
        new WebsocketClientConfig.Request(username, password, subprotocol, userAgent, headers),
        new WebsocketClientConfig.Work(
            taskPriority, taskStackBytes, bufferSize, userContext, taskName, taskCoreId),
        new WebsocketClientConfig.Liveness(
            autoReconnect,
            pingIntervalSeconds,
            pongTimeoutSeconds,
            disconnectWithoutPong,
            closeReconnect),
        new WebsocketClientConfig.Timeouts(reconnectTimeoutMillis, networkTimeoutMillis),
        new WebsocketClientConfig.Tls(
            serverCa,
            clientCertificate,
            clientKey,
            useGlobalCaStore,
            skipCertCommonNameCheck,
            certCommonName,
            crtBundleAttach,
            clientDsData),
        new WebsocketClientConfig.Tcp(
            keepAliveEnable,
            keepAliveIdleSeconds,
            keepAliveIntervalSeconds,
            keepAliveCount,
            ifName));
  }
}
