package dev.espalier.websocket;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.hal.EspField;
import dev.espalier.hal.Fidelity;
import org.jspecify.annotations.Nullable;

/** Builds a {@link WebsocketClientConfig}; each method names the C field it sets. */
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
  }

  /**
   * Sets {@code uri}.
   *
   * @param uri the URI; null for none
   * @return this builder
   */
  @EspField("uri")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder uri(@Nullable String uri) {
    this.uri = uri;
    return this;
  }

  /**
   * Sets {@code host}.
   *
   * @param host name or address; overrides the URI's; null for none
   * @return this builder
   */
  @EspField("host")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder host(@Nullable String host) {
    this.host = host;
    return this;
  }

  /**
   * Sets {@code port}.
   *
   * @param port overrides the URI's; 0 for none: 80 or 443, by the scheme
   * @return this builder
   */
  @EspField("port")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder port(int port) {
    this.port = port;
    return this;
  }

  /**
   * Sets {@code path}.
   *
   * @param path path and query; overrides the URI's; null for none: {@code "/"}
   * @return this builder
   */
  @EspField("path")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder path(@Nullable String path) {
    this.path = path;
    return this;
  }

  /**
   * Sets {@code transport}.
   *
   * @param transport what carries the frames when the URI does not say it
   * @return this builder
   */
  @EspField("transport")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder transport(WebsocketTransport transport) {
    this.transport = transport;
    return this;
  }

  /**
   * Sets {@code username}.
   *
   * @param username stored, never sent by ESP-IDF v4.4; null for none
   * @return this builder
   */
  @EspField(
      value = "username",
      fidelity = Fidelity.STORED,
      note = "as in ESP-IDF v4.4, which never sends it")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder username(@Nullable String username) {
    this.username = username;
    return this;
  }

  /**
   * Sets {@code password}.
   *
   * @param password stored, never sent by ESP-IDF v4.4; null for none
   * @return this builder
   */
  @EspField(
      value = "password",
      fidelity = Fidelity.STORED,
      note = "as in ESP-IDF v4.4, which never sends it")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder password(@Nullable String password) {
    this.password = password;
    return this;
  }

  /**
   * Sets {@code subprotocol}.
   *
   * @param subprotocol value of {@code Sec-WebSocket-Protocol}; null for no such header
   * @return this builder
   */
  @EspField("subprotocol")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder subprotocol(@Nullable String subprotocol) {
    this.subprotocol = subprotocol;
    return this;
  }

  /**
   * Sets {@code user_agent}.
   *
   * @param userAgent value of {@code User-Agent}; null for ESP-IDF's own
   * @return this builder
   */
  @EspField("user_agent")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder userAgent(@Nullable String userAgent) {
    this.userAgent = userAgent;
    return this;
  }

  /**
   * Sets {@code headers}.
   *
   * @param headers further header lines, each with its CRLF; null for none
   * @return this builder
   */
  @EspField("headers")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder headers(@Nullable String headers) {
    this.headers = headers;
    return this;
  }

  /**
   * Sets {@code task_prio}.
   *
   * @param taskPriority the priority of {@code websocket_task}; 0 or less for 5
   * @return this builder
   */
  @EspField("task_prio")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder taskPriority(int taskPriority) {
    this.taskPriority = taskPriority;
    return this;
  }

  /**
   * Sets {@code task_stack}.
   *
   * @param taskStackBytes its stack; 0 for 4096
   * @return this builder
   */
  @EspField("task_stack")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder taskStackBytes(int taskStackBytes) {
    this.taskStackBytes = taskStackBytes;
    return this;
  }

  /**
   * Sets {@code buffer_size}.
   *
   * @param bufferSize bytes of the receive buffer and of the longest frame sent; 0 or less for 1024
   * @return this builder
   */
  @EspField("buffer_size")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder bufferSize(int bufferSize) {
    this.bufferSize = bufferSize;
    return this;
  }

  /**
   * Sets {@code user_context}.
   *
   * @param userContext handed to every handler
   * @return this builder
   */
  @EspField("user_context")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder userContext(@Nullable Object userContext) {
    this.userContext = userContext;
    return this;
  }

  /**
   * Sets {@code disable_auto_reconnect}.
   *
   * @param autoReconnect whether to connect again; the C field says the opposite
   * @return this builder
   */
  @EspField("disable_auto_reconnect")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder autoReconnect(boolean autoReconnect) {
    this.autoReconnect = autoReconnect;
    return this;
  }

  /**
   * Sets {@code ping_interval_sec}.
   *
   * @param pingIntervalSeconds silence before a PING is sent; 0 for 10
   * @return this builder
   */
  @EspField("ping_interval_sec")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder pingIntervalSeconds(long pingIntervalSeconds) {
    this.pingIntervalSeconds = pingIntervalSeconds;
    return this;
  }

  /**
   * Sets {@code pingpong_timeout_sec}.
   *
   * @param pongTimeoutSeconds time without PONG before the connection is given up; 0 for 120
   * @return this builder
   */
  @EspField("pingpong_timeout_sec")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder pongTimeoutSeconds(int pongTimeoutSeconds) {
    this.pongTimeoutSeconds = pongTimeoutSeconds;
    return this;
  }

  /**
   * Sets {@code disable_pingpong_discon}.
   *
   * @param disconnectWithoutPong whether to give it up; the C field says the opposite
   * @return this builder
   */
  @EspField("disable_pingpong_discon")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder disconnectWithoutPong(boolean disconnectWithoutPong) {
    this.disconnectWithoutPong = disconnectWithoutPong;
    return this;
  }

  /**
   * Sets {@code cert_pem}.
   *
   * @param serverCa the CA of the server (with {@code cert_len}); null for none
   * @return this builder
   */
  @EspField("cert_pem")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder serverCa(@Nullable WebsocketCredential serverCa) {
    this.serverCa = serverCa;
    return this;
  }

  /**
   * Sets {@code client_cert}.
   *
   * @param clientCertificate our certificate (with {@code client_cert_len}); null for none
   * @return this builder
   */
  @EspField("client_cert")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder clientCertificate(
      @Nullable WebsocketCredential clientCertificate) {
    this.clientCertificate = clientCertificate;
    return this;
  }

  /**
   * Sets {@code client_key}.
   *
   * @param clientKey its private key (with {@code client_key_len}); null for none
   * @return this builder
   */
  @EspField("client_key")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder clientKey(@Nullable WebsocketCredential clientKey) {
    this.clientKey = clientKey;
    return this;
  }

  /**
   * Sets {@code use_global_ca_store}.
   *
   * @param useGlobalCaStore whether to trust the global CA store instead of {@code serverCa}
   * @return this builder
   */
  @EspField("use_global_ca_store")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder useGlobalCaStore(boolean useGlobalCaStore) {
    this.useGlobalCaStore = useGlobalCaStore;
    return this;
  }

  /**
   * Sets {@code skip_cert_common_name_check}.
   *
   * @param skipCertCommonNameCheck whether the server's name is not compared with its certificate
   * @return this builder
   */
  @EspField("skip_cert_common_name_check")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder skipCertCommonNameCheck(boolean skipCertCommonNameCheck) {
    this.skipCertCommonNameCheck = skipCertCommonNameCheck;
    return this;
  }

  /**
   * Sets {@code keep_alive_enable}.
   *
   * @param keepAliveEnable whether TCP sends keep-alive probes
   * @return this builder
   */
  @EspField("keep_alive_enable")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder keepAliveEnable(boolean keepAliveEnable) {
    this.keepAliveEnable = keepAliveEnable;
    return this;
  }

  /**
   * Sets {@code keep_alive_idle}.
   *
   * @param keepAliveIdleSeconds silence before the first probe; 0 for 5
   * @return this builder
   */
  @EspField("keep_alive_idle")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder keepAliveIdleSeconds(int keepAliveIdleSeconds) {
    this.keepAliveIdleSeconds = keepAliveIdleSeconds;
    return this;
  }

  /**
   * Sets {@code keep_alive_interval}.
   *
   * @param keepAliveIntervalSeconds time between probes; 0 for 5
   * @return this builder
   */
  @EspField("keep_alive_interval")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder keepAliveIntervalSeconds(int keepAliveIntervalSeconds) {
    this.keepAliveIntervalSeconds = keepAliveIntervalSeconds;
    return this;
  }

  /**
   * Sets {@code keep_alive_count}.
   *
   * @param keepAliveCount probes without answer before the connection counts as dead; 0 for 3
   * @return this builder
   */
  @EspField("keep_alive_count")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder keepAliveCount(int keepAliveCount) {
    this.keepAliveCount = keepAliveCount;
    return this;
  }

  /**
   * Sets {@code if_name}.
   *
   * @param ifName the interface to go through; null for any
   * @return this builder
   */
  @EspField("if_name")
  @CanIgnoreReturnValue
  public WebsocketClientConfigBuilder ifName(@Nullable String ifName) {
    this.ifName = ifName;
    return this;
  }

  /**
   * Makes the configuration.
   *
   * @return the configuration
   */
  public WebsocketClientConfig build() {
    return new WebsocketClientConfig(
        new WebsocketClientConfig.Server(uri, host, port, path, transport),
        new WebsocketClientConfig.Request(username, password, subprotocol, userAgent, headers),
        new WebsocketClientConfig.Work(taskPriority, taskStackBytes, bufferSize, userContext),
        new WebsocketClientConfig.Liveness(
            autoReconnect, pingIntervalSeconds, pongTimeoutSeconds, disconnectWithoutPong),
        new WebsocketClientConfig.Tls(
            serverCa, clientCertificate, clientKey, useGlobalCaStore, skipCertCommonNameCheck),
        new WebsocketClientConfig.Tcp(
            keepAliveEnable,
            keepAliveIdleSeconds,
            keepAliveIntervalSeconds,
            keepAliveCount,
            ifName));
  }
}
