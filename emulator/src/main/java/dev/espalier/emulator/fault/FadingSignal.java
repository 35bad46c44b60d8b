package dev.espalier.emulator.fault;

import dev.espalier.emulator.Simulation;
import dev.espalier.emulator.radio.Air;
import dev.espalier.hal.port.Kernel.Alarm;

/** The signal of one board while {@link Fault.SignalFades} holds. */
final class FadingSignal {
  /** About as often as a station looks at the beacons' strength. */
  private static final long STEP_NANOS = 500_000_000L;

  private final Simulation simulation;
  private final Air air;
  private final String board;
  private final Fault.SignalFades fading;
  private final int before;
  private final long begin;
  private final Alarm step;

  FadingSignal(Simulation simulation, Air air, String board, Fault.SignalFades fading) {
    this.simulation = simulation;
    this.air = air;
    this.board = board;
    this.fading = fading;
    this.before = air.signal(board);
    this.begin = simulation.now();
    this.step = simulation.alarm(this::step);
  }

  void start(ActiveRule rule) {
    if (rule.until() < Long.MAX_VALUE) {
      simulation.alarm(this::end).set(rule.until());
    }
    if (rule.holds(begin)) {
      step();
    }
  }

  private void step() {
    long passed = simulation.now() - begin;
    boolean faded = passed >= fading.overNanos();
    int now =
        faded
            ? fading.dbm()
            : before + (int) ((fading.dbm() - before) * passed / fading.overNanos());
    boolean lost = air.signal(board) > Fault.OUT_OF_REACH && now <= Fault.OUT_OF_REACH;
    air.signal(board, now);
    if (lost) {
      air.drop(board, Fault.BEACON_TIMEOUT);
    }
    if (!faded) {
      step.set(Math.min(simulation.now() + STEP_NANOS, begin + fading.overNanos()));
    }
  }

  private void end() {
    step.cancel();
    air.signal(board, before);
  }
}
