package dev.espalier.emulator.kernel;

/** Takes the Java frames of a deleted task off its stack. Carries nothing. */
final class TaskUnwind extends Error {
  private static final long serialVersionUID = 1L;

  TaskUnwind() {
    super("the task was deleted", null, false, false);
  }
}
