package dev.espalier.hal.netif;

import dev.espalier.hal.event.EspEvent;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.port.BoardLocal;
import dev.espalier.hal.port.ServiceTask;
import dev.espalier.hal.system.CStruct;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.Heap;
import dev.espalier.hal.system.HeapLease;
import dev.espalier.hal.system.HeapUse;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The interfaces of a board, newest first, and the task that works for them. */
final class Netifs {
  private static final String TAG = "esp_netif_lwip";
  private static final BoardLocal<Netifs> CURRENT = BoardLocal.of(Netifs::new);

  /** {@code CONFIG_LWIP_TCPIP_TASK_PRIO} and {@code CONFIG_LWIP_TCPIP_TASK_STACK_SIZE}. */
  private static final int TCPIP_PRIORITY = 18;

  private static final int TCPIP_STACK = 3072 + 512; // and TASK_EXTRA_STACK_SIZE
  private static final int IP_INFO_BYTES = 12;

  final List<EspNetif> all = new ArrayList<>();
  final ServiceTask tcpip = new ServiceTask("tiT", TCPIP_PRIORITY, TCPIP_STACK);

  private int made;

  private Netifs() {}

  /** The number of a new interface, from 1 on. */
  int number() {
    return ++made;
  }

  static Netifs current() {
    return CURRENT.get();
  }

  /** The addresses that lwIP's interfaces have. */
  Set<Inet4Address> addresses() {
    return all.stream()
        .map(EspNetif::bound)
        .filter(address -> !address.isAnyLocalAddress())
        .collect(Collectors.toSet());
  }

  /** What an interface takes of the heap; null when so much is not free. */
  static @Nullable HeapLease takeMemory() {
    HeapLease memory = Heap.lease(HeapUse.WIFI);
    if (memory.take(CStruct.ESP_NETIF)
        && memory.take(IP_INFO_BYTES)
        && memory.take(IP_INFO_BYTES)
        && memory.take(CStruct.NETIF)
        && memory.take(CStruct.DHCP)) {
      return memory;
    }
    memory.release();
    return null;
  }

  /** Posts to the default loop without waiting, as the TCP/IP task does. */
  static void post(int id, IpEvent data) {
    EspErr err = EspEvent.post(IpEvent.IP_EVENT, id, data, Timeout.NONE);
    if (!err.isOk()) {
      EspLog.e(TAG, "failed to post event %d of IP_EVENT (%x)", id, err.value());
    }
  }
}
