package dev.espalier.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** Cases of {@link KernelBench} under JMH, each in a JVM of its own: the cross-check. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class KernelJmh {
  private static final int OPERATIONS = 200_000;

  /** A bare continuation's run and yield. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public void bareContinuation() {
    KernelBench.bare(OPERATIONS);
  }

  /** A HAL call and a switch to an equal task. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public void yieldToAnEqual() {
    KernelBench.yields(OPERATIONS);
  }

  /** An event posted to a loop with its own task, and handled. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public void postAndDispatch() {
    KernelBench.events(OPERATIONS);
  }
}
