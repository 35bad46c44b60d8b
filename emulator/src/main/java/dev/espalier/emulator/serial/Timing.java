package dev.espalier.emulator.serial;

/** Time and threads, as a {@link Tunnel} needs them: the host's, or simulated. */
interface Timing {
  /** Nanoseconds since whenever. */
  long now();

  /** Runs something on the owner's thread, soon. Called by any thread. */
  void post(Runnable action);

  /** Runs something that may take a while, not on the owner's thread. */
  void aside(Runnable action);

  /** Wants {@link Tunnel#step} at this time, and no sooner; replaces the former wish. */
  void wakeAt(long deadline);
}
