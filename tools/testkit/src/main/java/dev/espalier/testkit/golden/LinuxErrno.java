package dev.espalier.testkit.golden;

import java.util.Map;

/** The error numbers of the system that the recordings were made on, by name. */
final class LinuxErrno {
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(0, "0"),
          Map.entry(2, "ENOENT"),
          Map.entry(4, "EINTR"),
          Map.entry(5, "EIO"),
          Map.entry(9, "EBADF"),
          Map.entry(11, "EAGAIN"),
          Map.entry(12, "ENOMEM"),
          Map.entry(19, "ENODEV"),
          Map.entry(22, "EINVAL"),
          Map.entry(32, "EPIPE"),
          Map.entry(88, "ENOTSOCK"),
          Map.entry(92, "ENOPROTOOPT"),
          Map.entry(98, "EADDRINUSE"),
          Map.entry(101, "ENETUNREACH"),
          Map.entry(103, "ECONNABORTED"),
          Map.entry(104, "ECONNRESET"),
          Map.entry(105, "ENOBUFS"),
          Map.entry(106, "EISCONN"),
          Map.entry(107, "ENOTCONN"),
          Map.entry(110, "ETIMEDOUT"),
          Map.entry(111, "ECONNREFUSED"),
          Map.entry(113, "EHOSTUNREACH"),
          Map.entry(114, "EALREADY"),
          Map.entry(115, "EINPROGRESS"));

  private LinuxErrno() {}

  /**
   * The name of a number.
   *
   * @param number as in {@code errno.h} of Linux
   * @return the name, or the number when it has none here
   */
  static String name(int number) {
    return NAMES.getOrDefault(number, Integer.toString(number));
  }

  /**
   * The number of a name.
   *
   * @param name such as {@code "ECONNRESET"}
   * @return the number of Linux, -1 when the name has none here
   */
  static int number(String name) {
    return NAMES.entrySet().stream()
        .filter(entry -> entry.getValue().equals(name))
        .mapToInt(Map.Entry::getKey)
        .findFirst()
        .orElse(-1);
  }
}
