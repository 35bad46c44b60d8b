package dev.espalier.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.kernel.TaskContexts;
import dev.espalier.firmware.BadHabits;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tasks that wait or compute in plain Java where they should call the HAL. */
final class PlainJavaTest extends KernelFixture {
  private static final Duration A_LONG_TIME = Duration.ofMinutes(1);

  PlainJavaTest() {
    super(TaskContexts.LOOP_THREADS);
  }

  private void assertWarning(String... parts) {
    String warning = String.join("\n", simulation.warnings());
    for (String part : parts) {
      assertTrue(warning.contains(part), () -> "\"" + part + "\" is not in: " + warning);
    }
  }

  @Test
  void aMonitorHeldAcrossAWaitIsReportedAndStillExcludes() {
    Object monitor = new Object();
    boot(() -> {
      spawn(
          "second",
          5,
          () -> {
            sleep(MILLI);
            BadHabits.enter(monitor, () -> say("second has it"));
            say("second leaves");
          });
      BadHabits.enter(
          monitor,
          () -> {
            sleep(10 * MILLI);
            say("main leaves");
          });
    });
    runToTheEnd();
    assertEquals(List.of("main leaves", "second has it", "second leaves"), log);
    assertWarning(
        "task second of board esp32 waits in plain Java: for a monitor (synchronized)",
        "BadHabits.enter");
  }

  @Test
  void aLockOfTheJdkStillExcludesAndIsReported() {
    ReentrantLock lock = new ReentrantLock();
    boot(() -> {
      spawn(
          "second",
          5,
          () -> {
            sleep(MILLI);
            BadHabits.lock(lock, () -> say("second has it"));
          });
      BadHabits.lock(
          lock,
          () -> {
            sleep(10 * MILLI);
            say("main leaves");
          });
    });
    runToTheEnd();
    assertEquals(List.of("main leaves", "second has it"), log);
    assertWarning("task second", "for a lock, a time or input of the JDK", "BadHabits.lock");
  }

  @Test
  void sleepingByTheHostsClockIsReportedByName() {
    boot(() -> {
      spawn("sleeper", 5, () -> BadHabits.sleepOnTheHost(Duration.ofMillis(60)));
      say("main goes on");
    });
    runToTheEnd();
    assertEquals(List.of("main goes on"), log);
    assertWarning("task sleeper", "Thread.sleep goes by the host's clock");
  }

  /** Looking at the stack of a thread that waits takes it away from its scheduler for a moment. */
  @Test
  @Timeout(120)
  void noTaskIsLostWhileAnotherThreadLooksAtItsStack() throws InterruptedException {
    Queue<Thread> tasks = new ConcurrentLinkedQueue<>();
    AtomicBoolean over = new AtomicBoolean();
    Thread onlooker =
        Thread.ofPlatform()
            .start(() -> {
              while (!over.get()) {
                tasks.forEach(Thread::getStackTrace);
              }
            });
    boot(() -> {
      tasks.add(Thread.currentThread());
      spawn(
          "sleeper",
          5,
          () -> {
            tasks.add(Thread.currentThread());
            for (int i = 0; i < 100; i++) {
              BadHabits.sleepOnTheHost(Duration.ofNanos(100_000));
              sleep(MILLI);
            }
            say("slept");
          });
      for (int i = 0; i < 20_000; i++) {
        sleep(MILLI);
      }
      say("main is done");
    });
    runToTheEnd();
    over.set(true);
    onlooker.join();
    assertEquals(List.of("slept", "main is done"), log);
  }

  @Test
  void waitingOnAnObjectIsReportedByName() {
    Object monitor = new Object();
    boot(() -> {
      spawn("waiter", 5, () -> BadHabits.waitOn(monitor));
      BadHabits.enter(monitor, monitor::notifyAll);
    });
    runToTheEnd();
    assertWarning("task waiter", "Object.wait is woken by the JDK");
  }

  @Test
  void aTaskThatComputesForLongIsReportedByName() {
    Queue<String> heard = new ConcurrentLinkedQueue<>();
    use(Simulation.builder().stallAfter(20 * MILLI).warnings(heard::add), BoardConfig.defaults());
    boot(() ->
        spawn(
            "thinker",
            5,
            () -> BadHabits.computeUntil(() -> heard.toString().contains("thinker"))));
    runToTheEnd();
    assertWarning("task esp32/thinker has kept the simulation", "BadHabits.computeUntil");
  }

  @Test
  void threadsThatFirmwareStartsAreNoTasksButRun() {
    boot(() -> {
      AtomicReference<String> told = new AtomicReference<>();
      Thread helper = Thread.ofVirtual().unstarted(() -> told.set("from a helper"));
      helper.start();
      try {
        if (!Board.offload("join", () -> helper.join(A_LONG_TIME))) {
          throw new IllegalStateException("the helper did not end");
        }
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
      say(String.valueOf(told.get()));
    });
    runToTheEnd();
    assertEquals(List.of("from a helper"), log);
  }

  @Test
  void threadLocalsBelongToTasks() {
    ThreadLocal<String> local = ThreadLocal.withInitial(() -> "untouched");
    boot(() -> {
      local.set("main's");
      spawn("other", 5, () -> say("other: " + local.get()));
      say("main: " + local.get());
    });
    runToTheEnd();
    assertEquals(List.of("other: untouched", "main: main's"), log);
  }
}
