package dev.espalier.emulator.kernel;

/** What a {@link BoardKernel} needs of its board. */
public interface BoardPorts {
  /**
   * The board's name.
   *
   * @return the name, for threads and reports
   */
  String name();

  /**
   * The length of an RTOS tick.
   *
   * @return nanoseconds
   */
  long tickNanos();

  /**
   * The CPU time that a HAL call takes.
   *
   * @return nanoseconds, 0 or more
   */
  long callNanos();

  /**
   * Firmware has failed: prints the panic and resets the board.
   *
   * @param task the name of the task
   * @param thrown what ended it
   */
  void panic(String task, Throwable thrown);

  /** The kernel has ended and is torn down: the board boots again or stays off. */
  void ended();
}
