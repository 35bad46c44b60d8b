package dev.espalier.hal.ping;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.Fidelity;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.TaskNotification;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.freertos.WakeTime;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.lwip.SockAddr;
import dev.espalier.hal.lwip.Sockets;
import dev.espalier.hal.lwip.Timeval;
import dev.espalier.hal.newlib.SysTime;
import dev.espalier.hal.port.BoardLocal;
import dev.espalier.hal.system.CStruct;
import dev.espalier.hal.system.EspAbort;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspException;
import dev.espalier.hal.system.Heap;
import dev.espalier.hal.system.HeapLease;
import dev.espalier.hal.system.HeapUse;
import org.jspecify.annotations.Nullable;

/** A session of pings ({@code esp_ping_handle_t}), with a task and a raw socket of its own. */
public final class EspPing {
  private static final String TAG = "ping_sock";
  private static final Timeout LOOK_FOR_START = Timeout.millis(1000);
  private static final EspPingCallbacks NONE = new EspPingCallbacks() {};

  private static final int ICMP_ECHO = 8;
  private static final int ICMP_HEADER = 8;
  private static final int ID_AT = 4;
  private static final int SEQUENCE_AT = 6;
  private static final int HEADERS = 20 + ICMP_HEADER;
  private static final int RECEIVED_MAX = 64;

  /** In C the task's address tells sessions apart. */
  private static final BoardLocal<int[]> LAST_ID = BoardLocal.of(() -> new int[1]);

  int tos;
  int ttl;
  int transmitted;
  int received;
  int receivedBytes;
  long elapsedMillis;
  long totalMillis;
  final SockAddr receivedFrom = new SockAddr();

  private final EspPingConfig config;
  private final EspPingCallbacks callbacks;
  private final HeapLease memory;
  private final byte[] packet;
  private final Task task;
  private int socket = -1;
  private boolean initialised = true;
  private boolean started;
  private boolean freed;

  private EspPing(EspPingConfig config, EspPingCallbacks callbacks, HeapLease memory) {
    this.config = config;
    this.callbacks = callbacks;
    this.memory = memory;
    packet = new byte[ICMP_HEADER + config.dataSize()];
    receivedFrom.copyFrom(config.targetAddr());
    task = createTask();
  }

  private Task createTask() {
    try {
      return Task.create("ping", config.taskStackSize(), config.taskPrio(), this::run);
    } catch (EspException e) {
      memory.release();
      throw refused(EspErr.ESP_ERR_NO_MEM, 233, "create ping task failed");
    }
  }

  /**
   * Creates a session, which waits to be started.
   *
   * @param config what it does
   * @param callbacks what is called in its task; null for nothing
   * @return the session
   * @throws EspException with {@code ESP_ERR_NO_MEM}, or {@code ESP_FAIL} when there is no socket
   *     or no such interface
   */
  @EspApi(
      value = "esp_ping_new_session",
      fidelity = Fidelity.PARTIAL,
      note = "IPv4 on the simulated network, where raw sockets are; elsewhere ESP_FAIL")
  public static EspPing newSession(EspPingConfig config, @Nullable EspPingCallbacks callbacks) {
    HeapLease memory = Heap.lease(HeapUse.SOCKETS);
    if (!memory.take(CStruct.ESP_PING)) {
      throw refused(EspErr.ESP_ERR_NO_MEM, 225, "no memory for esp_ping object");
    }
    var session = new EspPing(config, callbacks == null ? NONE : callbacks, memory);
    session.prepare();
    return session;
  }

  private static EspException refused(EspErr code, int line, String what) {
    EspLog.e(TAG, "esp_ping_new_session(%d): %s", line, what);
    return new EspException(code, "esp_ping_new_session: " + what);
  }

  private void prepare() {
    if (!memory.take(packet.length)) {
      abandon();
      throw refused(EspErr.ESP_ERR_NO_MEM, 248, "no memory for echo packet");
    }
    packet[0] = ICMP_ECHO;
    putLittleEndian(ID_AT, ++LAST_ID.get()[0]);
    for (int i = 0; i < config.dataSize(); i++) {
      packet[ICMP_HEADER + i] = (byte) ('A' + i);
    }
    boolean ipv4 = config.targetAddr().family() == Sockets.AF_INET;
    socket =
        Sockets.socket(
            config.targetAddr().family(),
            Sockets.SOCK_RAW,
            ipv4 ? Sockets.IPPROTO_ICMP : Sockets.IPPROTO_ICMPV6);
    if (socket <= 0) {
      abandon();
      throw refused(EspErr.ESP_FAIL, 272, "create socket failed: " + socket);
    }
    if (config.netif() != 0) {
      bindToInterface();
    }
    Sockets.setsockopt(
        socket, Sockets.SOL_SOCKET, Sockets.SO_RCVTIMEO, Timeval.millis(config.timeoutMillis()));
    Sockets.setsockopt(socket, Sockets.IPPROTO_IP, Sockets.IP_TOS, config.tos());
    Sockets.setsockopt(socket, Sockets.IPPROTO_IP, Sockets.IP_TTL, config.ttl());
  }

  private void bindToInterface() {
    String name = Sockets.if_indextoname(config.netif());
    String failure = "";
    if (name == null) {
      failure = "fail to find interface name with netif index " + config.netif();
    } else if (Sockets.setsockopt(socket, Sockets.SOL_SOCKET, Sockets.SO_BINDTODEVICE, name) != 0) {
      failure = "fail to setsockopt SO_BINDTODEVICE";
    }
    if (!failure.isEmpty()) {
      EspLog.e(TAG, "%s", failure);
      abandon();
      throw new EspException(EspErr.ESP_FAIL, "esp_ping_new_session: " + failure);
    }
  }

  private void abandon() {
    task.delete();
    free();
  }

  private void free() {
    freed = true;
    if (socket > 0) {
      var _ = Sockets.close(socket);
    }
    memory.release();
  }

  /**
   * Starts the session, or starts it again when it has ended.
   *
   * @return {@code ESP_OK}
   */
  @EspApi("esp_ping_start")
  public EspErr start() {
    assertAlive("esp_ping_start");
    started = true;
    task.notification().give();
    return EspErr.ESP_OK;
  }

  /**
   * Stops the session before its next request.
   *
   * @return {@code ESP_OK}
   */
  @EspApi("esp_ping_stop")
  public EspErr stop() {
    assertAlive("esp_ping_stop");
    started = false;
    return EspErr.ESP_OK;
  }

  /**
   * Has the session's task free it: up to a second after the last request.
   *
   * @return {@code ESP_OK}
   */
  @EspApi("esp_ping_delete_session")
  public EspErr deleteSession() {
    assertAlive("esp_ping_delete_session");
    initialised = false;
    return EspErr.ESP_OK;
  }

  /**
   * Tells one of the things that the session knows.
   *
   * @param profile which
   * @param <T> the type of its value
   * @return the value; before the first start zeros and the target
   */
  @EspApi("esp_ping_get_profile")
  public <T> T getProfile(EspPingProfile<T> profile) {
    assertAlive("esp_ping_get_profile");
    return profile.of(this);
  }

  private void assertAlive(String function) {
    if (freed) {
      throw new EspAbort(function + ": the session's task has freed it (use after free)");
    }
  }

  /** The session's task. */
  private void run() {
    while (true) {
      if (TaskNotification.take(true, LOOK_FOR_START) != 0) {
        requests();
        callbacks.onPingEnd(this);
      } else if (!initialised) {
        break;
      }
    }
    free();
    Task.current().delete();
  }

  private void requests() {
    putLittleEndian(SEQUENCE_AT, 0);
    transmitted = 0;
    received = 0;
    totalMillis = 0;
    WakeTime wake = WakeTime.now();
    // The sequence has 16 bits: more requests than they count never end.
    while (started && (config.count() == 0 || sequence() < config.count())) {
      send();
      Timeval begin = SysTime.gettimeofday();
      boolean answered = receive();
      elapsedMillis = millis(begin, SysTime.gettimeofday());
      totalMillis += elapsedMillis;
      if (answered) {
        callbacks.onPingSuccess(this);
      } else {
        callbacks.onPingTimeout(this);
      }
      Timeout interval = Timeout.millis(config.intervalMillis());
      if (interval.toTicks() != 0) {
        Task.delayUntil(wake, interval);
      }
    }
  }

  /** As the C macro has it: the microseconds are cut before the seconds are added. */
  private static long millis(Timeval begin, Timeval end) {
    return (end.sec() - begin.sec()) * 1000 + (end.usec() - begin.usec()) / 1000;
  }

  private void send() {
    putLittleEndian(SEQUENCE_AT, sequence() + 1);
    packet[2] = 0;
    packet[3] = 0;
    int sum = checkSum();
    packet[2] = (byte) (sum >> 8);
    packet[3] = (byte) sum;
    int sent = Sockets.sendto(socket, packet, 0, packet.length, 0, config.targetAddr());
    if (sent == packet.length) {
      transmitted++;
      return;
    }
    int[] error = new int[1];
    Sockets.getsockopt(socket, Sockets.SOL_SOCKET, Sockets.SO_ERROR, error);
    EspLog.e(TAG, "send error=%d", error[0]);
  }

  /** Waits for the answer to the last request; false when the time is over. */
  private boolean receive() {
    byte[] buffer = new byte[RECEIVED_MAX];
    while (true) {
      int length = Sockets.recvfrom(socket, buffer, 0, buffer.length, 0, receivedFrom);
      if (length <= 0) {
        return length == 0;
      }
      int icmp = (buffer[0] & 0x0F) * 4;
      if (length >= HEADERS
          && icmp + ICMP_HEADER <= buffer.length
          && hasOur(ID_AT, buffer, icmp)
          && hasOur(SEQUENCE_AT, buffer, icmp)) {
        received++;
        ttl = buffer[8] & 0xFF;
        tos = buffer[1] & 0xFF;
        receivedBytes = ((buffer[2] & 0xFF) << 8 | (buffer[3] & 0xFF)) - HEADERS;
        return true;
      }
    }
  }

  private boolean hasOur(int at, byte[] buffer, int icmp) {
    return buffer[icmp + at] == packet[at] && buffer[icmp + at + 1] == packet[at + 1];
  }

  int sequence() {
    return (packet[SEQUENCE_AT] & 0xFF) | (packet[SEQUENCE_AT + 1] & 0xFF) << 8;
  }

  /** Writes a number as the C code does, which stores the chip's own order. */
  private void putLittleEndian(int at, int value) {
    packet[at] = (byte) value;
    packet[at + 1] = (byte) (value >> 8);
  }

  /** {@code inet_chksum} (RFC 1071). */
  private int checkSum() {
    long sum = 0;
    for (int i = 0; i < packet.length; i++) {
      sum += (long) (packet[i] & 0xFF) << (i % 2 == 0 ? 8 : 0);
    }
    while (sum > 0xFFFF) {
      sum = (sum & 0xFFFF) + (sum >> 16);
    }
    return (int) ~sum & 0xFFFF;
  }
}
