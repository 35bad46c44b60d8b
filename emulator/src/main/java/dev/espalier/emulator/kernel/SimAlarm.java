package dev.espalier.emulator.kernel;

import dev.espalier.hal.port.Kernel;
import org.jspecify.annotations.Nullable;

/** An alarm that is its own entry in the {@link AlarmQueue}: setting one allocates nothing. */
final class SimAlarm implements Kernel.Alarm {
  // Owned by the queue: the moment it is set to, null when it is not set, and its neighbours there.
  AlarmQueue.@Nullable Moment moment;
  @Nullable SimAlarm previous;
  @Nullable SimAlarm next;

  /** The board it interrupts; null for the simulation itself. */
  final @Nullable BoardKernel kernel;

  private final Reactor reactor;
  private final long origin;
  private final Runnable action;
  private final @Nullable SimTask sleeper;

  SimAlarm(Reactor reactor, @Nullable BoardKernel kernel, long origin, Runnable action) {
    this.reactor = reactor;
    this.kernel = kernel;
    this.origin = origin;
    this.action = action;
    this.sleeper = null;
  }

  /** The end of a task's wait. No code of others runs then, so it needs no interrupt. */
  SimAlarm(SimTask sleeper, long origin) {
    this.reactor = sleeper.kernel.reactor;
    this.kernel = sleeper.kernel;
    this.origin = origin;
    this.action = () -> {};
    this.sleeper = sleeper;
  }

  @Override
  public void set(long deadline) {
    if (deadline == Kernel.NEVER) {
      cancel();
      return;
    }
    if (kernel != null) {
      if (kernel.hasEnded()) {
        return;
      }
      if (moment == null) {
        kernel.alarmsSet++;
      }
    }
    reactor.setAlarm(this, deadline + origin);
  }

  @Override
  public void cancel() {
    if (moment != null) {
      reactor.alarms().remove(this);
      if (kernel != null) {
        kernel.alarmsSet--;
      }
    }
  }

  @Override
  public boolean isSet() {
    return moment != null;
  }

  /** Does what it is for; the queue has let go of it. */
  void fire() {
    if (kernel == null) {
      action.run();
    } else if (sleeper == null) {
      kernel.interrupt(action);
    } else {
      kernel.timedOut(sleeper);
    }
  }
}
