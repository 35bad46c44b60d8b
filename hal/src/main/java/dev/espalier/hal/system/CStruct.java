package dev.espalier.hal.system;

/**
 * What the structs of the genuine code take on the ESP32, at the default configuration of ESP-IDF
 * v4.4: 4-byte pointers, 64-bit numbers on 8-byte boundaries.
 *
 * <p>The page {@code docs/limits.md} shows this table.
 */
public enum CStruct {
  /** A task, without its stack. */
  TCB("tskTCB", 340, "freertos/tasks.c", "newlib's struct _reent is 240 of it"),
  /** A queue, semaphore or mutex, without its items. */
  QUEUE("Queue_t", 84, "freertos/queue.c", "items follow in the same block"),
  /** An event group. */
  EVENT_GROUP("EventGroup_t", 36, "freertos/event_groups.c", ""),
  /** A software timer. */
  SOFTWARE_TIMER("Timer_t", 40, "freertos/timers.c", ""),
  /** A message to the timer task. */
  TIMER_MESSAGE("DaemonTaskMessage_t", 16, "freertos/timers.c", ""),
  /** A stream or message buffer, without its ring. */
  STREAM_BUFFER("StreamBuffer_t", 40, "freertos/stream_buffer.c", "the ring follows, 1 byte more"),
  /** A high-resolution timer. */
  ESP_TIMER("struct esp_timer", 32, "esp_timer/src/esp_timer.c", "64 with profiling"),
  /** An event loop. */
  EVENT_LOOP("esp_event_loop_instance_t", 24, "esp_event_internal.h", "and a mutex and a queue"),
  /** One entry of an event loop's queue. */
  EVENT_POST("esp_event_post_instance_t", 16, "esp_event_internal.h", "data is a block of its own"),
  /** A node for handlers of the whole loop. */
  EVENT_LOOP_NODE("esp_event_loop_node_t", 12, "esp_event_internal.h", ""),
  /** A node for handlers of a base. */
  EVENT_BASE_NODE("esp_event_base_node_t", 16, "esp_event_internal.h", ""),
  /** A node for handlers of an id. */
  EVENT_ID_NODE("esp_event_id_node_t", 12, "esp_event_internal.h", ""),
  /** A registered handler. */
  EVENT_HANDLER("esp_event_handler_node_t", 8, "esp_event_internal.h", "and its context, 8"),
  /** A handler's function and argument. */
  EVENT_HANDLER_CONTEXT("esp_event_handler_instance_context_t", 8, "esp_event_internal.h", ""),
  /** A connection as the sockets see it. */
  NETCONN("struct netconn", 56, "lwip/api.h", ""),
  /** A mailbox, without its queue. */
  MAILBOX("struct sys_mbox_s", 8, "lwip/port/esp32/include/arch/sys_arch.h", "and a queue"),
  /** A TCP connection. */
  TCP_PCB("struct tcp_pcb", 208, "lwip/tcp.h", "with IPv6"),
  /** A listening TCP socket. */
  TCP_LISTEN_PCB("struct tcp_pcb_listen", 76, "lwip/tcp.h", "with IPv6"),
  /** A UDP socket. */
  UDP_PCB("struct udp_pcb", 80, "lwip/udp.h", "with IPv6"),
  /** A ping session. */
  ESP_PING("esp_ping_t", 120, "lwip/apps/ping/ping_sock.c", "and the packet"),
  /** An answer of {@code getaddrinfo}. */
  ADDRINFO("NETDB_ELEM_SIZE", 317, "lwip/netdb.h", "given back by freeaddrinfo"),
  /** An interface as lwIP sees it. */
  NETIF("struct netif", 292, "lwip/netif.h", "with IPv6"),
  /** An interface as esp_netif sees it. */
  ESP_NETIF("struct esp_netif_obj", 100, "esp_netif_lwip_internal.h", "and two ip_info of 12"),
  /** A DHCP client. */
  DHCP("struct dhcp", 88, "lwip/dhcp.h", ""),
  /** A TLS connection with mbedTLS's contexts. */
  ESP_TLS("esp_tls_t", 2112, "esp-tls/esp_tls.h", "ssl 240, config 176, entropy 632, 3 × x509_crt"),
  /** The part of a record buffer that is no content. */
  TLS_RECORD_EXTRA(
      "MBEDTLS_SSL_IN_BUFFER_LEN", 333, "mbedtls/ssl_internal.h", "beyond the content"),
  /** What a handshake keeps until its end. */
  TLS_HANDSHAKE(
      "mbedtls_ssl_handshake_params",
      2088,
      "mbedtls/ssl_internal.h",
      "and about 8 KiB of big numbers and curve points"),
  /** Keys and ciphers of a connection. */
  TLS_TRANSFORM("mbedtls_ssl_transform", 212, "mbedtls/ssl_internal.h", "and 2 × GCM of 392"),
  /** A session. */
  TLS_SESSION("mbedtls_ssl_session", 128, "mbedtls/ssl.h", ""),
  /** A certificate, without its bytes. */
  X509_CRT("mbedtls_x509_crt", 344, "mbedtls/x509_crt.h", "and its DER"),
  /** A transport. */
  TRANSPORT("struct esp_transport_item_t", 60, "transport_internal.h", ""),
  /** What transports of one list share. */
  TRANSPORT_FOUNDATION("esp_foundation_transport_t", 4, "transport_internal.h", "and error store"),
  /** Errors of a transport. */
  TRANSPORT_ERRORS("struct esp_transport_error_storage", 16, "transport_internal.h", ""),
  /** A list of transports. */
  TRANSPORT_LIST("struct esp_transport_list_t", 8, "tcp_transport/transport.c", ""),
  /** The tcp or ssl part of a transport. */
  TRANSPORT_SSL("transport_esp_tls_t", 148, "tcp_transport/transport_ssl.c", ""),
  /** A SOCKS proxy: version, address, port, user, parent. */
  TRANSPORT_SOCKS("transport_socks_t", 20, "tcp_transport/transport_socks_proxy.c", "current"),
  /** The WebSocket part of a transport. */
  TRANSPORT_WS(
      "transport_ws_t", 48, "tcp_transport/transport_ws.c", "and its buffer, path, headers"),
  /** A WebSocket client. */
  WEBSOCKET_CLIENT("struct esp_websocket_client", 144, "esp_websocket_client.c", ""),
  /** Its copy of the configuration. */
  WEBSOCKET_CONFIG("websocket_config_storage_t", 68, "esp_websocket_client.c", "and its strings"),
  /** Last error of a TLS connection. */
  TLS_ERRORS("struct esp_tls_error_storage", 16, "esp_tls_error_capture.c", ""),
  /** An open NVS namespace. */
  NVS_HANDLE("NVSHandleEntry", 24, "nvs_flash/src/nvs_api.cpp", "with its NVSHandleSimple");

  private final String cName;
  private final int bytes;
  private final String source;
  private final String note;

  CStruct(String cName, int bytes, String source, String note) {
    this.cName = cName;
    this.bytes = bytes;
    this.source = source;
    this.note = note;
  }

  /**
   * The struct's name.
   *
   * @return as in C
   */
  public String cName() {
    return cName;
  }

  /**
   * Its size.
   *
   * @return {@code sizeof}, in bytes
   */
  public int bytes() {
    return bytes;
  }

  /**
   * Where it is declared.
   *
   * @return a file of ESP-IDF v4.4
   */
  public String source() {
    return source;
  }

  /**
   * What else belongs to it.
   *
   * @return a few words, perhaps none
   */
  public String note() {
    return note;
  }
}
