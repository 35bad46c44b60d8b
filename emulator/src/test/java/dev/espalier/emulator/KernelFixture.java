package dev.espalier.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.espalier.emulator.kernel.TaskContexts;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.Kernel;
import dev.espalier.hal.port.KernelTask;
import dev.espalier.hal.port.WaitList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** One board, a log, and words for what firmware does with the bare kernel. */
abstract class KernelFixture {
  static final long MILLI = 1_000_000;
  static final long SECOND = 1_000_000_000;

  final List<String> log = new ArrayList<>();
  final TaskContexts contexts;
  Simulation simulation;
  Board board;

  KernelFixture(TaskContexts contexts) {
    this.contexts = contexts;
    this.simulation = Simulation.builder().build();
    this.board = simulation.board(BoardConfig.defaults());
  }

  @BeforeEach
  void powerOn() {
    use(Simulation.builder(), BoardConfig.defaults());
  }

  /** Starts again with other options. */
  void use(Simulation.Builder builder, BoardConfig config) {
    simulation.close();
    simulation = builder.contexts(contexts).build();
    board = simulation.board(config);
  }

  @AfterEach
  void nothingIsLeftOver() {
    simulation.close();
    assertEquals("", simulation.describeTasks());
  }

  void boot(Runnable main) {
    board.boot(main::run);
  }

  RunResult run() {
    return simulation.run();
  }

  void runToTheEnd() {
    RunResult result = run();
    assertEquals(RunResult.End.DONE, result.end(), result.report());
  }

  void say(String what) {
    log.add(what);
  }

  static Kernel kernel() {
    return Chip.current().kernel();
  }

  static KernelTask me() {
    return Objects.requireNonNull(kernel().current());
  }

  static KernelTask spawn(String name, int priority, Runnable body) {
    KernelTask task = kernel().spawn(name, priority, 2048, body);
    kernel().reschedule();
    return task;
  }

  static WaitList list(String name) {
    return kernel().waitList("gate", name);
  }

  static void sleepUntil(long nanos) {
    kernel().call();
    assertFalse(kernel().block(kernel().waitList("delay", ""), nanos));
  }

  static void sleep(long nanos) {
    sleepUntil(kernel().now() + nanos);
  }

  static void waitForEver(WaitList list) {
    assertEquals(true, kernel().block(list, Kernel.NEVER));
  }

  static void wakeOne(WaitList list) {
    kernel().call();
    ready(list);
    kernel().reschedule();
  }

  /** Readies the first task of a list, which must not be empty. */
  static void ready(WaitList list) {
    assertFalse(list.isEmpty());
    var _ = kernel().wake(list);
  }
}
