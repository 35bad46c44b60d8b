package dev.espalier.bench;

import java.io.IOException;

/** Binds processes to processors, so that where the host puts them does not count. Linux only. */
final class Processors {
  private Processors() {}

  /** Lets all threads of a process run on one processor alone. */
  static void pin(ProcessHandle process, int processor) throws IOException, InterruptedException {
    if (Runtime.getRuntime().availableProcessors() < 2) {
      return;
    }
    int exit =
        new ProcessBuilder(
                "taskset",
                "-a",
                "-p",
                "-c",
                String.valueOf(processor),
                String.valueOf(process.pid()))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start()
            .waitFor();
    if (exit != 0) {
      throw new IOException("taskset does not bind process " + process.pid() + ": exit " + exit);
    }
  }
}
