package dev.espalier.hal.lwip;

import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.KernelTask;

/**
 * The error number of the running task ({@code errno}), with newlib's numbers, which lwIP uses on
 * the ESP32. They are not those of Linux.
 */
public final class Errno {
  /** Not owner. */
  public static final int EPERM = 1;

  /** No such file or directory. */
  public static final int ENOENT = 2;

  /** Interrupted system call. */
  public static final int EINTR = 4;

  /** I/O error. */
  public static final int EIO = 5;

  /** No such device or address. */
  public static final int ENXIO = 6;

  /** Bad file number. */
  public static final int EBADF = 9;

  /** No more processes. */
  public static final int EAGAIN = 11;

  /** The same number as {@link #EAGAIN}. */
  public static final int EWOULDBLOCK = EAGAIN;

  /** Not enough space. */
  public static final int ENOMEM = 12;

  /** Permission denied. */
  public static final int EACCES = 13;

  /** Bad address. */
  public static final int EFAULT = 14;

  /** Device or resource busy. */
  public static final int EBUSY = 16;

  /** File exists. */
  public static final int EEXIST = 17;

  /** No such device. */
  public static final int ENODEV = 19;

  /** Invalid argument. */
  public static final int EINVAL = 22;

  /** Too many open files in system. */
  public static final int ENFILE = 23;

  /** File descriptor value too large. */
  public static final int EMFILE = 24;

  /** No space left on device. */
  public static final int ENOSPC = 28;

  /** Broken pipe. */
  public static final int EPIPE = 32;

  /** Mathematics argument out of domain of function. */
  public static final int EDOM = 33;

  /** Result too large. */
  public static final int ERANGE = 34;

  /** Protocol error. */
  public static final int EPROTO = 71;

  /** Function not implemented. */
  public static final int ENOSYS = 88;

  /** Operation not supported on socket. */
  public static final int EOPNOTSUPP = 95;

  /** Protocol family not supported. */
  public static final int EPFNOSUPPORT = 96;

  /** Connection reset by peer. */
  public static final int ECONNRESET = 104;

  /** No buffer space available. */
  public static final int ENOBUFS = 105;

  /** Address family not supported by protocol family. */
  public static final int EAFNOSUPPORT = 106;

  /** Protocol wrong type for socket. */
  public static final int EPROTOTYPE = 107;

  /** Socket operation on non-socket. */
  public static final int ENOTSOCK = 108;

  /** Protocol not available. */
  public static final int ENOPROTOOPT = 109;

  /** Can't send after socket shutdown. */
  public static final int ESHUTDOWN = 110;

  /** Connection refused. */
  public static final int ECONNREFUSED = 111;

  /** Address already in use. */
  public static final int EADDRINUSE = 112;

  /** Software caused connection abort. */
  public static final int ECONNABORTED = 113;

  /** Network is unreachable. */
  public static final int ENETUNREACH = 114;

  /** Network interface is not configured. */
  public static final int ENETDOWN = 115;

  /** Connection timed out. */
  public static final int ETIMEDOUT = 116;

  /** Host is down. */
  public static final int EHOSTDOWN = 117;

  /** Host is unreachable. */
  public static final int EHOSTUNREACH = 118;

  /** Connection already in progress. */
  public static final int EINPROGRESS = 119;

  /** Socket already connected. */
  public static final int EALREADY = 120;

  /** Destination address required. */
  public static final int EDESTADDRREQ = 121;

  /** Message too long. */
  public static final int EMSGSIZE = 122;

  /** Unknown protocol. */
  public static final int EPROTONOSUPPORT = 123;

  /** Socket type not supported. */
  public static final int ESOCKTNOSUPPORT = 124;

  /** Address not available. */
  public static final int EADDRNOTAVAIL = 125;

  /** Network dropped connection because of reset. */
  public static final int ENETRESET = 126;

  /** Socket is already connected. */
  public static final int EISCONN = 127;

  /** Socket is not connected. */
  public static final int ENOTCONN = 128;

  /** Too many references. */
  public static final int ETOOMANYREFS = 129;

  /** Not supported. */
  public static final int ENOTSUP = 134;

  /** Value too large for defined data type. */
  public static final int EOVERFLOW = 139;

  /** Operation canceled. */
  public static final int ECANCELED = 140;

  private Errno() {}

  /**
   * The running task's error number. Calls of {@link Sockets} that succeed set it to 0, as lwIP
   * does.
   *
   * @return the number, 0 for none; always 0 in an interrupt
   */
  public static int get() {
    KernelTask task = Chip.current().kernel().current();
    return task == null ? 0 : task.errno();
  }

  /**
   * Sets the running task's error number; without effect in an interrupt.
   *
   * @param value the number, 0 for none
   */
  public static void set(int value) {
    KernelTask task = Chip.current().kernel().current();
    if (task != null) {
      task.errno(value);
    }
  }

  /**
   * The constant's name of an error number.
   *
   * @param value the number
   * @return such as {@code "ECONNRESET"}; the number in digits when it has no name
   */
  public static String name(int value) {
    return switch (value) {
      case 0 -> "0";
      case EPERM -> "EPERM";
      case ENOENT -> "ENOENT";
      case EINTR -> "EINTR";
      case EIO -> "EIO";
      case ENXIO -> "ENXIO";
      case EBADF -> "EBADF";
      case EAGAIN -> "EAGAIN";
      case ENOMEM -> "ENOMEM";
      case EACCES -> "EACCES";
      case EFAULT -> "EFAULT";
      case EBUSY -> "EBUSY";
      case EEXIST -> "EEXIST";
      case ENODEV -> "ENODEV";
      case EINVAL -> "EINVAL";
      case ENFILE -> "ENFILE";
      case EMFILE -> "EMFILE";
      case ENOSPC -> "ENOSPC";
      case EPIPE -> "EPIPE";
      case EDOM -> "EDOM";
      case ERANGE -> "ERANGE";
      case EPROTO -> "EPROTO";
      case ENOSYS -> "ENOSYS";
      case EOPNOTSUPP -> "EOPNOTSUPP";
      case EPFNOSUPPORT -> "EPFNOSUPPORT";
      case ECONNRESET -> "ECONNRESET";
      case ENOBUFS -> "ENOBUFS";
      case EAFNOSUPPORT -> "EAFNOSUPPORT";
      case EPROTOTYPE -> "EPROTOTYPE";
      case ENOTSOCK -> "ENOTSOCK";
      case ENOPROTOOPT -> "ENOPROTOOPT";
      case ESHUTDOWN -> "ESHUTDOWN";
      case ECONNREFUSED -> "ECONNREFUSED";
      case EADDRINUSE -> "EADDRINUSE";
      case ECONNABORTED -> "ECONNABORTED";
      case ENETUNREACH -> "ENETUNREACH";
      case ENETDOWN -> "ENETDOWN";
      case ETIMEDOUT -> "ETIMEDOUT";
      case EHOSTDOWN -> "EHOSTDOWN";
      case EHOSTUNREACH -> "EHOSTUNREACH";
      case EINPROGRESS -> "EINPROGRESS";
      case EALREADY -> "EALREADY";
      case EDESTADDRREQ -> "EDESTADDRREQ";
      case EMSGSIZE -> "EMSGSIZE";
      case EPROTONOSUPPORT -> "EPROTONOSUPPORT";
      case ESOCKTNOSUPPORT -> "ESOCKTNOSUPPORT";
      case EADDRNOTAVAIL -> "EADDRNOTAVAIL";
      case ENETRESET -> "ENETRESET";
      case EISCONN -> "EISCONN";
      case ENOTCONN -> "ENOTCONN";
      case ETOOMANYREFS -> "ETOOMANYREFS";
      case ENOTSUP -> "ENOTSUP";
      case EOVERFLOW -> "EOVERFLOW";
      case ECANCELED -> "ECANCELED";
      default -> Integer.toString(value);
    };
  }

  /**
   * What newlib says about an error number.
   *
   * @param value the number
   * @return the text, empty when newlib has none
   */
  public static String strerror(int value) {
    return switch (value) {
      case 0 -> "Success";
      case EPERM -> "Not owner";
      case ENOENT -> "No such file or directory";
      case EINTR -> "Interrupted system call";
      case EIO -> "I/O error";
      case ENXIO -> "No such device or address";
      case EBADF -> "Bad file number";
      case EAGAIN -> "No more processes";
      case ENOMEM -> "Not enough space";
      case EACCES -> "Permission denied";
      case EFAULT -> "Bad address";
      case EBUSY -> "Device or resource busy";
      case EEXIST -> "File exists";
      case ENODEV -> "No such device";
      case EINVAL -> "Invalid argument";
      case ENFILE -> "Too many open files in system";
      case EMFILE -> "File descriptor value too large";
      case ENOSPC -> "No space left on device";
      case EPIPE -> "Broken pipe";
      case EDOM -> "Mathematics argument out of domain of function";
      case ERANGE -> "Result too large";
      case EPROTO -> "Protocol error";
      case ENOSYS -> "Function not implemented";
      case EOPNOTSUPP -> "Operation not supported on socket";
      case EPFNOSUPPORT -> "Protocol family not supported";
      case ECONNRESET -> "Connection reset by peer";
      case ENOBUFS -> "No buffer space available";
      case EAFNOSUPPORT -> "Address family not supported by protocol family";
      case EPROTOTYPE -> "Protocol wrong type for socket";
      case ENOTSOCK -> "Socket operation on non-socket";
      case ENOPROTOOPT -> "Protocol not available";
      case ESHUTDOWN -> "Can't send after socket shutdown";
      case ECONNREFUSED -> "Connection refused";
      case EADDRINUSE -> "Address already in use";
      case ECONNABORTED -> "Software caused connection abort";
      case ENETUNREACH -> "Network is unreachable";
      case ENETDOWN -> "Network interface is not configured";
      case ETIMEDOUT -> "Connection timed out";
      case EHOSTDOWN -> "Host is down";
      case EHOSTUNREACH -> "Host is unreachable";
      case EINPROGRESS -> "Connection already in progress";
      case EALREADY -> "Socket already connected";
      case EDESTADDRREQ -> "Destination address required";
      case EMSGSIZE -> "Message too long";
      case EPROTONOSUPPORT -> "Unknown protocol";
      case ESOCKTNOSUPPORT -> "Socket type not supported";
      case EADDRNOTAVAIL -> "Address not available";
      case ENETRESET -> "Network dropped connection because of reset";
      case EISCONN -> "Socket is already connected";
      case ENOTCONN -> "Socket is not connected";
      case ETOOMANYREFS -> "Too many references";
      case ENOTSUP -> "Not supported";
      case EOVERFLOW -> "Value too large for defined data type";
      case ECANCELED -> "Operation canceled";
      default -> "";
    };
  }
}
