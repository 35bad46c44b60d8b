package dev.espalier.cli;

import dev.espalier.emulator.Board;
import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.RunResult;
import dev.espalier.emulator.Simulation;
import dev.espalier.hal.Firmware;
import dev.espalier.hal.config.SdkConfigException;
import dev.espalier.testkit.TimeSpan;
import java.io.PrintWriter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One board that runs firmware until it is done, and what that means for the exit code. */
final class FirmwareRun {
  private static final int STOP_SECONDS_MAX = 5;

  private final Simulation.Builder simulation;
  private final BoardConfig board;
  private final Consumer<String> console;
  private final PrintWriter err;
  private final TextWatch watch;
  private @Nullable TimeSpan timeout;
  private BiConsumer<Simulation, Board> atStart = (world, board) -> {};
  private @Nullable TimeSpan hostLimit;
  private Consumer<Board> atEnd = board -> {};
  private @Nullable TimeSpan interval;
  private Consumer<Board> atInterval = board -> {};

  /** Stops the simulation when the process is told to end. */
  private volatile @Nullable Thread hook;

  // Set by the console on the simulation's thread, which is the one that reads it too.
  private @Nullable ExitCode seen;

  /**
   * Prepares a run.
   *
   * @param simulation with network, clock and seed
   * @param board with options and equipment; its console is {@code console}
   * @param console gets what the board prints
   * @param watch the texts to look for
   * @param err gets reports and warnings
   */
  FirmwareRun(
      Simulation.Builder simulation,
      BoardConfig board,
      Consumer<String> console,
      TextWatch watch,
      PrintWriter err) {
    this.simulation = simulation.warnings(text -> err.println("espalier: " + text));
    this.board = board;
    this.console = console;
    this.watch = watch;
    this.err = err;
  }

  /** Ends the run when this much simulated time has passed. */
  void timeout(@Nullable TimeSpan limit) {
    timeout = limit;
  }

  /**
   * Ends the run when this much of the host's time has passed, even if the firmware does not let go
   * of the CPU: its thread is left behind then, for the end of the process.
   */
  void hostLimit(@Nullable TimeSpan limit) {
    hostLimit = limit;
  }

  /** Adds somebody who looks at the board when the run has ended. */
  void onEnd(Consumer<Board> action) {
    atEnd = atEnd.andThen(action);
  }

  /** Adds somebody who gets simulation and board before the firmware boots. */
  void onStart(BiConsumer<Simulation, Board> action) {
    atStart = atStart.andThen(action);
  }

  /** Sets who looks at the board each time so much simulated time has passed. */
  void every(TimeSpan time, Consumer<Board> action) {
    interval = time;
    atInterval = action;
  }

  /** Boots the firmware and runs it; on the calling thread, unless there is a host limit. */
  ExitCode run(Firmware firmware) {
    TimeSpan limit = hostLimit;
    if (limit == null) {
      return runHere(firmware);
    }
    var result = new CompletableFuture<ExitCode>();
    Thread.ofPlatform()
        .daemon()
        .name("espalier-run")
        .start(() -> {
          try {
            result.complete(runHere(firmware));
          } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
          }
        });
    try {
      return result.get(limit.nanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      dropHook();
      err.println(
          "espalier: the time limit of "
              + timeout
              + " could not end the run: the firmware keeps the CPU, without a call of the HAL");
      return ExitCode.TIMEOUT;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.INTERRUPTED;
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  private ExitCode runHere(Firmware firmware) {
    try (Simulation world = simulation.build()) {
      var ended = new CountDownLatch(1);
      var interrupt = new Thread(() -> stopAndWait(world, ended), "espalier-stop");
      hook = interrupt;
      Runtime.getRuntime().addShutdownHook(interrupt);
      try {
        Board esp32 = world.board(board.withConsole(console.andThen(text -> look(text, world))));
        atStart.accept(world, esp32);
        esp32.boot(firmware);
        ExitCode code = judge(runIn(world, esp32));
        atEnd.accept(esp32);
        return code;
      } finally {
        ended.countDown();
        dropHook();
      }
    }
  }

  private RunResult runIn(Simulation world, Board esp32) {
    TimeSpan limit = timeout;
    TimeSpan pause = interval;
    if (pause == null) {
      return limit == null ? world.run() : world.runFor(limit.nanos());
    }
    long left = limit == null ? Long.MAX_VALUE : limit.nanos();
    while (true) {
      RunResult result = world.runFor(Math.min(left, pause.nanos()));
      left -= limit == null ? 0 : pause.nanos();
      if (result.end() != RunResult.End.LIMIT || left <= 0) {
        return result;
      }
      atInterval.accept(esp32);
    }
  }

  private void look(String printed, Simulation world) {
    if (seen == null) {
      watch
          .see(printed)
          .ifPresent(code -> {
            seen = code;
            world.stop();
          });
    }
  }

  private ExitCode judge(RunResult result) {
    ExitCode code = seen;
    if (code != null) {
      return code;
    }
    return switch (result.end()) {
      case DONE -> watch.missing().isEmpty() ? ExitCode.OK : ExitCode.FAILURE;
      case LIMIT -> {
        err.println("espalier: the time limit of " + timeout + " is over");
        yield ExitCode.TIMEOUT;
      }
      case PANIC -> {
        RunResult.Panic panic = result.panic();
        if (panic != null && panic.thrown() instanceof SdkConfigException mistyped) {
          err.println("espalier: " + mistyped.getMessage());
          yield ExitCode.USAGE;
        }
        err.println("espalier: the firmware panicked; the console above says where");
        yield ExitCode.PANIC;
      }
      case REBOOT_LOOP -> {
        err.println("espalier: " + result.report() + "; --reboot-loop off lets it go on");
        yield ExitCode.REBOOT_LOOP;
      }
      case DEADLOCK -> {
        err.println("espalier: " + result.report());
        yield ExitCode.STUCK;
      }
      case STOPPED -> ExitCode.INTERRUPTED;
    };
  }

  /** Ctrl-C: lets the simulation end between two steps; the JVM exits with 130 by itself. */
  private void stopAndWait(Simulation world, CountDownLatch ended) {
    world.stop();
    try {
      if (!ended.await(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
        err.println("espalier: the firmware does not let go of the CPU; ending anyway");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void dropHook() {
    Thread added = hook;
    if (added == null) {
      return;
    }
    try {
      var _ = Runtime.getRuntime().removeShutdownHook(added);
    } catch (IllegalStateException e) {
      // It runs already: that is what has ended the run.
    }
  }
}
