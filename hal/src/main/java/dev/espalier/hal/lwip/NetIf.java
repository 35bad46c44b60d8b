package dev.espalier.hal.lwip;

import org.jspecify.annotations.Nullable;

/** The names of lwIP's network interfaces: two letters and a number, in order of their making. */
final class NetIf {
  // lwIP numbers from 1: the loopback interface comes first, then the station.
  private static final String[] NAMES = {"lo0", "st1"};

  private NetIf() {}

  static int indexOf(String name) {
    for (int i = 0; i < NAMES.length; i++) {
      if (NAMES[i].equals(name)) {
        return i + 1;
      }
    }
    return 0;
  }

  static @Nullable String nameOf(int index) {
    return index >= 1 && index <= NAMES.length ? NAMES[index - 1] : null;
  }
}
