package dev.espalier.hal.freertos;

/** What a task is doing ({@code eTaskState}). */
public enum TaskState {
  /** It asked for its own state, or runs now. */
  RUNNING(0),
  /** It could run. */
  READY(1),
  /** It waits for something or for a time. */
  BLOCKED(2),
  /** It is out of scheduling until somebody resumes it. */
  SUSPENDED(3),
  /** It has ended. */
  DELETED(4);

  private final int value;

  TaskState(int value) {
    this.value = value;
  }

  /**
   * The number in C.
   *
   * @return 0 to 4
   */
  public int value() {
    return value;
  }
}
