package dev.espalier.emulator.kernel;

import java.lang.StackWalker.StackFrame;

/** Explains calls that cannot be: why not, and what to do instead. */
final class Misuse {
  private Misuse() {}

  /** Names the static initialiser or native method on the calling task's stack. */
  static String pinned(String task, String waitsFor) {
    String culprit =
        StackWalker.getInstance()
            .walk(frames ->
                frames
                    .filter(Misuse::pins)
                    .findFirst()
                    .map(Misuse::describe)
                    .orElse("a native method"));
    return "task "
        + task
        + " waits for "
        + waitsFor
        + " inside "
        + culprit
        + ", where a task cannot be put aside: make the call later";
  }

  private static boolean pins(StackFrame frame) {
    return frame.isNativeMethod() || frame.getMethodName().equals("<clinit>");
  }

  private static String describe(StackFrame frame) {
    return frame.isNativeMethod()
        ? "native method " + frame.getClassName() + "." + frame.getMethodName()
        : "the static initialiser of "
            + frame.getClassName()
            + " ("
            + frame.getFileName()
            + ":"
            + frame.getLineNumber()
            + ")";
  }

  /** The calling thread is no task of the board. */
  static IllegalStateException stranger(String board) {
    return new IllegalStateException(
        "thread \""
            + Thread.currentThread().getName()
            + "\" is no task of board "
            + board
            + ": call the HAL from its tasks, or enter through Board.post(...)");
  }
}
