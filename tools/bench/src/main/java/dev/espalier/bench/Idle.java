package dev.espalier.bench;

import java.util.Locale;

/** The Java heap that connections take which do nothing. */
final class Idle {
  private Idle() {}

  static String heapPerConnection(Library library, Target server, int connections)
      throws Exception {
    System.err.printf("%d idle, %s: %s%n", connections, server.uri(""), library.name());
    library.idle(server, 10).close(); // what exists once is not counted
    long before = usedHeap();
    AutoCloseable open = library.idle(server, connections);
    long each = (usedHeap() - before) / connections;
    open.close();
    return String.format(Locale.ROOT, "%.1f KiB", each / 1024.0);
  }

  private static long usedHeap() {
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
