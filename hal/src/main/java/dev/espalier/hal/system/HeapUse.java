package dev.espalier.hal.system;

/** What heap is taken for, in the words of the report at the end of a run. */
public enum HeapUse {
  /** Start-up code and drivers. */
  SYSTEM("start-up and drivers"),
  /** Stacks and control blocks. */
  TASKS("tasks"),
  /** Queues, semaphores, event groups, timers, stream buffers. */
  RTOS("queues, semaphores and the like"),
  /** Event loops, handlers and data on its way to them. */
  EVENTS("events"),
  /** Sockets with what lwIP keeps for them. */
  SOCKETS("sockets"),
  /** TLS connections and certificates. */
  TLS("TLS"),
  /** Transports. */
  TRANSPORT("transports"),
  /** WebSocket clients. */
  WEBSOCKET("WebSocket clients"),
  /** The Wi-Fi driver and network interfaces. */
  WIFI("Wi-Fi and interfaces"),
  /** Handles and pages of NVS. */
  NVS("NVS"),
  /** What the firmware takes itself. */
  FIRMWARE("malloc of the firmware");

  private final String words;

  HeapUse(String words) {
    this.words = words;
  }

  /**
   * How the report calls it.
   *
   * @return a few words
   */
  public String words() {
    return words;
  }
}
