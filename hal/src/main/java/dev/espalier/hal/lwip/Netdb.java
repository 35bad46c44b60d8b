package dev.espalier.hal.lwip;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.port.BoardLocal;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.Kernel;
import dev.espalier.hal.port.WaitList;
import dev.espalier.hal.system.CStruct;
import dev.espalier.hal.system.Heap;
import dev.espalier.hal.system.HeapUse;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Names to addresses ({@code lwip/netdb.h}). Every look-up blocks the calling task alone. */
public final class Netdb {
  /** The name or the pair of name and service means nothing. */
  public static final int EAI_NONAME = 200;

  /** The service is no port number: lwIP knows no names of services. */
  public static final int EAI_SERVICE = 201;

  /** The look-up failed, for whatever reason. */
  public static final int EAI_FAIL = 202;

  /** Out of memory. */
  public static final int EAI_MEMORY = 203;

  /** The family is none that lwIP knows. */
  public static final int EAI_FAMILY = 204;

  /** For {@link #hErrno}: the name is not known. */
  public static final int HOST_NOT_FOUND = 210;

  /** Hint: the address is for {@code bind}. */
  public static final int AI_PASSIVE = 0x01;

  /** Hint: wants the canonical name; lwIP gives the name asked for. */
  public static final int AI_CANONNAME = 0x02;

  /** Hint: the name is an address, nothing is looked up. */
  public static final int AI_NUMERICHOST = 0x04;

  /** Hint: the service is a number; it always is. */
  public static final int AI_NUMERICSERV = 0x08;

  /** Hint: with AF_INET6, an IPv4 address will do, in mapped form. */
  public static final int AI_V4MAPPED = 0x10;

  private static final int NAME_MAX = 256;
  private static final BoardLocal<Netdb> STATE = BoardLocal.of(Netdb::new);

  /** Answers that nobody has freed. */
  private final List<AddrInfo> answers = new ArrayList<>(1);

  private int hErrno;

  private Netdb() {}

  /**
   * Looks an address up for use with {@link Sockets#connect} or {@link Sockets#bind}.
   *
   * @param node a name or an address; null for this machine
   * @param service a port number in digits, or null for 0
   * @param hints family, type and flags wanted, or null
   * @return the code, 0 for success, and the answer
   */
  @EspApi("getaddrinfo")
  public static AddrInfo.Result getaddrinfo(
      @Nullable String node, @Nullable String service, @Nullable AddrInfo hints) {
    Chip.current().kernel().call();
    if (node == null && service == null) {
      return failed(EAI_NONAME);
    }
    int family = hints == null ? Sockets.AF_UNSPEC : hints.family();
    if (family != Sockets.AF_UNSPEC && family != Sockets.AF_INET && family != Sockets.AF_INET6) {
      return failed(EAI_FAMILY);
    }
    int port = service == null ? 0 : atoi(service);
    if (port < 0 || port > 0xFFFF || (port == 0 && service != null && !service.startsWith("0"))) {
      return failed(EAI_SERVICE);
    }
    int flags = hints == null ? 0 : hints.flags();
    SockAddr found;
    if (node == null) {
      found = (flags & AI_PASSIVE) != 0 ? SockAddr.any(family, port) : loopback(family, port);
    } else if ((flags & AI_NUMERICHOST) != 0) {
      found = numeric(node, port);
      if (found == null || (family != Sockets.AF_UNSPEC && found.family() != family)) {
        return failed(EAI_NONAME);
      }
    } else {
      found = lookUp(node, port, family, flags);
      if (found == null) {
        return failed(EAI_FAIL);
      }
    }
    AddrInfo info =
        new AddrInfo(
            0,
            found.family(),
            hints == null ? 0 : hints.socktype(),
            hints == null ? 0 : hints.protocol(),
            found,
            node);
    if (!Heap.current().take(HeapUse.SOCKETS, CStruct.ADDRINFO.bytes())) {
      return failed(EAI_MEMORY);
    }
    STATE.get().answers.add(info);
    return new AddrInfo.Result(0, info);
  }

  /**
   * Gives the memory of an answer back.
   *
   * @param info an answer, or null
   */
  @EspApi("freeaddrinfo")
  public static void freeaddrinfo(@Nullable AddrInfo info) {
    Chip.current().kernel().call();
    if (info != null && STATE.get().answers.remove(info)) {
      Heap.current().give(HeapUse.SOCKETS, CStruct.ADDRINFO.bytes());
    }
  }

  /**
   * Looks an IPv4 address up.
   *
   * @param name a name or an address
   * @return the answer, or null with {@link #hErrno} HOST_NOT_FOUND
   */
  @EspApi("gethostbyname")
  @EspApi("gethostbyname_r")
  public static @Nullable Hostent gethostbyname(String name) {
    Chip.current().kernel().call();
    SockAddr found = lookUp(name, 0, Sockets.AF_INET, 0);
    if (found == null) {
      STATE.get().hErrno = HOST_NOT_FOUND;
      return null;
    }
    return new Hostent(name, Sockets.AF_INET, List.of(found));
  }

  /**
   * Why the last {@link #gethostbyname} of this board failed ({@code h_errno}).
   *
   * @return {@link #HOST_NOT_FOUND}, or 0 before any failure
   */
  public static int hErrno() {
    return STATE.get().hErrno;
  }

  private static AddrInfo.Result failed(int code) {
    return new AddrInfo.Result(code, null);
  }

  private static SockAddr loopback(int family, int port) {
    return family == Sockets.AF_INET6 ? SockAddr.in6("::1", port) : SockAddr.in("127.0.0.1", port);
  }

  private static @Nullable SockAddr numeric(String node, int port) {
    byte[] ipv4 = new byte[4];
    if (Inet.inet_aton(node, ipv4) == 1) {
      return SockAddr.of(ipv4, port);
    }
    byte[] ipv6 = new byte[16];
    return Ip6Text.parse(node, ipv6) ? SockAddr.of(ipv6, port) : null;
  }

  private static @Nullable SockAddr lookUp(String node, int port, int family, int flags) {
    if (node.isEmpty() || node.length() >= NAME_MAX) {
      return null;
    }
    boolean mapped = family == Sockets.AF_INET6 && (flags & AI_V4MAPPED) != 0;
    SockAddr numeric = numeric(node, port);
    if ((numeric != null || node.equals("localhost")) && SocketTable.current().linux) {
      // Linux looks into files even then, and other tasks run meanwhile.
      var _ = resolve("127.0.0.1");
    }
    if (numeric != null) {
      boolean fits = family == Sockets.AF_UNSPEC || numeric.family() == family;
      return fits ? numeric : mapped ? map(numeric) : null;
    }
    if (node.equals("localhost")) {
      return loopback(family, port);
    }
    InetAddress ipv4 = null;
    InetAddress ipv6 = null;
    for (InetAddress address : resolve(node)) {
      if (address instanceof Inet4Address) {
        ipv4 = ipv4 == null ? address : ipv4;
      } else {
        ipv6 = ipv6 == null ? address : ipv6;
      }
    }
    if (family == Sockets.AF_INET6) {
      if (ipv6 != null) {
        return SockAddr.of(ipv6.getAddress(), port);
      }
      return mapped && ipv4 != null ? map(SockAddr.of(ipv4.getAddress(), port)) : null;
    }
    if (ipv4 != null) {
      return SockAddr.of(ipv4.getAddress(), port);
    }
    return family == Sockets.AF_UNSPEC && ipv6 != null
        ? SockAddr.of(ipv6.getAddress(), port)
        : null;
  }

  private static SockAddr map(SockAddr address) {
    if (address.family() == Sockets.AF_INET6) {
      return address;
    }
    byte[] bytes = new byte[16];
    bytes[10] = (byte) 0xFF;
    bytes[11] = (byte) 0xFF;
    System.arraycopy(address.bytes(), 0, bytes, 12, 4);
    return SockAddr.of(bytes, address.port());
  }

  private static List<InetAddress> resolve(String node) {
    Chip chip = Chip.current();
    LookUp lookUp = new LookUp(chip.kernel(), node);
    chip.network().resolve(node, lookUp::done);
    List<InetAddress> found = lookUp.await();
    // Brackets are for URLs, but the JDK takes them for a part of an address.
    return node.startsWith("[") ? List.of() : found;
  }

  private static int atoi(String digits) {
    long value = 0;
    for (int i = 0;
        i < digits.length() && Character.isDigit(digits.charAt(i)) && value < 100_000;
        i++) {
      value = value * 10 + (digits.charAt(i) - '0');
    }
    return (int) value;
  }

  /** One question on its way. */
  private static final class LookUp {
    private final Kernel kernel;
    private final WaitList waiting;
    private @Nullable List<InetAddress> answer;

    LookUp(Kernel kernel, String node) {
      this.kernel = kernel;
      this.waiting = kernel.waitList("name look-up", node);
    }

    void done(List<InetAddress> addresses) {
      answer = addresses;
      var _ = kernel.wake(waiting);
    }

    List<InetAddress> await() {
      List<InetAddress> found = answer;
      while (found == null) {
        if (!kernel.block(waiting, Kernel.NEVER) && answer == null) {
          return List.of(); // the task is being deleted
        }
        found = answer;
      }
      return found;
    }
  }
}
