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
  private final int from;
  private final long begin;
  private final Alarm step;
  private final Alarm end;

  /** What is there again in the end. */
  private int before;

  private boolean ended;

  FadingSignal(Simulation simulation, Air air, String board, Fault.SignalFades fading) {
    this.simulation = simulation;
    this.air = air;
    this.board = board;
    this.fading = fading;
    this.from = air.signal(board);
    this.before = from;
    this.begin = simulation.now();
    this.step = simulation.alarm(this::step);
    this.end = simulation.alarm(this::end);
  }

  /** Goes on from where another one is, which ends without giving the signal back. */
  void insteadOf(FadingSignal other) {
    if (!other.ended) {
      other.stop();
      before = other.before;
    }
  }

  void start(ActiveRule rule) {
    if (rule.until() < Long.MAX_VALUE) {
      end.set(rule.until());
    }
    if (rule.holds(begin)) {
      step();
    }
  }

  private void step() {
    long passed = simulation.now() - begin;
    boolean faded = passed >= fading.overNanos();
    int now =
        faded ? fading.dbm() : from + (int) ((fading.dbm() - from) * passed / fading.overNanos());
    boolean lost = air.signal(board) > Fault.OUT_OF_REACH && now <= Fault.OUT_OF_REACH;
    air.signal(board, now);
    if (lost) {
      air.drop(board, Fault.BEACON_TIMEOUT);
    }
    if (!faded) {
      step.set(Math.min(simulation.now() + STEP_NANOS, begin + fading.overNanos()));
    }
  }

  private void stop() {
    ended = true;
    step.cancel();
    end.cancel();
  }

  private void end() {
    stop();
    air.signal(board, before);
  }
}
