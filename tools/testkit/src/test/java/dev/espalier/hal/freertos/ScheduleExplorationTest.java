package dev.espalier.hal.freertos;

import static dev.espalier.hal.NotingBoard.task;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.hal.NotingBoard;
import dev.espalier.hal.event.EventBase;
import dev.espalier.hal.event.EventLoop;
import dev.espalier.hal.event.EventLoopArgs;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold whoever runs when: every seed is another schedule of random tasks. */
class ScheduleExplorationTest {
  private static final int TASKS = 6;
  private static final int ROUNDS = 20;

  static LongStream seeds() {
    return LongStream.range(0, 40);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void keepsItemsOfEachSenderInOrderAndLosesNone(long seed) {
    List<List<Integer>> got = new ArrayList<>();
    new NotingBoard()
        .exploring(seed)
        .play(_ -> {
          SplittableRandom random = new SplittableRandom(seed);
          Queue<int[]> queue = Queue.create(1 + random.nextInt(4));
          Semaphore done = Semaphore.createCounting(TASKS, 0);
          for (int i = 0; i < TASKS; i++) {
            int sender = i;
            got.add(new ArrayList<>());
            task("sender" + i, 1 + random.nextInt(4), () -> send(queue, sender, done));
          }
          int taken = 0;
          while (taken < TASKS * ROUNDS) {
            int[] item = queue.receive(Timeout.ticks(1 + random.nextInt(3)));
            if (item != null) {
              got.get(item[0]).add(item[1]);
              taken++;
            }
          }
          for (int i = 0; i < TASKS; i++) {
            assertTrue(done.take(Timeout.FOREVER));
          }
          assertEquals(0, queue.messagesWaiting());
        });
    for (List<Integer> each : got) {
      assertEquals(LongStream.range(0, ROUNDS).mapToObj(n -> (int) n).toList(), each);
    }
  }

  private static void send(Queue<int[]> queue, int sender, Semaphore done) {
    for (int n = 0; n < ROUNDS; n++) {
      boolean sent = false;
      while (!sent) {
        sent = queue.send(new int[] {sender, n}, n % 2 == 0 ? Timeout.ticks(1) : Timeout.FOREVER);
      }
    }
    done.give();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void letsOneTaskAtATimeIntoAMutexAndGivesEveryPriorityBack(long seed) {
    int[] counters = new int[2];
    new NotingBoard()
        .exploring(seed)
        .play(_ -> {
          SplittableRandom random = new SplittableRandom(seed);
          Semaphore outer = Semaphore.createRecursiveMutex();
          Semaphore inner = Semaphore.createMutex();
          EventGroup finished = EventGroup.create();
          for (int i = 0; i < TASKS; i++) {
            int bit = 1 << i;
            int priority = 1 + random.nextInt(5);
            task(
                "task" + i,
                priority,
                () -> {
                  work(outer, inner, counters);
                  assertEquals(priority, Task.current().priorityGet());
                  finished.setBits(bit);
                });
          }
          int all = (1 << TASKS) - 1;
          assertEquals(all, finished.waitBits(all, false, true, Timeout.FOREVER));
          assertEquals(1, inner.getCount());
          assertEquals(1, outer.getCount());
        });
    assertEquals(TASKS * ROUNDS, counters[0]);
    assertTrue(counters[1] <= TASKS * ROUNDS, "timeouts: " + counters[1]);
  }

  private static void work(Semaphore outer, Semaphore inner, int[] counters) {
    for (int n = 0; n < ROUNDS; n++) {
      while (!outer.takeRecursive(Timeout.ticks(1))) {
        counters[1]++;
      }
      assertTrue(outer.takeRecursive(Timeout.NONE));
      assertTrue(inner.take(Timeout.FOREVER));
      int before = counters[0];
      if (n % 5 == 0) {
        Task.delay(Timeout.exactMicros(300));
      } else {
        Task.yield();
      }
      counters[0] = before + 1;
      inner.give();
      outer.giveRecursive();
      outer.giveRecursive();
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void dispatchesEveryPostedEventOnce(long seed) {
    EventBase<Integer> base = EventBase.define("BASE");
    List<Integer> seen = new ArrayList<>();
    new NotingBoard()
        .exploring(seed)
        .play(_ -> {
          SplittableRandom random = new SplittableRandom(seed);
          EventLoop loop =
              EventLoop.create(
                  EventLoopArgs.withTask(
                      1 + random.nextInt(4), "evt", 1 + random.nextInt(5), 4096));
          loop.handlerRegister(base, 1, (_, _, _, data) -> seen.add(data), null).orAbort();
          EventGroup finished = EventGroup.create();
          for (int i = 0; i < TASKS; i++) {
            int sender = i;
            task(
                "poster" + i,
                1 + random.nextInt(5),
                () -> {
                  for (int n = 0; n < ROUNDS; n++) {
                    loop.post(base, 1, sender * ROUNDS + n, Timeout.FOREVER).orAbort();
                  }
                  finished.setBits(1 << sender);
                });
          }
          int all = (1 << TASKS) - 1;
          assertEquals(all, finished.waitBits(all, false, true, Timeout.FOREVER));
          Task.delay(Timeout.ticks(1));
          loop.delete().orAbort();
        });
    assertEquals(
        LongStream.range(0, TASKS * ROUNDS).mapToObj(n -> (int) n).toList(),
        seen.stream().sorted().toList());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void meetsInEveryRoundOfARendezvous(long seed) {
    int[] arrived = new int[ROUNDS];
    int all = (1 << TASKS) - 1;
    new NotingBoard()
        .exploring(seed)
        .play(_ -> {
          SplittableRandom random = new SplittableRandom(seed);
          EventGroup group = EventGroup.create();
          for (int i = 0; i < TASKS; i++) {
            int bit = 1 << i;
            int naps = random.nextInt(3);
            task(
                "task" + i,
                1 + random.nextInt(5),
                () -> {
                  for (int n = 0; n < ROUNDS; n++) {
                    Task.delay(Timeout.ticks(naps));
                    arrived[n]++;
                    assertEquals(all, group.sync(bit, all, Timeout.FOREVER));
                    assertEquals(TASKS, arrived[n]);
                  }
                });
          }
        });
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void replaysExactlyFromTheSameSeed(long seed) {
    long first = digestOfMixedWork(seed);
    assertEquals(first, digestOfMixedWork(seed));
  }

  private static long digestOfMixedWork(long seed) {
    NotingBoard board = new NotingBoard().exploring(seed);
    int[] counters = new int[2];
    board.play(_ -> {
      Semaphore outer = Semaphore.createRecursiveMutex();
      Semaphore inner = Semaphore.createMutex();
      for (int i = 0; i < 3; i++) {
        task("task" + i, 1 + i, () -> work(outer, inner, counters));
      }
      SoftwareTimer timer =
          SoftwareTimer.create("t", Timeout.ticks(1), true, null, _ -> Task.yield());
      timer.start(Timeout.FOREVER);
      Task.delay(Timeout.ticks(20));
      timer.stop(Timeout.FOREVER);
    });
    return board.digest();
  }
}
