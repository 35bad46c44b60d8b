package dev.espalier.emulator.serial;

import java.util.ArrayDeque;
import java.util.Deque;

/** Whether a board whose agent answers restarts again and again. Owner: one connection. */
final class ResetWatch {
  private static final int RESETS = 3;
  private static final long WITHIN = 60_000_000_000L;

  private final Deque<Long> resets = new ArrayDeque<>();
  private long lastBoot;

  /** Takes the boot that a session begins with; says, once in a while, that it is a loop. */
  boolean isLoop(long boot, long now) {
    boolean another = lastBoot != 0 && boot != lastBoot;
    lastBoot = boot;
    if (!another) {
      return false;
    }
    resets.add(now);
    while (now - resets.getFirst() > WITHIN) {
      long _ = resets.removeFirst();
    }
    boolean loop = resets.size() >= RESETS;
    if (loop) {
      resets.clear();
    }
    return loop;
  }
}
