package dev.espalier.bench;

/** Takes the time of what is measured, without what has to be done before and behind it. */
final class Stopwatch {
  private long cpuStart;
  private long wallStart;
  private long cpuNanos;
  private long wallNanos;

  void start() {
    cpuStart = CpuClock.nanos();
    wallStart = System.nanoTime();
  }

  void stop() {
    wallNanos = System.nanoTime() - wallStart;
    cpuNanos = CpuClock.nanos() - cpuStart;
  }

  long cpuNanos() {
    return cpuNanos;
  }

  long wallNanos() {
    return wallNanos;
  }
}
