package dev.espalier.hal.sntp;

import dev.espalier.hal.config.Kconfig;
import dev.espalier.hal.lwip.Timeval;
import dev.espalier.hal.netif.Tcpip;
import dev.espalier.hal.port.BoardLocal;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.Kernel;
import dev.espalier.hal.port.Network.Endpoint;
import dev.espalier.hal.system.CStruct;
import dev.espalier.hal.system.EspAbort;
import dev.espalier.hal.system.EspRandom;
import dev.espalier.hal.system.Heap;
import dev.espalier.hal.system.HeapLease;
import dev.espalier.hal.system.HeapUse;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** lwIP's client ({@code apps/sntp/sntp.c}): all of it happens in the TCP/IP task. */
final class SntpClient {
  private static final int PORT = 123;
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** {@code SNTP_RECV_TIMEOUT}, {@code SNTP_RETRY_TIMEOUT} and ten times it. */
  private static final int RETRY_MILLIS = 15_000;

  private static final int RETRY_MILLIS_MAX = 10 * RETRY_MILLIS;

  /** Modulus of {@code SNTP_STARTUP_DELAY_FUNC}. */
  private static final int STARTUP_MILLIS = 5000;

  /** A server that firmware has named, or given the address of. */
  private record Server(@Nullable String name, @Nullable InetAddress address) {
    static final Server NONE = new Server(null, null);
  }

  private static final BoardLocal<SntpClient> OF_BOARD = BoardLocal.of(SntpClient::new);

  Consumer<Timeval> received = time -> {};
  int updateMillis;
  private final Chip chip = Chip.current();
  private final Kernel kernel = chip.kernel();
  private final Server[] servers;
  private final Kernel.Alarm request = Tcpip.timer(this::request);
  private final Kernel.Alarm tryNext = Tcpip.timer(this::tryNextServer);
  private SntpOperatingMode mode = SntpOperatingMode.ESP_SNTP_OPMODE_POLL;
  private @Nullable Endpoint endpoint;
  private HeapLease memory = Heap.lease(HeapUse.SOCKETS);
  private int current;
  private int retryMillis = RETRY_MILLIS;
  private int lookUps;

  private SntpClient() {
    servers = new Server[chip.config().get(Kconfig.LWIP_SNTP_MAX_SERVERS)];
    Arrays.fill(servers, Server.NONE);
    updateMillis = chip.config().get(Kconfig.LWIP_SNTP_UPDATE_DELAY);
  }

  static SntpClient ofBoard() {
    return OF_BOARD.get();
  }

  boolean isEnabled() {
    return endpoint != null;
  }

  void mode(SntpOperatingMode value) {
    if (endpoint != null) {
      throw EspAbort.assertFailed(
          "sntp_setoperatingmode",
          "sntp.c:706",
          "Operating mode must not be set while SNTP client is running");
    }
    mode = value;
  }

  void server(int index, @Nullable String name, @Nullable InetAddress address) {
    if (index >= 0 && index < servers.length) {
      servers[index] = new Server(name, address);
    }
  }

  @Nullable String name(int index) {
    return index >= 0 && index < servers.length ? servers[index].name : null;
  }

  @Nullable InetAddress address(int index) {
    return index >= 0 && index < servers.length ? servers[index].address : null;
  }

  void start() {
    if (endpoint != null) {
      return;
    }
    memory = Heap.lease(HeapUse.SOCKETS);
    if (!memory.take(CStruct.UDP_PCB)) {
      throw EspAbort.assertFailed(
          "sntp_init", "sntp.c:630", "Failed to allocate udp pcb for sntp client");
    }
    Endpoint opened = chip.network().open(false, true);
    endpoint = opened;
    opened.onReady(() -> Tcpip.callback(this::receive));
    retryMillis = RETRY_MILLIS;
    if (mode == SntpOperatingMode.ESP_SNTP_OPMODE_POLL) {
      in(request, Integer.remainderUnsigned(EspRandom.random(), STARTUP_MILLIS));
    } else {
      var _ = opened.bind(new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), PORT));
    }
  }

  void stop() {
    Endpoint open = endpoint;
    if (open != null) {
      request.cancel();
      tryNext.cancel();
      lookUps++;
      open.close();
      endpoint = null;
      memory.release();
    }
  }

  private void in(Kernel.Alarm alarm, long millis) {
    alarm.set(kernel.now() + millis * NANOS_PER_MILLI);
  }

  private void request() {
    Server server = servers[current];
    String name = server.name;
    InetAddress address = server.address;
    if (name != null) {
      int lookUp = ++lookUps;
      chip.network().resolve(name, found -> Tcpip.callback(() -> resolved(lookUp, name, found)));
    } else if (address != null) {
      send(address);
    } else {
      in(tryNext, RETRY_MILLIS);
    }
  }

  private void resolved(int lookUp, String name, List<InetAddress> found) {
    if (lookUp != lookUps) {
      return; // stopped meanwhile
    }
    if (found.isEmpty()) {
      tryNextServer();
    } else {
      servers[current] = new Server(name, found.getFirst());
      send(found.getFirst());
    }
  }

  private void send(InetAddress server) {
    Endpoint open = endpoint;
    if (open != null) {
      byte[] message = SntpMessage.request();
      var _ = open.sendTo(message, 0, message.length, new InetSocketAddress(server, PORT));
      in(tryNext, RETRY_MILLIS);
    }
  }

  private void tryNextServer() {
    int before = current;
    for (int i = 1; i < servers.length; i++) {
      current = (before + i) % servers.length;
      if (!servers[current].equals(Server.NONE)) {
        retryMillis = RETRY_MILLIS;
        request();
        return;
      }
    }
    current = before;
    in(request, retryMillis);
    retryMillis = retryMillis * 2 <= RETRY_MILLIS_MAX ? retryMillis * 2 : retryMillis;
  }

  private void receive() {
    Endpoint open = endpoint;
    byte[] message = new byte[SntpMessage.LENGTH + 1];
    while (open != null && open.equals(endpoint)) {
      int length = open.read(message, 0, message.length, false);
      if (length < 0) {
        return;
      }
      if (length == SntpMessage.LENGTH) {
        judge(message);
      }
    }
  }

  private void judge(byte[] message) {
    boolean polls = mode == SntpOperatingMode.ESP_SNTP_OPMODE_POLL;
    int answer = polls ? SntpMessage.MODE_SERVER : SntpMessage.MODE_BROADCAST;
    if (SntpMessage.mode(message) != answer) {
      return; // the right one may still come
    }
    if (!SntpMessage.isKissOfDeath(message)) {
      received.accept(SntpMessage.transmitted(message));
      if (polls && endpoint != null) {
        tryNext.cancel();
        retryMillis = RETRY_MILLIS;
        in(request, updateMillis);
      }
    } else if (polls) {
      request.cancel();
      tryNextServer();
    }
  }
}
