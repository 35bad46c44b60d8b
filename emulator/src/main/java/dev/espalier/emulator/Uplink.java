package dev.espalier.emulator;

import dev.espalier.hal.port.Kernel;

/** What a network or a radio gets of the simulation for one board, or for a host without board. */
public interface Uplink {
  /**
   * Whose uplink this is.
   *
   * @return the board's name
   */
  String name();

  /**
   * The board's base MAC address.
   *
   * @return six bytes, a fresh copy
   */
  byte[] mac();

  /**
   * The simulated time.
   *
   * @return nanoseconds since the simulation's start
   */
  long now();

  /**
   * Makes an alarm in simulated time. One that is set keeps a deadlock from being reported, but not
   * a board from being done.
   *
   * @param action runs in the board's interrupt context
   * @return the alarm; its deadlines go by {@link #now}
   */
  Kernel.Alarm alarm(Runnable action);

  /**
   * Runs something in the board's interrupt context: at once on the reactor's thread and within a
   * call of one of the board's tasks, else as soon as the running task has stopped.
   *
   * @param action what to run; does nothing after the board's reset
   */
  void interrupt(Runnable action);

  /**
   * Runs something in the board's interrupt context soon. Called by any thread.
   *
   * @param action what to run; does nothing after the board's reset
   */
  void post(Runnable action);

  /**
   * Whether there is somebody to call.
   *
   * @return false after the board's reset
   */
  default boolean isLive() {
    return true;
  }

  /**
   * Draws from the board's own random sequence.
   *
   * @return 32 random bits
   */
  int random();
}
