package dev.espalier.hal.port;

import org.jspecify.annotations.Nullable;

/** A place where tasks wait, ordered by priority and then by arrival. Made by the kernel. */
public interface WaitList {
  /**
   * Whether nobody waits.
   *
   * @return true when empty
   */
  boolean isEmpty();

  /**
   * How many tasks wait.
   *
   * @return the count
   */
  int size();

  /**
   * The task that {@link Kernel#wake(WaitList)} would ready.
   *
   * @return the first, or null when empty
   */
  @Nullable KernelTask first();

  /**
   * Notes who holds what is waited for, for deadlock and hang reports.
   *
   * @param task the holder, null for nobody
   */
  void heldBy(@Nullable KernelTask task);
}
