package dev.espalier.hal.sntp;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.Fidelity;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.lwip.Timeval;
import dev.espalier.hal.netif.Tcpip;
import dev.espalier.hal.newlib.SysTime;
import dev.espalier.hal.port.BoardLocal;
import dev.espalier.hal.port.Chip;
import java.net.InetAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Puts the clock right by servers of the network ({@code esp_sntp.h}). */
public final class Sntp {
  private static final String TAG = "sntp";

  /** RFC 4330 forbids to ask more often. */
  private static final int INTERVAL_MILLIS_MIN = 15_000;

  private static final long MICROS = 1_000_000;
  private static final BoardLocal<Sntp> OF_BOARD = BoardLocal.of(Sntp::new);

  private SntpSyncMode syncMode = SntpSyncMode.SNTP_SYNC_MODE_IMMED;
  private SntpSyncStatus status = SntpSyncStatus.SNTP_SYNC_STATUS_RESET;
  private @Nullable Consumer<Timeval> notification;

  private Sntp() {}

  private static Sntp enter() {
    Chip.current().kernel().call();
    return OF_BOARD.get();
  }

  private static SntpClient client() {
    SntpClient client = SntpClient.ofBoard();
    client.received = Sntp::syncTime;
    return client;
  }

  /**
   * Puts the clock right, as an answer of a server does.
   *
   * @param time since 1970-01-01 UTC
   */
  @EspApi(
      value = "sntp_sync_time",
      fidelity = Fidelity.PARTIAL,
      note = "firmware cannot put a function of its own in its place")
  public static void syncTime(Timeval time) {
    Sntp sntp = enter();
    if (sntp.syncMode == SntpSyncMode.SNTP_SYNC_MODE_IMMED) {
      SysTime.settimeofday(time);
      sntp.status = SntpSyncStatus.SNTP_SYNC_STATUS_COMPLETED;
    } else {
      sntp.slewTo(time);
    }
    Consumer<Timeval> told = sntp.notification;
    if (told != null) {
      told.accept(time);
    }
  }

  private void slewTo(Timeval time) {
    Timeval now = SysTime.gettimeofday();
    long delta = (time.sec() - now.sec()) * MICROS + time.usec() - now.usec();
    if (SysTime.adjtime(new Timeval(delta / MICROS, delta % MICROS)) == -1) {
      EspLog.d(TAG, "Function adjtime don't update time because the error is very big");
      SysTime.settimeofday(time);
      EspLog.d(TAG, "Time was synchronized through settimeofday");
      status = SntpSyncStatus.SNTP_SYNC_STATUS_COMPLETED;
    } else {
      status = SntpSyncStatus.SNTP_SYNC_STATUS_IN_PROGRESS;
    }
  }

  /**
   * Sets how the clock is put right.
   *
   * @param mode at once or little by little
   */
  @EspApi("sntp_set_sync_mode")
  public static void setSyncMode(SntpSyncMode mode) {
    enter().syncMode = mode;
  }

  /**
   * Gets how the clock is put right.
   *
   * @return at once or little by little
   */
  @EspApi("sntp_get_sync_mode")
  public static SntpSyncMode getSyncMode() {
    return enter().syncMode;
  }

  /**
   * How far the clock was put right. A status of "completed" is told once.
   *
   * @return the status
   */
  @EspApi("sntp_get_sync_status")
  public static SntpSyncStatus getSyncStatus() {
    Sntp sntp = enter();
    SntpSyncStatus found = sntp.status;
    if (found == SntpSyncStatus.SNTP_SYNC_STATUS_IN_PROGRESS
        && SysTime.adjtimeLeft().equals(new Timeval(0, 0))) {
      found = SntpSyncStatus.SNTP_SYNC_STATUS_COMPLETED;
    }
    if (found == SntpSyncStatus.SNTP_SYNC_STATUS_COMPLETED) {
      sntp.status = SntpSyncStatus.SNTP_SYNC_STATUS_RESET;
    }
    return found;
  }

  /**
   * Sets how far the clock was put right.
   *
   * @param value what {@link #getSyncStatus} is to say
   */
  @EspApi("sntp_set_sync_status")
  public static void setSyncStatus(SntpSyncStatus value) {
    enter().status = value;
  }

  /**
   * Sets who is told of each answer of a server.
   *
   * @param callback gets the time; it runs in the TCP/IP task. null for nobody
   */
  @EspApi("sntp_set_time_sync_notification_cb")
  public static void setTimeSyncNotificationCb(@Nullable Consumer<Timeval> callback) {
    enter().notification = callback;
  }

  /**
   * Sets how often a server is asked; from the next answer on, or {@link #restart}.
   *
   * @param millis at least 15 000, to which less is raised
   */
  @EspApi("sntp_set_sync_interval")
  public static void setSyncInterval(int millis) {
    Chip.current().kernel().call();
    client().updateMillis = Math.max(millis, INTERVAL_MILLIS_MIN);
  }

  /**
   * Gets how often a server is asked.
   *
   * @return milliseconds
   */
  @EspApi("sntp_get_sync_interval")
  public static int getSyncInterval() {
    Chip.current().kernel().call();
    return client().updateMillis;
  }

  /**
   * Begins anew, if the client runs.
   *
   * @return whether it runs
   */
  @EspApi("sntp_restart")
  public static boolean restart() {
    if (!enabled()) {
      return false;
    }
    SntpClient client = client();
    Tcpip.callback(() -> {
      client.stop();
      client.start();
    });
    return true;
  }

  /**
   * Sets who begins; not while the client runs.
   *
   * @param mode the client or the server
   */
  @EspApi("esp_sntp_setoperatingmode")
  public static void setOperatingMode(SntpOperatingMode mode) {
    Chip.current().kernel().call();
    SntpClient client = client();
    Tcpip.callback(() -> client.mode(mode));
  }

  /** Starts the client. Its first request follows within five seconds. */
  @EspApi("esp_sntp_init")
  public static void init() {
    Chip.current().kernel().call();
    Tcpip.callback(client()::start);
  }

  /** Stops the client. */
  @EspApi("esp_sntp_stop")
  public static void stop() {
    Chip.current().kernel().call();
    Tcpip.callback(client()::stop);
  }

  /**
   * Sets a server by its address.
   *
   * @param index from 0 to below {@code CONFIG_LWIP_SNTP_MAX_SERVERS}; another one does nothing
   * @param address the address, null for none
   */
  @EspApi("esp_sntp_setserver")
  public static void setServer(int index, @Nullable InetAddress address) {
    Chip.current().kernel().call();
    client().server(index, null, address);
  }

  /**
   * Sets a server by its name, which is looked up at each request.
   *
   * @param index from 0 to below {@code CONFIG_LWIP_SNTP_MAX_SERVERS}; another one does nothing
   * @param server the name, null for none
   */
  @EspApi("esp_sntp_setservername")
  public static void setServerName(int index, @Nullable String server) {
    Chip.current().kernel().call();
    client().server(index, server, client().address(index));
  }

  /**
   * Gets a server's name.
   *
   * @param index which
   * @return the name, null for none
   */
  @EspApi("esp_sntp_getservername")
  public static @Nullable String getServerName(int index) {
    Chip.current().kernel().call();
    return client().name(index);
  }

  /**
   * Gets a server's address: what was set, or what its name was found to stand for.
   *
   * @param index which
   * @return the address, null for none
   */
  @EspApi("esp_sntp_getserver")
  public static @Nullable InetAddress getServer(int index) {
    Chip.current().kernel().call();
    return client().address(index);
  }

  /**
   * Whether the client runs.
   *
   * @return true after {@link #init}
   */
  @EspApi("esp_sntp_enabled")
  public static boolean enabled() {
    Chip.current().kernel().call();
    return client().isEnabled();
  }

  /**
   * Sets whether DHCP tells the servers.
   *
   * @param enable whether it does
   */
  @EspApi(
      value = "esp_sntp_servermode_dhcp",
      fidelity = Fidelity.STUB,
      note = "no DHCP server here tells of NTP servers")
  public static void serverModeDhcp(boolean enable) {
    Chip.current().kernel().call();
  }
}
