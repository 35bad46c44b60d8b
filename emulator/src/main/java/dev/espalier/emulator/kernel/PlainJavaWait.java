package dev.espalier.emulator.kernel;

import java.util.List;

/** Words for a task that waits for a lock or a time of the JDK instead of calling the HAL. */
final class PlainJavaWait {
  private PlainJavaWait() {}

  static String describe(SimTask task) {
    StackTraceElement[] stack = task.context.thread().getStackTrace();
    StringBuilder text =
        new StringBuilder("task ")
            .append(task.name())
            .append(" of board ")
            .append(task.kernel.name())
            .append(" waits in plain Java: ")
            .append(cause(task.context.thread().getState(), stack));
    for (StackTraceElement frame : FirmwareFrames.trim(stack)) {
      if (FirmwareFrames.isFirmware(frame.getClassName())) {
        text.append("\n    at ").append(frame);
      }
    }
    return text.toString();
  }

  private static boolean exits(StackTraceElement frame) {
    return frame.getClassName().equals("java.lang.Runtime") && frame.getMethodName().equals("exit");
  }

  private static String cause(Thread.State state, StackTraceElement[] stack) {
    if (state == Thread.State.BLOCKED) {
      return "for a monitor (synchronized) that another task holds across a blocking HAL call;"
          + " use a mutex of FreeRTOS";
    }
    if (List.of(stack).stream().anyMatch(PlainJavaWait::exits)) {
      return "System.exit ends the whole emulator, not the board; use esp_restart"
          + " (EspSystem.restart), or return from appMain";
    }
    for (StackTraceElement frame : List.of(stack)) {
      String method = frame.getClassName() + "." + frame.getMethodName();
      switch (method) {
        case "java.lang.Thread.sleep" -> {
          return "Thread.sleep goes by the host's clock; use vTaskDelay (Task.delay)";
        }
        case "java.lang.Object.wait" -> {
          return "Object.wait is woken by the JDK; use a semaphore of FreeRTOS";
        }
        default -> {
          if (FirmwareFrames.isFirmware(frame.getClassName())) {
            return "for a lock, a time or input of the JDK; use FreeRTOS, or Board.offload";
          }
        }
      }
    }
    return "for a lock, a time or input of the JDK; use FreeRTOS, or Board.offload";
  }
}
