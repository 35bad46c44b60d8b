package dev.espalier.hal.sntp;

import dev.espalier.hal.lwip.Timeval;
import java.nio.ByteBuffer;

/** A message of SNTP (RFC 4330, section 4): 48 bytes, big-endian. */
final class SntpMessage {
  static final int LENGTH = 48;
  static final int MODE_SERVER = 4;
  static final int MODE_BROADCAST = 5;

  private static final int VERSION_4_CLIENT = 4 << 3 | 3;
  private static final int MODE_MASK = 7;
  private static final int STRATUM = 1;
  private static final int TRANSMITTED = 40;

  /** From 1970 to the second era of NTP, which begins in 2036 with 0. */
  private static final long SECONDS_1970_2036 = 2_085_978_496L;

  private SntpMessage() {}

  /** A request; lwIP leaves its time out. */
  static byte[] request() {
    byte[] message = new byte[LENGTH];
    message[0] = VERSION_4_CLIENT;
    return message;
  }

  static int mode(byte[] message) {
    return message[0] & MODE_MASK;
  }

  /** A server that wants no more requests says so with stratum 0. */
  static boolean isKissOfDeath(byte[] message) {
    return message[STRATUM] == 0;
  }

  /** When it was sent. Years 1968 to 2104: the seconds are signed, from 2036 on. */
  static Timeval transmitted(byte[] message) {
    ByteBuffer in = ByteBuffer.wrap(message);
    long seconds = in.getInt(TRANSMITTED) + SECONDS_1970_2036 & 0xFFFF_FFFFL;
    long fraction = in.getInt(TRANSMITTED + 4) & 0xFFFF_FFFFL;
    return new Timeval(seconds, (fraction * 1_000_000) >>> 32);
  }
}
