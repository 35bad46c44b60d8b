package dev.espalier.bench;

import java.io.IOException;

/** Binds processes to processors, so that where the host puts them does not count. Linux only. */
final class Processors {
  private static final int COUNT = Runtime.getRuntime().availableProcessors();

  private Processors() {}

  /** Lets all threads of a process run on one processor alone. */
  static void bind(ProcessHandle process, int processor) throws IOException, InterruptedException {
    if (COUNT > 1) {
      allow(process, String.valueOf(processor));
    }
  }

  /** Lets a process run everywhere again. */
  static void release(ProcessHandle process) throws IOException, InterruptedException {
    if (COUNT > 1) {
      allow(process, "0-" + (COUNT - 1));
    }
  }

  private static void allow(ProcessHandle process, String processors)
      throws IOException, InterruptedException {
    int exit =
        new ProcessBuilder("taskset", "-a", "-p", "-c", processors, String.valueOf(process.pid()))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start()
            .waitFor();
    if (exit != 0) {
      throw new IOException("taskset does not bind process " + process.pid() + ": exit " + exit);
    }
  }
}
