package dev.espalier.hal.profile;

/**
 * A behaviour of ESP-IDF v4.4 that its documentation does not promise. Each can be switched off
 * alone; {@link #corrected} says what the mirror does then: what the version that fixed it does,
 * or, where nobody has, what the documentation promises.
 */
public enum Quirk {
  CLOSED_EVENT_NEEDS_TCP_END(
      "Q1",
      "esp_websocket_client_task",
      "component 1.2.3",
      "close_in_tcp_stays_restart",
      "After the server's CLOSE, when TCP stays open for 1 s, the task ends without a CLOSED"
          + " event.",
      "CLOSED comes after that second too."),
  NO_RECONNECT_AFTER_CLOSE(
      "Q2",
      "esp_websocket_client_task",
      "component 1.5.0, by enable_close_reconnect",
      "close_in_no_reconnect",
      "No reconnect after a clean close, even with auto-reconnect.",
      "After the server's CLOSE it connects again: with enable_close_reconnect under COMPONENT_1_8,"
          + " with auto-reconnect under IDF_4_4, which lacks that field."),
  NO_ERROR_EVENT(
      "Q3",
      "esp_websocket_client_task",
      "component 1.0.0",
      "lost_rst",
      "WEBSOCKET_EVENT_ERROR is never posted.",
      "ERROR is posted with the log line's text, before DISCONNECTED."),
  READ_RESETS_PING_TIMER(
      "Q4",
      "esp_websocket_client_task",
      "component 1.6.0",
      "ping_put_off_by_data",
      "Each read resets the ping timer, so that no PING goes out while data flows.",
      "PINGs go out at their interval whatever is received."),
  STOP_WAITS_FOR_RECONNECT_SLEEP(
      "Q5",
      "esp_websocket_client_task",
      "component 1.6.0",
      "stop_while_waiting_reconnect",
      "stop() during the reconnect wait blocks for up to half of it.",
      "stop() ends the wait at once."),
  START_CLEARS_STOPPED_BIT_LATE(
      "Q6",
      "esp_websocket_client_start",
      "component 1.8.0",
      "examples/checks/stop-during-start.yaml",
      "start() clears the stopped bit after it has created the task.",
      "The bit is set from init on and cleared before the task is created; stop() and destroy() go"
          + " by it."),
  CREDENTIALS_NEVER_SENT(
      "Q7",
      "esp_websocket_client_init",
      "component 1.0.0",
      "req_userinfo",
      "User name and password are stored and never sent.",
      "User name and password together become an Authorization header (Basic)."),
  TIMEOUTS_FIXED(
      "Q8",
      "esp_websocket_client_set_config",
      "component 0.0.1",
      "refused_reconnect",
      "Reconnect and network timeouts are fixed at 10 s.",
      "reconnect_timeout_ms, network_timeout_ms and their setter have effect."),
  LOCK_HELD_IN_HANDLERS(
      "Q9",
      "esp_websocket_client_task",
      "component 1.5.0; back since 1.6.1, where CONFIG_ESP_WS_CLIENT_SEPARATE_TX_LOCK frees"
          + " senders",
      "close_during_stalled_frame",
      "The client's lock is held while a frame is read and DATA handlers run: senders wait.",
      "Frames are read and DATA handlers run without the lock."),
  PONG_FROM_SHORT_BUFFER(
      "Q10",
      "esp_websocket_client_recv",
      "ESP-IDF 2026-04",
      "recv/5",
      "A PING longer than the buffer is answered with the last piece's bytes and the full length.",
      "A control frame is read whole; one longer than the buffer ends the connection."),
  EMPTY_SEND_REFUSED(
      "Q11",
      "esp_websocket_client_send_with_opcode",
      "component 1.0.1",
      "send_bad_args",
      "Sending no bytes is refused.",
      "An empty frame is sent, 0 returned."),
  BYTES_BEHIND_UPGRADE_LOST(
      "Q12",
      "ws_connect",
      "ESP-IDF 2024-04",
      "hs_data_same_segment",
      "What arrives in the same read as the end of the upgrade answer is lost.",
      "They are read first."),
  HEADER_PART_IN_ONE_READ(
      "Q13a",
      "ws_read_header",
      "ESP-IDF 2024-11",
      "recv_header_first_byte_then_rest",
      "Each part of a frame header is read in one call; a part that arrives in pieces is misread.",
      "The rest is waited for."),
  FRAME_HEADER_UNCHECKED(
      "Q13b",
      "ws_read_header",
      "ESP-IDF 2026-05",
      "mal_rsv1",
      "Reserved bits, reserved opcodes, FIN and lengths of control frames are not checked.",
      "A frame that breaks these rules ends the connection, without a CLOSE."),
  HANDSHAKE_IN_ONE_BUFFER(
      "Q13c",
      "ws_connect",
      "ESP-IDF 2024-11 to 2026-05",
      "hs_long_1025",
      "Request and answer must each fit CONFIG_WS_BUFFER_SIZE.",
      "An answer whose headers do not end within the buffer is refused."),
  STATUS_LINE_IGNORED(
      "Q13d",
      "ws_connect",
      "ESP-IDF 2024-11",
      "hs_no_status",
      "The status line of the answer is not looked at, only Sec-WebSocket-Accept.",
      "An answer without a status ends the attempt; as in current ESP-IDF, other numbers than 101"
          + " do not."),
  TWO_WRITES_PER_FRAME(
      "Q14",
      "_ws_write",
      "not fixed",
      "echo_text_000125",
      "Header and payload leave in two writes. The mirror sends the same bytes in one, and tells of"
          + " it after ten questions with an answer.",
      "It is not told of; the bytes are the same either way."),
  RECONNECT_WAIT_IN_HALVES(
      "Q15",
      "esp_websocket_client_task",
      "component 1.6.0",
      "reconnect_after_fin",
      "\"Reconnect after 10 s\" is two or three sleeps of 5 s against a strict comparison.",
      "One wait of the whole time."),
  STALE_EVENT_FIELDS(
      "Q16",
      "esp_websocket_client_dispatch_event",
      "component 1.6.1, for CONNECTED",
      "lost_after_data_op_code",
      "CONNECTED, DISCONNECTED and CLOSED carry opcode and lengths of the last message.",
      "They carry zeros."),
  WRITE_TIMEOUT_ABORTS(
      "Q17",
      "esp_websocket_client_send_with_opcode",
      "not fixed",
      "send_blocked_ticks100",
      "A write that times out returns 0 and aborts; DISCONNECTED then runs in the sender's task.",
      "It returns -1; the client's task gives the connection up and posts DISCONNECTED."),
  SET_URI_KEEPS_PATH(
      "Q18",
      "esp_websocket_client_set_uri",
      "component 1.0.0, from the next start() on",
      "set_uri_while_running",
      "set_uri() changes scheme, host and port, while the request keeps the first path.",
      "The next connection uses all of the new URI; what it does not name is the default."),
  TLS_WITHOUT_CA_REFUSED(
      "Q19",
      "set_client_config",
      "documentation",
      "wss_no_cert",
      "wss without any CA is refused, although the documentation says that it connects.",
      "It connects unverified, as the documentation says."),
  KEEP_ALIVE_NOT_FOR_WSS(
      "Q20",
      "esp_websocket_client_init",
      "component 1.3.0",
      "sockopt_keepalive_wss",
      "keep_alive_* and if_name reach ws only.",
      "They reach wss too."),
  PING_TIMER_FROM_INIT(
      "Q21",
      "esp_websocket_client_init",
      "not fixed",
      "ping_idle_before_start",
      "The first PING interval counts from init; PINGs are checked once per second.",
      "It counts from CONNECTED, and the PING goes out when it is due."),
  STALLED_FRAME_LOSES_SYNC(
      "Q22",
      "ws_read",
      "ESP-IDF 2024-11",
      "wss_payload_stall_11s",
      "A frame that stalls for 10 s loses frame synchronisation instead of the connection.",
      "What comes of it later is read as its rest."),
  LENGTH_64_MISREAD(
      "Q13e",
      "ws_read_header",
      "ESP-IDF 2026-05",
      "WsFrameQuirksTest",
      "A payload of 2^31 bytes or more gets a negative length, which the read returns.",
      "The read returns -1, the length before stays."),
  ACCEPT_FOUND_ANYWHERE(
      "Q13f",
      "ws_connect",
      "ESP-IDF 2025-09",
      "hs_accept_in_other_header",
      "Sec-WebSocket-Accept counts wherever it stands, within another header's value too, and as"
          + " often as it comes.",
      "Only a line of its own counts, and only one; as in current ESP-IDF, the beginning of the"
          + " right value will do."),
  REDIRECT_REFUSED(
      "Q23",
      "ws_connect",
      "ESP-IDF 2025-09, component 1.5.0",
      "hs_302",
      "An answer that redirects (301, 302, 303, 307, 308) ends the attempt.",
      "connect gives the status; esp_transport_ws_get_redir_uri has the Location."),
  READ_ERRORS_ALIKE(
      "Q24",
      "tcp_read, ssl_read",
      "ESP-IDF v5.0",
      "TransportReadErrorsTest",
      "A read that fails gives -1 or an error of TLS whatever the reason, also when there is only"
          + " nothing to read yet.",
      "The end gives -1, other errors -2 or those of TLS; nothing to read yet gives 0."),
  ABORT_WITHOUT_LOCK(
      "Q30",
      "esp_websocket_client_task",
      "component 1.3.0 and 1.6.1",
      "ClientQuirksTest",
      "After a poll error the connection is given up without the client's lock, and a second time"
          + " when a sender has just done so: two DISCONNECTED.",
      "The lock is taken, and a connection that was given up is left alone."),
  RUN_SET_BY_TASK(
      "Q31",
      "esp_websocket_client_task",
      "not fixed",
      "ClientQuirksTest",
      "The task, not start(), marks the client as running: a task of higher priority that stops it"
          + " at once is refused by v4.4, and by 1.8 made to wait for a task that runs on.",
      "start() marks it.");

  private final String id;
  private final String function;
  private final String fixedIn;
  private final String shownBy;
  private final String behaviour;
  private final String corrected;

  Quirk(
      String id,
      String function,
      String fixedIn,
      String shownBy,
      String behaviour,
      String corrected) {
    this.id = id;
    this.function = function;
    this.fixedIn = fixedIn;
    this.shownBy = shownBy;
    this.behaviour = behaviour;
    this.corrected = corrected;
  }

  /**
   * What the mirror does with the quirk off.
   *
   * @return a sentence
   */
  public String corrected() {
    return corrected;
  }

  /**
   * What v4.4 does.
   *
   * @return a sentence
   */
  public String behaviour() {
    return behaviour;
  }

  /**
   * What shows it.
   *
   * @return a recording's name, the path of a scenario to check, or the name of a test class
   */
  public String shownBy() {
    return shownBy;
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
