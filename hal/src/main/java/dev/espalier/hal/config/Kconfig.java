package dev.espalier.hal.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The options of ESP-IDF v4.4 that change something here, with v4.4's defaults and ranges; and
 * those of the separate WebSocket client.
 */
public final class Kconfig {
  private static final List<SdkOption<?>> DECLARED = new ArrayList<>();
  private static final int MANY = Integer.MAX_VALUE;

  /** {@code CONFIG_FREERTOS_HZ}. */
  public static final SdkOption<Integer> FREERTOS_HZ =
      integer("FREERTOS_HZ", 100, 1, 1000, "RTOS ticks per second");

  /** {@code CONFIG_FREERTOS_MAX_TASK_NAME_LEN}. */
  public static final SdkOption<Integer> FREERTOS_MAX_TASK_NAME_LEN =
      integer(
          "FREERTOS_MAX_TASK_NAME_LEN", 16, 1, 256, "longest task name kept, terminator included");

  /** {@code CONFIG_FREERTOS_TIMER_TASK_PRIORITY}. */
  public static final SdkOption<Integer> FREERTOS_TIMER_TASK_PRIORITY =
      integer(
          "FREERTOS_TIMER_TASK_PRIORITY",
          1,
          1,
          25,
          "priority of the task that runs software timers");

  /** {@code CONFIG_FREERTOS_TIMER_TASK_STACK_DEPTH}. */
  public static final SdkOption<Integer> FREERTOS_TIMER_TASK_STACK_DEPTH =
      integer(
          "FREERTOS_TIMER_TASK_STACK_DEPTH",
          2048,
          1536,
          32768,
          "stack of the task that runs software timers, bytes");

  /** {@code CONFIG_FREERTOS_TIMER_QUEUE_LENGTH}. */
  public static final SdkOption<Integer> FREERTOS_TIMER_QUEUE_LENGTH =
      integer(
          "FREERTOS_TIMER_QUEUE_LENGTH", 10, 5, 20, "commands to software timers that may wait");

  /** {@code CONFIG_FREERTOS_CHECK_MUTEX_GIVEN_BY_OWNER}. */
  public static final SdkOption<Boolean> FREERTOS_CHECK_MUTEX_GIVEN_BY_OWNER =
      bool(
          "FREERTOS_CHECK_MUTEX_GIVEN_BY_OWNER",
          true,
          "stop firmware that gives a mutex of another task");

  /** {@code CONFIG_FREERTOS_USE_TRACE_FACILITY}. */
  public static final SdkOption<Boolean> FREERTOS_USE_TRACE_FACILITY =
      bool("FREERTOS_USE_TRACE_FACILITY", false, "uxTaskGetSystemState and the like");

  /** {@code CONFIG_FREERTOS_USE_STATS_FORMATTING_FUNCTIONS}. */
  public static final SdkOption<Boolean> FREERTOS_USE_STATS_FORMATTING_FUNCTIONS =
      bool("FREERTOS_USE_STATS_FORMATTING_FUNCTIONS", false, "vTaskList and vTaskGetRunTimeStats");

  /** {@code CONFIG_FREERTOS_VTASKLIST_INCLUDE_COREID}. */
  public static final SdkOption<Boolean> FREERTOS_VTASKLIST_INCLUDE_COREID =
      bool("FREERTOS_VTASKLIST_INCLUDE_COREID", false, "vTaskList shows the core");

  /** {@code CONFIG_FREERTOS_GENERATE_RUN_TIME_STATS}. */
  public static final SdkOption<Boolean> FREERTOS_GENERATE_RUN_TIME_STATS =
      bool("FREERTOS_GENERATE_RUN_TIME_STATS", false, "CPU time of tasks");

  /** {@code CONFIG_FREERTOS_QUEUE_REGISTRY_SIZE}. */
  public static final SdkOption<Integer> FREERTOS_QUEUE_REGISTRY_SIZE =
      integer("FREERTOS_QUEUE_REGISTRY_SIZE", 0, 0, 20, "queues that have names");

  /** {@code CONFIG_ESP_INT_WDT}. */
  public static final SdkOption<Boolean> ESP_INT_WDT =
      bool("ESP_INT_WDT", true, "panic when interrupts are off for too long");

  /** {@code CONFIG_ESP_INT_WDT_TIMEOUT_MS}. */
  public static final SdkOption<Integer> ESP_INT_WDT_TIMEOUT_MS =
      integer("ESP_INT_WDT_TIMEOUT_MS", 300, 10, 10000, "how long that is");

  /** {@code CONFIG_ESP_TASK_WDT}. */
  public static final SdkOption<Boolean> ESP_TASK_WDT =
      bool("ESP_TASK_WDT", true, "start the task watchdog at boot");

  /** {@code CONFIG_ESP_TASK_WDT_PANIC}. */
  public static final SdkOption<Boolean> ESP_TASK_WDT_PANIC =
      bool("ESP_TASK_WDT_PANIC", false, "the task watchdog ends in a panic");

  /** {@code CONFIG_ESP_TASK_WDT_TIMEOUT_S}. */
  public static final SdkOption<Integer> ESP_TASK_WDT_TIMEOUT_S =
      integer("ESP_TASK_WDT_TIMEOUT_S", 5, 1, 60, "its time, seconds");

  /** {@code CONFIG_ESP_TASK_WDT_CHECK_IDLE_TASK_CPU0}. */
  public static final SdkOption<Boolean> ESP_TASK_WDT_CHECK_IDLE_TASK_CPU0 =
      bool("ESP_TASK_WDT_CHECK_IDLE_TASK_CPU0", true, "it watches the idle task");

  /** {@code CONFIG_ESP_TASK_WDT_CHECK_IDLE_TASK_CPU1}. */
  public static final SdkOption<Boolean> ESP_TASK_WDT_CHECK_IDLE_TASK_CPU1 =
      bool("ESP_TASK_WDT_CHECK_IDLE_TASK_CPU1", true, "it watches the other core's idle task");

  /** {@code CONFIG_FREERTOS_THREAD_LOCAL_STORAGE_POINTERS}. */
  public static final SdkOption<Integer> FREERTOS_THREAD_LOCAL_STORAGE_POINTERS =
      integer(
          "FREERTOS_THREAD_LOCAL_STORAGE_POINTERS", 1, 1, 256, "pointers that each task can store");

  /** {@code CONFIG_ESP_MAIN_TASK_STACK_SIZE}. */
  public static final SdkOption<Integer> ESP_MAIN_TASK_STACK_SIZE =
      integer(
          "ESP_MAIN_TASK_STACK_SIZE", 3584, 0, MANY, "stack of the task that runs app_main, bytes");

  /** {@code CONFIG_ESP_SYSTEM_EVENT_QUEUE_SIZE}. */
  public static final SdkOption<Integer> ESP_SYSTEM_EVENT_QUEUE_SIZE =
      integer(
          "ESP_SYSTEM_EVENT_QUEUE_SIZE",
          32,
          0,
          MANY,
          "events that may wait in the default event loop");

  /** {@code CONFIG_ESP_SYSTEM_EVENT_TASK_STACK_SIZE}. */
  public static final SdkOption<Integer> ESP_SYSTEM_EVENT_TASK_STACK_SIZE =
      integer(
          "ESP_SYSTEM_EVENT_TASK_STACK_SIZE",
          2304,
          0,
          MANY,
          "stack of the default event loop's task, bytes");

  /** {@code CONFIG_ESP_EVENT_LOOP_PROFILING}. */
  public static final SdkOption<Boolean> ESP_EVENT_LOOP_PROFILING =
      bool(
          "ESP_EVENT_LOOP_PROFILING",
          false,
          "count handler calls and their time; shown by esp_event_dump");

  /** {@code CONFIG_ESP_EVENT_POST_FROM_ISR}. */
  public static final SdkOption<Boolean> ESP_EVENT_POST_FROM_ISR =
      bool("ESP_EVENT_POST_FROM_ISR", true, "allow esp_event_isr_post");

  /** {@code CONFIG_ESP_TIMER_TASK_STACK_SIZE}. */
  public static final SdkOption<Integer> ESP_TIMER_TASK_STACK_SIZE =
      integer(
          "ESP_TIMER_TASK_STACK_SIZE",
          3584,
          2048,
          65536,
          "stack of the task that runs esp_timer callbacks, bytes");

  /** {@code CONFIG_ESP_TIMER_SUPPORTS_ISR_DISPATCH_METHOD}. */
  public static final SdkOption<Boolean> ESP_TIMER_SUPPORTS_ISR_DISPATCH_METHOD =
      bool(
          "ESP_TIMER_SUPPORTS_ISR_DISPATCH_METHOD",
          false,
          "allow esp_timer callbacks in the interrupt");

  /** {@code CONFIG_ESP_TIMER_PROFILING}. */
  public static final SdkOption<Boolean> ESP_TIMER_PROFILING =
      bool("ESP_TIMER_PROFILING", false, "more columns in esp_timer_dump");

  /** {@code CONFIG_LOG_DEFAULT_LEVEL}. */
  public static final SdkOption<Integer> LOG_DEFAULT_LEVEL =
      integer(
          "LOG_DEFAULT_LEVEL",
          3,
          0,
          5,
          "log level at start: 0 none, 1 error, 2 warning, 3 info, 4 debug, 5 verbose;"
              + " also as CONFIG_LOG_DEFAULT_LEVEL_DEBUG=y");

  /** {@code CONFIG_LOG_MAXIMUM_LEVEL}. */
  public static final SdkOption<Integer> LOG_MAXIMUM_LEVEL =
      integer(
          "LOG_MAXIMUM_LEVEL",
          3,
          0,
          5,
          "highest log level that is compiled in; CONFIG_LOG_DEFAULT_LEVEL unless set");

  /** {@code CONFIG_LOG_COLORS}. */
  public static final SdkOption<Boolean> LOG_COLORS =
      bool("LOG_COLORS", true, "colours in log lines when the console shows them");

  /** {@code CONFIG_LOG_TIMESTAMP_SOURCE_RTOS}. */
  public static final SdkOption<Boolean> LOG_TIMESTAMP_SOURCE_RTOS =
      add(
          SdkOption.bool(
                  "CONFIG_LOG_TIMESTAMP_SOURCE_RTOS",
                  true,
                  "log lines show milliseconds since boot")
              .inChoice("LOG_TIMESTAMP_SOURCE"));

  /** {@code CONFIG_LOG_TIMESTAMP_SOURCE_SYSTEM}. */
  public static final SdkOption<Boolean> LOG_TIMESTAMP_SOURCE_SYSTEM =
      add(
          SdkOption.bool(
                  "CONFIG_LOG_TIMESTAMP_SOURCE_SYSTEM", false, "log lines show the time of day")
              .inChoice("LOG_TIMESTAMP_SOURCE"));

  /** {@code CONFIG_ESP_ERR_TO_NAME_LOOKUP}. */
  public static final SdkOption<Boolean> ESP_ERR_TO_NAME_LOOKUP =
      bool("ESP_ERR_TO_NAME_LOOKUP", true, "esp_err_to_name knows the names of codes");

  /** {@code CONFIG_LWIP_MAX_SOCKETS}. */
  public static final SdkOption<Integer> LWIP_MAX_SOCKETS =
      integer("LWIP_MAX_SOCKETS", 10, 1, 16, "sockets that may be open at once");

  /** {@code CONFIG_LWIP_SO_LINGER}. */
  public static final SdkOption<Boolean> LWIP_SO_LINGER =
      bool("LWIP_SO_LINGER", false, "setsockopt knows SO_LINGER");

  /** {@code CONFIG_LWIP_SO_REUSE}. */
  public static final SdkOption<Boolean> LWIP_SO_REUSE =
      bool("LWIP_SO_REUSE", true, "setsockopt knows SO_REUSEADDR");

  /** {@code CONFIG_LWIP_SO_RCVBUF}. */
  public static final SdkOption<Boolean> LWIP_SO_RCVBUF =
      bool("LWIP_SO_RCVBUF", false, "setsockopt knows SO_RCVBUF");

  /** {@code CONFIG_LWIP_SNTP_MAX_SERVERS}. */
  public static final SdkOption<Integer> LWIP_SNTP_MAX_SERVERS =
      integer("LWIP_SNTP_MAX_SERVERS", 1, 1, 16, "NTP servers that are known");

  /** {@code CONFIG_LWIP_SNTP_UPDATE_DELAY}. */
  public static final SdkOption<Integer> LWIP_SNTP_UPDATE_DELAY =
      integer(
          "LWIP_SNTP_UPDATE_DELAY",
          3_600_000,
          15_000,
          Integer.MAX_VALUE,
          "time between requests to an NTP server, ms");

  /** {@code CONFIG_LWIP_TCP_MSS}. */
  public static final SdkOption<Integer> LWIP_TCP_MSS =
      integer("LWIP_TCP_MSS", 1440, 536, 1460, "largest TCP segment, bytes");

  /** {@code CONFIG_LWIP_TCP_SND_BUF_DEFAULT}. */
  public static final SdkOption<Integer> LWIP_TCP_SND_BUF_DEFAULT =
      integer("LWIP_TCP_SND_BUF_DEFAULT", 5760, 2440, 65535, "send buffer of a TCP socket, bytes");

  /** {@code CONFIG_LWIP_TCP_WND_DEFAULT}. */
  public static final SdkOption<Integer> LWIP_TCP_WND_DEFAULT =
      integer("LWIP_TCP_WND_DEFAULT", 5760, 2440, 65535, "receive window of a TCP socket, bytes");

  /** {@code CONFIG_LWIP_UDP_RECVMBOX_SIZE}. */
  public static final SdkOption<Integer> LWIP_UDP_RECVMBOX_SIZE =
      integer("LWIP_UDP_RECVMBOX_SIZE", 6, 6, 64, "datagrams that may wait in a UDP socket");

  /** {@code CONFIG_LWIP_LOCAL_HOSTNAME}. */
  public static final SdkOption<String> LWIP_LOCAL_HOSTNAME =
      string("LWIP_LOCAL_HOSTNAME", "espressif", "host name of new interfaces");

  /** {@code CONFIG_LWIP_IPV6}. */
  public static final SdkOption<Boolean> LWIP_IPV6 =
      bool("LWIP_IPV6", true, "IPv6 sockets and addresses");

  /** {@code CONFIG_ESP_NETIF_IP_LOST_TIMER_INTERVAL}. */
  public static final SdkOption<Integer> ESP_NETIF_IP_LOST_TIMER_INTERVAL =
      integer(
          "ESP_NETIF_IP_LOST_TIMER_INTERVAL",
          120,
          0,
          65535,
          "seconds from losing the link to IP_EVENT_STA_LOST_IP, 0 for never");

  /** {@code CONFIG_WS_BUFFER_SIZE}. */
  public static final SdkOption<Integer> WS_BUFFER_SIZE =
      integer(
          "WS_BUFFER_SIZE",
          1024,
          0,
          MANY,
          "buffer of the WebSocket transport for the handshake and headers, bytes");

  /** {@code CONFIG_ESP_WS_CLIENT_ENABLE_DYNAMIC_BUFFER}, component 0.0.2. */
  public static final SdkOption<Boolean> ESP_WS_CLIENT_ENABLE_DYNAMIC_BUFFER =
      bool(
          "ESP_WS_CLIENT_ENABLE_DYNAMIC_BUFFER",
          false,
          "the WebSocket client has its buffers only while it uses them (component_1_8)");

  /** {@code CONFIG_ESP_WS_CLIENT_SEPARATE_TX_LOCK}, component 1.5.0. */
  public static final SdkOption<Boolean> ESP_WS_CLIENT_SEPARATE_TX_LOCK =
      bool(
          "ESP_WS_CLIENT_SEPARATE_TX_LOCK",
          false,
          "a lock of their own for those who send (component_1_8)");

  /** {@code CONFIG_ESP_WS_CLIENT_TX_LOCK_TIMEOUT_MS}, component 1.5.0. */
  public static final SdkOption<Integer> ESP_WS_CLIENT_TX_LOCK_TIMEOUT_MS =
      integer(
          "ESP_WS_CLIENT_TX_LOCK_TIMEOUT_MS",
          2000,
          0,
          MANY,
          "how long the client's task waits for that lock; the code takes it for ticks");

  /** {@code CONFIG_ESP_WS_CLIENT_ALLOC_IN_EXT_RAM}, after component 1.8.0. */
  public static final SdkOption<Boolean> ESP_WS_CLIENT_ALLOC_IN_EXT_RAM =
      bool(
          "ESP_WS_CLIENT_ALLOC_IN_EXT_RAM",
          false,
          "the client's structures live in PSRAM, without which init fails (component_1_8)");

  /** {@code CONFIG_ESP_WS_CLIENT_TASK_STACK_IN_EXT_RAM}, after component 1.8.0. */
  public static final SdkOption<Boolean> ESP_WS_CLIENT_TASK_STACK_IN_EXT_RAM =
      bool(
          "ESP_WS_CLIENT_TASK_STACK_IN_EXT_RAM",
          false,
          "the client's stack lives in PSRAM, without which start fails (component_1_8)");

  /** {@code CONFIG_ESP_TLS_INSECURE}. */
  public static final SdkOption<Boolean> ESP_TLS_INSECURE =
      bool("ESP_TLS_INSECURE", false, "allow options that weaken TLS");

  /** {@code CONFIG_ESP_TLS_SKIP_SERVER_CERT_VERIFY}. */
  public static final SdkOption<Boolean> ESP_TLS_SKIP_SERVER_CERT_VERIFY =
      add(
          SdkOption.bool(
                  "CONFIG_ESP_TLS_SKIP_SERVER_CERT_VERIFY",
                  false,
                  "connect unverified when no CA is given, for tests only")
              .needing(ESP_TLS_INSECURE));

  /** {@code CONFIG_ESP_TLS_PSK_VERIFICATION}. */
  public static final SdkOption<Boolean> ESP_TLS_PSK_VERIFICATION =
      bool("ESP_TLS_PSK_VERIFICATION", false, "psk_hint_key may be used");

  /** {@code CONFIG_ESP_TLS_SERVER}. */
  public static final SdkOption<Boolean> ESP_TLS_SERVER =
      bool("ESP_TLS_SERVER", false, "esp_tls_server_session_create is there");

  /** {@code CONFIG_MBEDTLS_SSL_RENEGOTIATION}. */
  public static final SdkOption<Boolean> MBEDTLS_SSL_RENEGOTIATION =
      bool("MBEDTLS_SSL_RENEGOTIATION", true, "TLS servers may renegotiate");

  /** {@code CONFIG_MBEDTLS_SSL_PROTO_TLS1_3}, which v4.4 has not. */
  public static final SdkOption<Boolean> MBEDTLS_SSL_PROTO_TLS1_3 =
      bool("MBEDTLS_SSL_PROTO_TLS1_3", false, "TLS 1.3, with component_1_8 only");

  /** {@code CONFIG_ESP_TLS_CLIENT_SESSION_TICKETS}. */
  public static final SdkOption<Boolean> ESP_TLS_CLIENT_SESSION_TICKETS =
      bool("ESP_TLS_CLIENT_SESSION_TICKETS", false, "TLS clients can resume sessions");

  /** {@code CONFIG_ESP_TLS_SERVER_SESSION_TICKETS}. */
  public static final SdkOption<Boolean> ESP_TLS_SERVER_SESSION_TICKETS =
      bool("ESP_TLS_SERVER_SESSION_TICKETS", false, "TLS servers can give tickets");

  /** {@code CONFIG_ESP_TLS_SERVER_SESSION_TICKET_TIMEOUT}. */
  public static final SdkOption<Integer> ESP_TLS_SERVER_SESSION_TICKET_TIMEOUT =
      integer(
          "ESP_TLS_SERVER_SESSION_TICKET_TIMEOUT",
          86_400,
          1,
          Integer.MAX_VALUE,
          "seconds for which a server takes its tickets");

  /** {@code CONFIG_MBEDTLS_HAVE_TIME_DATE}. */
  public static final SdkOption<Boolean> MBEDTLS_HAVE_TIME_DATE =
      bool("MBEDTLS_HAVE_TIME_DATE", false, "certificates are checked against the time of day");

  /** {@code CONFIG_MBEDTLS_CERTIFICATE_BUNDLE}. */
  public static final SdkOption<Boolean> MBEDTLS_CERTIFICATE_BUNDLE =
      bool("MBEDTLS_CERTIFICATE_BUNDLE", true, "esp_crt_bundle_attach has roots");

  /** {@code CONFIG_MBEDTLS_SSL_IN_CONTENT_LEN}. */
  public static final SdkOption<Integer> MBEDTLS_SSL_IN_CONTENT_LEN =
      integer(
          "MBEDTLS_SSL_IN_CONTENT_LEN",
          16384,
          512,
          16384,
          "largest TLS record that can be received, bytes");

  /** {@code CONFIG_MBEDTLS_SSL_OUT_CONTENT_LEN}. */
  public static final SdkOption<Integer> MBEDTLS_SSL_OUT_CONTENT_LEN =
      integer(
          "MBEDTLS_SSL_OUT_CONTENT_LEN",
          4096,
          512,
          16384,
          "largest TLS record that is sent, bytes");

  /** {@code CONFIG_HEAP_ABORT_WHEN_ALLOCATION_FAILS}. */
  public static final SdkOption<Boolean> HEAP_ABORT_WHEN_ALLOCATION_FAILS =
      bool("HEAP_ABORT_WHEN_ALLOCATION_FAILS", false, "stop firmware when an allocation fails");

  /** {@code CONFIG_FREERTOS_UNICORE}. */
  public static final SdkOption<Boolean> FREERTOS_UNICORE =
      bool("FREERTOS_UNICORE", false, "use the first core only");

  /** {@code CONFIG_EXAMPLE_WIFI_SSID}. */
  public static final SdkOption<String> EXAMPLE_WIFI_SSID =
      string("EXAMPLE_WIFI_SSID", "myssid", "access point that example_connect joins");

  /** {@code CONFIG_EXAMPLE_WIFI_PASSWORD}. */
  public static final SdkOption<String> EXAMPLE_WIFI_PASSWORD =
      string("EXAMPLE_WIFI_PASSWORD", "mypassword", "its password");

  /** {@code CONFIG_EXAMPLE_CONNECT_IPV6}. */
  public static final SdkOption<Boolean> EXAMPLE_CONNECT_IPV6 =
      bool("EXAMPLE_CONNECT_IPV6", true, "example_connect waits for a link-local IPv6 address too");

  /** {@code CONFIG_WEBSOCKET_URI}. */
  public static final SdkOption<String> WEBSOCKET_URI =
      string(
          "WEBSOCKET_URI",
          "ws://echo.websocket.events",
          "server that the websocket example connects to");

  /** Every option above, in the order they are declared. */
  public static final List<SdkOption<?>> ALL = Collections.unmodifiableList(DECLARED);

  private Kconfig() {}

  private static SdkOption<Boolean> bool(String name, boolean initial, String help) {
    return add(SdkOption.bool("CONFIG_" + name, initial, help));
  }

  private static SdkOption<Integer> integer(
      String name, int initial, int min, int max, String help) {
    return add(SdkOption.integer("CONFIG_" + name, initial, min, max, help));
  }

  private static SdkOption<String> string(String name, String initial, String help) {
    return add(SdkOption.string("CONFIG_" + name, initial, help));
  }

  private static <T> SdkOption<T> add(SdkOption<T> option) {
    DECLARED.add(option);
    return option;
  }
}
