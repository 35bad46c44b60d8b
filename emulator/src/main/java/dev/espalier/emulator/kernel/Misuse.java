package dev.espalier.emulator.kernel;

import java.lang.StackWalker.Option;
import java.lang.StackWalker.StackFrame;
import java.util.Iterator;

/** Explains calls that cannot be: why not, and what to do instead. */
final class Misuse {
  /** A call from Java to native code, as the JDK's linker shows it among the hidden frames. */
  private static final String DOWNCALL = "jdk.internal.foreign.abi.";

  private Misuse() {}

  /** Whether the calling thread's stack has a frame that cannot be put aside. */
  static boolean isPinned() {
    return StackWalker.getInstance(Option.SHOW_HIDDEN_FRAMES)
        .walk(frames -> frames.anyMatch(Misuse::pins));
  }

  /** Names the static initialiser or native code on the calling task's stack. */
  static String pinned(String task, String waitsFor) {
    String culprit =
        StackWalker.getInstance(Option.SHOW_HIDDEN_FRAMES)
            .walk(frames -> describe(frames.iterator()));
    return "task "
        + task
        + " waits for "
        + waitsFor
        + " inside "
        + culprit
        + ", where a task cannot be put aside: make the call later";
  }

  private static boolean pins(StackFrame frame) {
    return frame.isNativeMethod()
        || frame.getMethodName().equals("<clinit>")
        || frame.getClassName().startsWith(DOWNCALL);
  }

  private static String describe(Iterator<StackFrame> frames) {
    while (frames.hasNext()) {
      StackFrame frame = frames.next();
      if (frame.getMethodName().equals("<clinit>")) {
        return "the static initialiser of "
            + frame.getClassName()
            + " ("
            + frame.getFileName()
            + ":"
            + frame.getLineNumber()
            + ")";
      }
      if (pins(frame)) {
        return "native code called by " + caller(frames);
      }
    }
    return "native code";
  }

  private static String caller(Iterator<StackFrame> frames) {
    while (frames.hasNext()) {
      StackFrame frame = frames.next();
      if (FirmwareFrames.isFirmware(frame.getClassName())) {
        return frame.toStackTraceElement().toString();
      }
    }
    return "the JDK";
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
