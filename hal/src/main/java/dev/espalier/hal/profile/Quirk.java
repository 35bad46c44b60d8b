package dev.espalier.hal.profile;

/**
 * A behaviour of ESP-IDF v4.4 that its documentation does not promise. Each can be switched off
 * alone; the behaviour is then that of the version which fixed it.
 */
public enum Quirk {
  /**
   * After the server's CLOSE, when TCP stays open for 1 s, the task ends without a CLOSED event.
   */
  CLOSED_EVENT_NEEDS_TCP_END("Q1", "esp_websocket_client_task", "component 1.2.3"),
  /** No reconnect after a clean close, even with auto-reconnect. */
  NO_RECONNECT_AFTER_CLOSE("Q2", "esp_websocket_client_task", "component 1.5.0, opt-in"),
  /** {@code WEBSOCKET_EVENT_ERROR} is never posted. */
  NO_ERROR_EVENT("Q3", "esp_websocket_client_task", "component 1.0.0"),
  /** Each read resets the ping timer, so that no PING goes out while data flows. */
  READ_RESETS_PING_TIMER("Q4", "esp_websocket_client_task", "component 1.6.0"),
  /** {@code stop()} during the reconnect wait blocks for up to half of it. */
  STOP_WAITS_FOR_RECONNECT_SLEEP("Q5", "esp_websocket_client_task", "component 1.6.0"),
  /** {@code start()} clears the stopped bit after it has created the task. */
  START_CLEARS_STOPPED_BIT_LATE("Q6", "esp_websocket_client_start", "component 1.8.0"),
  /** User name and password are stored and never sent. */
  CREDENTIALS_NEVER_SENT("Q7", "esp_websocket_client_init", "component 1.0.0"),
  /** Reconnect and network timeouts are fixed at 10 s. */
  TIMEOUTS_FIXED("Q8", "esp_websocket_client_set_config", "component 0.0.1"),
  /**
   * The client's lock is held while DATA handlers run; the abort after a poll error has no lock.
   */
  LOCK_HELD_IN_HANDLERS("Q9", "esp_websocket_client_task", "component 1.3.0 and 1.5.0"),
  /** A PING longer than the buffer is answered with the last piece's bytes and the full length. */
  PONG_FROM_SHORT_BUFFER("Q10", "esp_websocket_client_recv", "ESP-IDF 2026-04"),
  /** Sending no bytes is refused. */
  EMPTY_SEND_REFUSED("Q11", "esp_websocket_client_send_with_opcode", "component 1.0.1"),
  /** What arrives in the same read as the end of the upgrade answer is lost. */
  BYTES_BEHIND_UPGRADE_LOST("Q12", "ws_connect", "ESP-IDF 2024-04"),
  /** Each part of a frame header is read in one call; a part that arrives in pieces is misread. */
  HEADER_PART_IN_ONE_READ("Q13a", "ws_read_header", "ESP-IDF 2024-11"),
  /** Reserved bits, reserved opcodes, masks and lengths of control frames are not checked. */
  FRAME_HEADER_UNCHECKED("Q13b", "ws_read_header", "ESP-IDF 2026-05"),
  /** Request and answer must each fit {@code CONFIG_WS_BUFFER_SIZE}. */
  HANDSHAKE_IN_ONE_BUFFER("Q13c", "ws_connect", "ESP-IDF 2025"),
  /** The status line of the answer is not looked at, only {@code Sec-WebSocket-Accept}. */
  STATUS_LINE_IGNORED("Q13d", "ws_connect", "ESP-IDF 2024-11"),
  /** Header and payload leave in two writes. The mirror sends the same bytes in one. */
  TWO_WRITES_PER_FRAME("Q14", "_ws_write", "not fixed"),
  /** "Reconnect after 10 s" is two or three sleeps of 5 s against a strict comparison. */
  RECONNECT_WAIT_IN_HALVES("Q15", "esp_websocket_client_task", "component 1.6.0"),
  /** CONNECTED, DISCONNECTED and CLOSED carry opcode and lengths of the last message. */
  STALE_EVENT_FIELDS("Q16", "esp_websocket_client_dispatch_event", "not fixed"),
  /** A write that times out returns 0 and aborts; DISCONNECTED then runs in the sender's task. */
  WRITE_TIMEOUT_ABORTS("Q17", "esp_websocket_client_send_with_opcode", "component 1.2"),
  /** {@code set_uri()} changes scheme, host and port, while the request keeps the first path. */
  SET_URI_KEEPS_PATH("Q18", "esp_websocket_client_set_uri", "not fixed"),
  /** {@code wss} without any CA is refused, although the documentation says that it connects. */
  TLS_WITHOUT_CA_REFUSED("Q19", "set_client_config", "documentation"),
  /** {@code keep_alive_*} and {@code if_name} reach {@code ws} only. */
  KEEP_ALIVE_NOT_FOR_WSS("Q20", "esp_websocket_client_init", "component 1.3.0"),
  /** The first PING interval counts from {@code init}; PINGs are checked once per second. */
  PING_TIMER_FROM_INIT("Q21", "esp_websocket_client_init", "component 1.6.0"),
  /** A frame that stalls for 10 s loses frame synchronisation instead of the connection. */
  STALLED_FRAME_LOSES_SYNC("Q22", "ws_read", "ESP-IDF 2024-11");

  private final String id;
  private final String function;
  private final String fixedIn;

  Quirk(String id, String function, String fixedIn) {
    this.id = id;
    this.function = function;
    this.fixedIn = fixedIn;
  }

  /**
   * Its number in the list of quirks.
   *
   * @return such as {@code "Q12"}
   */
  public String id() {
    return id;
  }

  /**
   * The C function that has it.
   *
   * @return the function's name
   */
  public String function() {
    return function;
  }

  /**
   * What ended it.
   *
   * @return a version or date, or {@code "not fixed"}
   */
  public String fixedIn() {
    return fixedIn;
  }
}
