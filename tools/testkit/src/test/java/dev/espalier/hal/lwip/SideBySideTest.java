package dev.espalier.hal.lwip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.Board;
import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.ClockPolicy;
import dev.espalier.emulator.NetworkBackend;
import dev.espalier.emulator.RunResult;
import dev.espalier.emulator.Simulation;
import dev.espalier.emulator.net.JvmNetwork;
import dev.espalier.emulator.net.SimulatedNetwork;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Simulations share a JVM and nothing else. */
final class SideBySideTest {
  private static final int ROUNDS = 30;
  private static final int SEED = 11;

  /** What is left of a run. */
  private record Outcome(RunResult.End end, long digest, long nanos, String output) {}

  private static Outcome run(ClockPolicy clock, NetworkBackend network, Timeout pause) {
    try (Simulation simulation =
        Simulation.builder().seed(SEED).clock(clock).network(network).build()) {
      Board board = simulation.board(BoardConfig.defaults());
      board.boot(() -> echo(pause));
      RunResult result = simulation.run();
      return new Outcome(
          result.end(), simulation.digest(), result.nanos(), result.report() + board.output());
    }
  }

  /** Two tasks that exchange messages over a connection, with pauses. */
  private static void echo(Timeout pause) {
    SocketBoard.Link link = SocketBoard.link();
    SocketBoard.task(() -> {
      byte[] buffer = new byte[64];
      for (int i = 0; i < ROUNDS; i++) {
        int count = Sockets.recv(link.server(), buffer, 0);
        assertEquals(count, Sockets.send(link.server(), buffer, 0, count, 0));
      }
    });
    for (int i = 0; i < ROUNDS; i++) {
      String message = "message " + i;
      assertEquals(message.length(), Sockets.send(link.client(), message.getBytes(UTF_8), 0));
      assertEquals(message, SocketBoard.receive(link.client()));
      Task.delay(pause);
    }
    link.close();
  }

  private static Outcome virtual() {
    return run(ClockPolicy.virtual(), new SimulatedNetwork(SEED), Timeout.millis(60_000));
  }

  private static Outcome real() {
    return run(ClockPolicy.real(), new JvmNetwork(), Timeout.ticks(1));
  }

  @Test
  void oneOnVirtualTimeAndOneOnRealSocketsDoNotDisturbEachOther() throws Exception {
    Outcome alone = virtual();
    CyclicBarrier start = new CyclicBarrier(2);
    FutureTask<Outcome> real = startWith(start, SideBySideTest::real);
    FutureTask<Outcome> virtual = startWith(start, SideBySideTest::virtual);
    assertEquals(RunResult.End.DONE, real.get().end(), real.get().output());
    assertEquals(RunResult.End.DONE, virtual.get().end(), virtual.get().output());
    assertEquals(alone, virtual.get());
    assertTrue(virtual.get().nanos() > ROUNDS * 59_000_000_000L);
  }

  private static FutureTask<Outcome> startWith(CyclicBarrier start, Callable<Outcome> run) {
    FutureTask<Outcome> task =
        new FutureTask<>(() -> {
          var _ = start.await();
          return run.call();
        });
    Thread.ofPlatform().name("simulation").daemon().start(task);
    return task;
  }
}
