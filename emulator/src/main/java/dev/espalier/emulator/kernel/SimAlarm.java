package dev.espalier.emulator.kernel;

import dev.espalier.hal.port.Kernel;
import org.jspecify.annotations.Nullable;

/** An alarm that is its own entry in the {@link AlarmHeap}: setting one allocates nothing. */
final class SimAlarm implements Kernel.Alarm {
  /** Where it is in the heap, -1 when it is not set. Owned by the heap. */
  int index = -1;

  /** The board it interrupts; null for the simulation itself. */
  final @Nullable BoardKernel kernel;

  private final Reactor reactor;
  private final long origin;
  private final Runnable action;

  SimAlarm(Reactor reactor, @Nullable BoardKernel kernel, long origin, Runnable action) {
    this.reactor = reactor;
    this.kernel = kernel;
    this.origin = origin;
    this.action = action;
  }

  @Override
  public void set(long deadline) {
    if (deadline == Kernel.NEVER) {
      cancel();
      return;
    }
    if (kernel != null) {
      if (kernel.ending()) {
        return;
      }
      if (index < 0) {
        kernel.alarmsSet++;
      }
    }
    reactor.setAlarm(this, deadline + origin);
  }

  @Override
  public void cancel() {
    if (index >= 0) {
      reactor.alarms().remove(this);
      if (kernel != null) {
        kernel.alarmsSet--;
      }
    }
  }

  @Override
  public boolean isSet() {
    return index >= 0;
  }

  /** Runs the action; the heap has let go of it. */
  void fire() {
    action.run();
  }

  /** What runs when it fires. */
  Runnable action() {
    return action;
  }
}
