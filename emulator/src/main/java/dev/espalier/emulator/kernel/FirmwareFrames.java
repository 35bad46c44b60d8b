package dev.espalier.emulator.kernel;

import java.lang.StackWalker.StackFrame;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** Finds the firmware's own frames on a stack. */
public final class FirmwareFrames {
  private static final List<String> OURS_AND_THE_JDKS =
      List.of(
          "dev.espalier.hal.",
          "dev.espalier.emulator.",
          "dev.espalier.websocket.",
          "dev.espalier.cli.",
          "java.",
          "javax.",
          "jdk.",
          "sun.");

  /** In the place of a frame, where nothing of the firmware is on the stack. */
  static final String SYSTEM = "(the system)";

  private static final int FRAMES_MAX = 32;

  /** With room for the frames between a firmware's call and here, so that one look finds it. */
  private static final StackWalker WALKER = StackWalker.getInstance(Set.of(), 16);

  private FirmwareFrames() {}

  /**
   * The innermost frame of firmware on the calling thread's stack.
   *
   * @return class, method, file and line, or that it is the system
   */
  public static String caller() {
    return WALKER.walk(frames -> {
      Iterator<StackFrame> each = frames.iterator();
      while (each.hasNext()) {
        StackFrame frame = each.next();
        if (isFirmware(frame.getClassName())) {
          return frame.toStackTraceElement().toString().intern(); // many tasks come from few places
        }
      }
      return SYSTEM;
    });
  }

  static boolean isFirmware(String className) {
    for (String prefix : OURS_AND_THE_JDKS) {
      if (className.startsWith(prefix)) {
        return false;
      }
    }
    return true;
  }

  /**
   * The innermost frame of firmware on a stack.
   *
   * @param stack a stack, innermost frame first
   * @return class, method, file and line, or that it is the system
   */
  public static String first(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      if (isFirmware(frame.getClassName())) {
        return frame.toString();
      }
    }
    return SYSTEM;
  }

  /**
   * What firmware's author wants to see of a stack: everything down to the outermost frame of
   * firmware.
   *
   * @param stack a stack, innermost frame first
   * @return the trimmed stack; the whole one when there is no firmware on it
   */
  public static List<StackTraceElement> trim(StackTraceElement[] stack) {
    List<StackTraceElement> kept = new ArrayList<>(List.of(stack));
    int last = kept.size() - 1;
    while (last >= 0 && !isFirmware(kept.get(last).getClassName())) {
      last--;
    }
    return last < 0 ? kept : kept.subList(0, last + 1);
  }

  /**
   * A stack as a panic shows it.
   *
   * @param stack a stack, innermost frame first
   * @return one line for each frame that firmware's author wants to see, of very many the first
   */
  public static String text(StackTraceElement[] stack) {
    StringBuilder text = new StringBuilder();
    trim(stack).stream()
        .limit(FRAMES_MAX)
        .forEach(frame -> text.append("  ").append(frame).append("\r\n"));
    return text.toString();
  }
}
