package dev.espalier.emulator.serial;

/** What the board may still send on a socket, and what it gets back. Owner: one socket. */
final class CreditOut {
  private static final long OUTSTANDING_MAX = 0xffff;

  private final int window;
  private long outstanding;
  private int owed;

  CreditOut(int window) {
    this.window = window;
  }

  void granted(int bytes) {
    outstanding = bytes;
    owed = 0;
  }

  /** The board has sent something. */
  void used(int bytes) throws ViolationException {
    if (bytes > outstanding) {
      throw new ViolationException(
          "it sends " + bytes + " bytes and has credit for " + outstanding);
    }
    outstanding -= bytes;
  }

  /** Firmware has taken something; returns how much credit goes back now, or 0 for not yet. */
  int taken(int bytes, boolean empty) {
    owed += bytes;
    if (owed * 4 >= window || (empty && outstanding * 2 < window)) {
      int back = owed;
      owed = 0;
      outstanding += back;
      return back;
    }
    return 0;
  }

  /** Credit of the other direction, within its limit. */
  static long added(long credit, long more) throws ViolationException {
    if (credit + more > OUTSTANDING_MAX) {
      throw new ViolationException("it gives credit for " + (credit + more) + " bytes");
    }
    return credit + more;
  }
}
