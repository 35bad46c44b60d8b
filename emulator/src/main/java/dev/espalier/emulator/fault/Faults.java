package dev.espalier.emulator.fault;

import dev.espalier.emulator.Board;
import dev.espalier.emulator.NetworkBackend;
import dev.espalier.emulator.SeededRandom;
import dev.espalier.emulator.Simulation;
import dev.espalier.emulator.radio.Air;
import dev.espalier.hal.port.Kernel.Alarm;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries out the faults of one run. It stands between the boards and any network, so that the same
 * rules work over simulated, real and tunnelled sockets.
 *
 * <pre>{@code
 * var faults = Faults.of(7, List.of(FaultRule.at(20_000_000_000L, new Fault.Reset())));
 * try (var simulation = Simulation.builder().network(faults.over(network)).build()) {
 *   Board board = simulation.board(
 *       BoardConfig.defaults().withConsole(text -> faults.printed("esp32", text)));
 *   faults.start(simulation, air, List.of(board));
 *   ...
 * }
 * }</pre>
 */
public final class Faults {
  /** {@code WIFI_REASON_NO_AP_FOUND}. */
  private static final int NO_AP_FOUND = 201;

  private final List<ActiveRule> rules = new ArrayList<>();
  private final SeededRandom random;
  private final Set<FaultyStream> streams = new LinkedHashSet<>();
  private final List<String> fired = new ArrayList<>();
  private final Map<String, StringBuilder> lines = new HashMap<>();
  private final Map<String, FadingSignal> signals = new HashMap<>();
  private @Nullable Simulation simulation;
  private @Nullable Air air;
  private List<Board> boards = List.of();

  private Faults(long seed, List<FaultRule> rules) {
    this.random = new SeededRandom(seed);
    for (FaultRule rule : rules) {
      this.rules.add(new ActiveRule(rule));
    }
  }

  /**
   * Prepares the faults of a run.
   *
   * @param seed of their random draws
   * @param rules the faults
   * @return the faults, not yet started
   */
  public static Faults of(long seed, List<FaultRule> rules) {
    return new Faults(seed, rules);
  }

  /**
   * Puts the faults before a network.
   *
   * @param network any network
   * @return what the simulation is to get
   */
  public NetworkBackend over(NetworkBackend network) {
    return new FaultyNetwork(this, network);
  }

  /**
   * Starts the clock of the rules; after the boards were made and before they run.
   *
   * @param newSimulation the world
   * @param newAir whose access points fail, null when there is no Wi-Fi to fail
   * @param newBoards whose power fails
   */
  public void start(Simulation newSimulation, @Nullable Air newAir, List<Board> newBoards) {
    simulation = newSimulation;
    air = newAir;
    boards = List.copyOf(newBoards);
    if (newAir != null) {
      newAir.fault((board, attempt, draw) -> refusal(board));
    }
    rules.forEach(this::arm);
  }

  /**
   * Adds a fault to those of a run that has begun. Its times count from the simulation's start, so
   * one at a time that is over happens now. On the simulation's thread, while no task runs.
   *
   * @param rule the fault
   */
  public void add(FaultRule rule) {
    var active = new ActiveRule(rule);
    rules.add(active);
    arm(active);
  }

  private void arm(ActiveRule active) {
    switch (active.trigger) {
      case Trigger.At(long nanos) -> at(nanos, () -> fire(active, null));
      case Trigger.Every(long first, long every) -> repeat(first, every, active, 1);
      case Trigger.Chance(double probability, long every) ->
          repeat(simulation().now() + every, every, active, probability);
      case Trigger.Connected _, Trigger.Bytes _, Trigger.Log _, Trigger.Event _ -> {
        // the connections, the console and the event loops tell
      }
      case Trigger.Perhaps _ -> throw new IllegalStateException("taken off by ActiveRule");
    }
  }

  private Simulation simulation() {
    return Objects.requireNonNull(simulation, "start comes before the boards run");
  }

  private void at(long nanos, Runnable action) {
    if (nanos <= simulation().now()) {
      action.run();
    } else {
      simulation().alarm(action).set(nanos);
    }
  }

  private void repeat(long first, long every, ActiveRule active, double probability) {
    Alarm[] alarm = new Alarm[1];
    alarm[0] =
        simulation()
            .alarm(() -> {
              alarm[0].set(simulation().now() + every);
              if (probability >= 1 || draw() < probability) {
                fire(active, null);
              }
            });
    alarm[0].set(first);
  }

  /**
   * Takes what a board prints, for triggers that wait for a text.
   *
   * @param board the board's name
   * @param text as it is printed, in pieces of any length
   */
  public void printed(String board, String text) {
    StringBuilder line = lines.computeIfAbsent(board, name -> new StringBuilder());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        seen(board, line.toString());
        line.setLength(0);
      } else {
        line.append(c);
      }
    }
  }

  private void seen(String board, String line) {
    for (ActiveRule active : rules) {
      if (active.trigger instanceof Trigger.Log(String text, int nth, long after)
          && active.rule.isFor(board)
          && line.contains(text)
          && isTurn(active, nth)) {
        soon(active, after);
      }
    }
  }

  /**
   * Takes what a board's event loops hand to handlers, for triggers that wait for an event.
   *
   * @param board the board's name
   * @param base the name of the event's base
   * @param id its number
   */
  public void dispatched(String board, String base, int id) {
    for (ActiveRule active : rules) {
      if (active.trigger instanceof Trigger.Event(String wanted, int number, int nth, long after)
          && active.rule.isFor(board)
          && wanted.equals(base)
          && (number == Trigger.Event.ANY_ID || number == id)
          && isTurn(active, nth)) {
        soon(active, after);
      }
    }
  }

  /** The task that runs goes on first: a fault comes from outside. */
  private void soon(ActiveRule active, long nanos) {
    simulation().alarm(() -> fire(active, null)).set(simulation().now() + nanos);
  }

  private static boolean isTurn(ActiveRule active, int nth) {
    return ++active.met == nth || nth == 0;
  }

  /**
   * What was done so far.
   *
   * @return a line for each fault that began, with its time in seconds
   */
  public List<String> fired() {
    return List.copyOf(fired);
  }

  // ---- for the network

  /** A number from 0 to below 1, from the seed. */
  double draw() {
    return (random.next() >>> 11) * 0x1.0p-53;
  }

  long drawNanos(long max) {
    return max <= 0 ? 0 : (long) (draw() * (max + 1));
  }

  long now() {
    return simulation().now();
  }

  List<ActiveRule> rules() {
    return rules;
  }

  void opened(FaultyStream stream) {
    streams.add(stream);
  }

  void closed(FaultyStream stream) {
    streams.remove(stream);
  }

  /** A connection has come to be. */
  void connected(FaultyStream stream) {
    for (ActiveRule active : rules) {
      if (!concerns(active.rule, stream)) {
        continue;
      }
      switch (active.trigger) {
        case Trigger.Connected(int nth, long after) -> {
          if (isTurn(active, nth)) {
            at(now() + after, () -> fire(active, stream));
          }
        }
        case Trigger.Bytes(boolean inbound, long count, int connection) -> {
          if (isTurn(active, connection)) {
            stream.watch(inbound, count, () -> fire(active, stream));
          }
        }
        case Trigger.At _,
            Trigger.Every _,
            Trigger.Chance _,
            Trigger.Log _,
            Trigger.Event _,
            Trigger.Perhaps _ -> {
          // no business of connections
        }
      }
    }
  }

  static boolean concerns(FaultRule rule, FaultyStream stream) {
    InetSocketAddress peer = stream.remote();
    return rule.concerns(stream.board(), peer, stream.lookedUp(peer));
  }

  private void fire(ActiveRule active, @Nullable FaultyStream only) {
    FaultRule rule = active.rule;
    if (active.probability < 1 && draw() >= active.probability) {
      return;
    }
    String words = rule.fault().toString().replace("[]", "").replace('[', ' ').replace("]", "");
    fired.add("%.6f %s".formatted(now() / 1e9, words));
    active.begin(now(), only);
    switch (rule.fault()) {
      case Fault.Momentary momentary -> strike(rule, momentary, only);
      case Fault.WifiGone() -> dropStations(rule, Fault.BEACON_TIMEOUT);
      case Fault.SignalFades fading -> fade(active, fading);
      case Fault.Lasting _ -> {
        if (active.until() < Long.MAX_VALUE) {
          at(active.until(), this::changed);
        }
        changed();
      }
    }
  }

  /** Some fault has begun or ended: what waited may go, what is sent is sent otherwise. */
  private void changed() {
    for (FaultyStream stream : List.copyOf(streams)) {
      stream.changed();
    }
  }

  private void strike(FaultRule rule, Fault.Momentary fault, @Nullable FaultyStream only) {
    switch (fault) {
      case Fault.WifiDrop(int reason) -> dropStations(rule, reason);
      case Fault.AddressChange() -> changeAddresses(rule);
      case Fault.PowerLoss(long nanos) -> eachBoard(rule, board -> board.powerCycle(nanos));
      case Fault.PowerLossInWrite(long nanos, long bytes) ->
          eachBoard(rule, board -> board.powerCycleInWrite(bytes, nanos));
      case Fault.BrownOut() -> eachBoard(rule, Board::brownOut);
      case Fault.ResetButton() -> eachBoard(rule, Board::reset);
      case Fault.Reset _, Fault.Fin _, Fault.Answer _ -> {
        for (FaultyStream stream : List.copyOf(streams)) {
          if (only == null ? concerns(rule, stream) : only == stream) {
            stream.strike(fault);
          }
        }
      }
    }
  }

  private void eachBoard(FaultRule rule, Consumer<Board> action) {
    for (Board board : boards) {
      if (rule.isFor(board.name())) {
        action.accept(board);
      }
    }
  }

  private void fade(ActiveRule active, Fault.SignalFades fading) {
    Air there = air;
    if (there != null) {
      eachBoard(
          active.rule,
          board -> {
            var signal = new FadingSignal(simulation(), there, board.name(), fading);
            FadingSignal former = signals.put(board.name(), signal);
            if (former != null) {
              signal.insteadOf(former);
            }
            signal.start(active);
          });
    }
  }

  private void dropStations(FaultRule rule, int reason) {
    Air there = air;
    if (there != null) {
      eachBoard(rule, board -> there.drop(board.name(), reason));
    }
  }

  private void changeAddresses(FaultRule rule) {
    Air there = air;
    if (there != null) {
      eachBoard(rule, board -> there.changeAddress(board.name()));
    }
  }

  private int refusal(String board) {
    Air there = air;
    if (there != null && there.signal(board) <= Fault.OUT_OF_REACH) {
      return NO_AP_FOUND;
    }
    for (ActiveRule active : rules) {
      if (active.holds(now()) && active.rule.isFor(board)) {
        if (active.rule.fault() instanceof Fault.WifiRefuse(int reason)) {
          return reason;
        }
        if (active.rule.fault() instanceof Fault.WifiGone) {
          return NO_AP_FOUND;
        }
      }
    }
    return 0;
  }
}
