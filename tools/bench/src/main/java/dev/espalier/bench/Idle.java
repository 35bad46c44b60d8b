package dev.espalier.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.time.Duration;
import java.util.Locale;

/** The Java heap that connections take which do nothing. */
final class Idle {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Idle() {}

  static String heapPerConnection(Library library, Target server, int connections)
      throws Exception {
    System.err.printf("%d idle, %s: %s%n", connections, server.uri(""), library.name());
    Long each =
        Patience.await(
            connections + " idle, " + library.name(),
            PATIENCE,
            () -> measure(library, server, connections));
    return each == null ? "" : String.format(Locale.ROOT, "%.1f KiB", each / 1024.0);
  }

  private static long measure(Library library, Target server, int connections) throws Exception {
    library.idle(server, 10).close(); // what exists once is not counted
    long before = usedHeap();
    AutoCloseable open = library.idle(server, connections);
    long each = (usedHeap() - before) / connections;
    open.close();
    return each;
  }

  /** What is alive, without the allocation buffers that threads have taken since: megabytes. */
  private static long usedHeap() {
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong(pool -> pool.getCollectionUsage().getUsed())
        .sum();
  }
}
