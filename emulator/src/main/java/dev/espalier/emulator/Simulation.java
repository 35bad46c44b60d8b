package dev.espalier.emulator;

import dev.espalier.emulator.host.StallWatchdog;
import dev.espalier.emulator.kernel.IoWaiter;
import dev.espalier.emulator.kernel.Reactor;
import dev.espalier.emulator.kernel.ReactorOptions;
import dev.espalier.emulator.kernel.TaskContexts;
import dev.espalier.emulator.kernel.Trace;
import dev.espalier.emulator.trace.NetworkTap;
import dev.espalier.emulator.trace.TappedNetwork;
import dev.espalier.hal.port.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A world of its own: a clock, a seed, a network and boards. It runs on the thread that calls
 * {@link #run}; any number of simulations can live side by side.
 *
 * <pre>{@code
 * try (var simulation = Simulation.builder().seed(7).build()) {
 *   Board board = simulation.board(BoardConfig.defaults());
 *   board.boot(() -> ...);
 *   RunResult result = simulation.run();
 * }
 * }</pre>
 */
public final class Simulation implements AutoCloseable {
  private static final int WARNINGS_MAX = 1000;

  private final Reactor reactor;
  private final NetworkBackend network;
  private final SeededRandom seeds;
  private final List<Board> boards = new ArrayList<>();
  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private final StallWatchdog watchdog;
  private final Consumer<String> warningListener;
  private final @Nullable Trace trace;
  private @Nullable RunResult failure;

  private Simulation(Builder builder) {
    NetworkTap tap = builder.tap;
    network = tap == null ? builder.network : new TappedNetwork(builder.network, tap);
    warningListener = builder.warnings;
    trace = builder.trace;
    seeds = new SeededRandom(builder.seed);
    watchdog = new StallWatchdog(builder.stallNanos, this::warn);
    IoWaiter io = network.io();
    reactor =
        new Reactor(
            new ReactorOptions(
                builder.contexts,
                builder.schedule.choices(),
                builder.clock.pacer(),
                io != null,
                builder.hangAfterNanos,
                this::warn,
                watchdog,
                builder.trace));
    if (io != null) {
      reactor.io(io);
    }
  }

  /**
   * Begins to describe a simulation: virtual time, seed 0, no network.
   *
   * @return the description
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Adds a board, switched off.
   *
   * @param config its equipment and options
   * @return the board
   */
  public Board board(BoardConfig config) {
    Board board = new Board(this, config, boards.size(), seeds.next());
    boards.add(board);
    return board;
  }

  /**
   * Makes an uplink for a host that is no board, such as a scripted peer.
   *
   * @param name the host's name
   * @return its uplink; interrupts run in no board's context
   */
  public Uplink host(String name) {
    return new HostUplink(name, reactor, new SeededRandom(seeds.next()));
  }

  /**
   * Runs until every board is done, or until a deadlock, a panic too many, or {@link #stop}.
   *
   * @return how it has ended
   */
  public RunResult run() {
    return runTo(Kernel.NEVER);
  }

  /**
   * Runs for some simulated time, or less if the boards end before.
   *
   * @param nanos simulated nanoseconds
   * @return how it has ended; {@link RunResult.End#LIMIT} when the time has passed
   */
  public RunResult runFor(long nanos) {
    return runTo(now() + nanos);
  }

  /**
   * Runs until a condition holds, looking each simulated millisecond.
   *
   * @param condition what to wait for
   * @param nanosMax the longest simulated time to wait
   * @return how it has ended; {@link RunResult.End#LIMIT} both when the condition holds and when
   *     the time has passed
   */
  public RunResult runUntil(BooleanSupplier condition, long nanosMax) {
    long limit = now() + nanosMax;
    RunResult result = new RunResult(RunResult.End.LIMIT, "", now());
    while (!condition.getAsBoolean() && now() < limit && result.end() == RunResult.End.LIMIT) {
      result = runTo(Math.min(limit, now() + 1_000_000));
    }
    return result;
  }

  private RunResult runTo(long limit) {
    failure = null;
    watchdog.start();
    Reactor.End end = reactor.run(limit);
    RunResult failed = failure;
    if (failed != null) {
      return failed;
    }
    return switch (end) {
      case DONE -> new RunResult(RunResult.End.DONE, "", now());
      case LIMIT -> new RunResult(RunResult.End.LIMIT, "", now());
      case STOPPED -> new RunResult(RunResult.End.STOPPED, "", now());
      case DEADLOCK ->
          new RunResult(
              RunResult.End.DEADLOCK,
              "deadlock: nothing can wake these tasks any more\n" + reactor.describeTasks(),
              now());
    };
  }

  /** Makes the present run end soon. Called by any thread. */
  public void stop() {
    reactor.stop();
  }

  /**
   * Runs something on the simulation's thread soon, outside of any board. Called by any thread.
   *
   * @param action what to run
   */
  public void post(Runnable action) {
    reactor.post(action);
  }

  /**
   * Makes an alarm in simulated time, for the world around the boards. One that is set keeps a
   * deadlock from being reported, but not boards from being done.
   *
   * @param action runs on the simulation's thread
   * @return the alarm; its deadlines go by {@link #now}
   */
  public Kernel.Alarm alarm(Runnable action) {
    return reactor.alarm(action);
  }

  /**
   * The simulated time.
   *
   * @return nanoseconds since the simulation was made
   */
  public long now() {
    return reactor.now();
  }

  /**
   * A number that two runs share only if the same happened at the same times: every switch of tasks
   * and every random draw is in it.
   *
   * @return 64 bits
   */
  public long digest() {
    return reactor.digest().value();
  }

  /**
   * What was worth a warning so far: hanging tasks, waits in plain Java.
   *
   * @return the texts, oldest first, of very many the first
   */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  /**
   * Every task of every board: its state, what it waits for, since when, where it was made.
   *
   * @return lines of text
   */
  public String describeTasks() {
    return reactor.describeTasks();
  }

  private void warn(String text) {
    if (warnings.size() < WARNINGS_MAX) {
      warnings.add(text);
    }
    warningListener.accept(text);
  }

  void failed(RunResult.End end, String text, RunResult.@Nullable Panic panic) {
    failure = new RunResult(end, text, now(), panic);
    reactor.stop();
  }

  @Nullable Trace trace() {
    return trace;
  }

  Reactor reactor() {
    return reactor;
  }

  NetworkBackend network() {
    return network;
  }

  /** Switches every board off, unwinds its tasks and closes the network. */
  @Override
  public void close() {
    for (Board board : boards) {
      board.powerOff();
    }
    reactor.drain();
    network.close();
    watchdog.close();
  }

  /** Describes a simulation. */
  public static final class Builder {
    private long seed;
    private ClockPolicy clock = ClockPolicy.virtual();
    private NetworkBackend network = new NoNetwork();
    private SchedulePolicy schedule = SchedulePolicy.fifo();
    private TaskContexts contexts = TaskContexts.best();
    private long hangAfterNanos = 60_000_000_000L;
    private long stallNanos = 2_000_000_000L;
    private Consumer<String> warnings = text -> {};
    private @Nullable Trace trace;
    private @Nullable NetworkTap tap;

    private Builder() {}

    /**
     * Sets the seed of all that is random.
     *
     * @param value the seed
     * @return this
     */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /**
     * Sets how simulated time follows the host's.
     *
     * @param value the policy; a network with real input and output needs {@link ClockPolicy#real}
     * @return this
     */
    public Builder clock(ClockPolicy value) {
      clock = value;
      return this;
    }

    /**
     * Sets the network. The simulation closes it.
     *
     * @param value the network
     * @return this
     */
    public Builder network(NetworkBackend value) {
      network = value;
      return this;
    }

    /**
     * Sets who goes first among equals.
     *
     * @param value the policy
     * @return this
     */
    public Builder schedule(SchedulePolicy value) {
      schedule = value;
      return this;
    }

    /**
     * Sets how tasks get their stacks; by default the fastest way that the JVM allows.
     *
     * @param value the way
     * @return this
     */
    public Builder contexts(TaskContexts value) {
      contexts = value;
      return this;
    }

    /**
     * Sets after which time a wait without limit is reported.
     *
     * @param nanos simulated nanoseconds
     * @return this
     */
    public Builder hangAfter(long nanos) {
      hangAfterNanos = nanos;
      return this;
    }

    /**
     * Sets after which time a task that computes or waits in plain Java is reported.
     *
     * @param nanos host nanoseconds
     * @return this
     */
    public Builder stallAfter(long nanos) {
      stallNanos = nanos;
      return this;
    }

    /**
     * Sets who hears of everything that goes into {@link Simulation#digest}, to find the first
     * difference between two runs.
     *
     * @param value hears each switch of tasks and each random draw
     * @return this
     */
    public Builder trace(Trace value) {
      trace = value;
      return this;
    }

    /**
     * Sets who hears what passes between boards and network.
     *
     * @param value such as a {@code PcapNg}
     * @return this
     */
    public Builder tap(NetworkTap value) {
      tap = value;
      return this;
    }

    /**
     * Sets who hears of warnings, besides {@link Simulation#warnings}.
     *
     * @param value takes texts of one or more lines, on any thread
     * @return this
     */
    public Builder warnings(Consumer<String> value) {
      warnings = value;
      return this;
    }

    /**
     * Makes the simulation, at time 0.
     *
     * @return the simulation
     */
    public Simulation build() {
      if (network.io() != null && clock.simulatedPerHost() != 1) {
        throw new IllegalArgumentException(
            "a "
                + clock
                + " clock cannot go with a network of real sockets, which cannot jump in time:"
                + " use --clock real, or --net sim");
      }
      return new Simulation(this);
    }
  }
}
