package dev.espalier.emulator;

import org.jspecify.annotations.Nullable;

/**
 * How a run has ended.
 *
 * @param end why
 * @param report details for a human: the tasks of a deadlock, the text of a panic; may be empty
 * @param nanos the simulated time then
 * @param panic the failure that has ended the run, null for any other end
 */
public record RunResult(End end, String report, long nanos, @Nullable Panic panic) {
  RunResult(End end, String report, long nanos) {
    this(end, report, nanos, null);
  }

  /**
   * A failure of firmware.
   *
   * @param board the board's name
   * @param task the task's name
   * @param thrown what ended it
   */
  public record Panic(String board, String task, Throwable thrown) {}

  /** Why a run has ended. */
  public enum End {
    /** Every board is done: {@code app_main} has returned and nothing more can happen. */
    DONE,
    /** Tasks wait for what can never happen; the report names them. */
    DEADLOCK,
    /** The time given to the run has passed, or the condition it waited for has come true. */
    LIMIT,
    /** A board has failed once more than it may; the report is the panic's text. */
    PANIC,
    /** A board resets itself again and again; the report names the cause. See RebootLoop. */
    REBOOT_LOOP,
    /** Somebody has stopped the simulation. */
    STOPPED
  }
}
