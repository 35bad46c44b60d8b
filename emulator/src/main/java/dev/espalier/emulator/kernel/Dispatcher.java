package dev.espalier.emulator.kernel;

import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.Kernel;
import dev.espalier.hal.port.KernelTask;
import dev.espalier.hal.port.KernelTask.State;
import dev.espalier.hal.system.EspAbort;
import dev.espalier.hal.system.ResetReason;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The reactor's side of a {@link BoardKernel}: picks tasks, resumes them and takes them down. */
final class Dispatcher implements Kernel.Cpu {
  /** How long a task that waits in plain Java may take before others run, in host time. */
  private static final long PARK_GRACE_NANOS = 20_000_000;

  private final BoardKernel kernel;
  private final Reactor reactor;
  private final int number;
  private final ReadyTasks ready;
  private final ArrayDeque<SimTask> victims = new ArrayDeque<>(1);
  private boolean listed;

  /** Where the reactor keeps this board while it is busy. */
  final BusyBoards.Place place = new BusyBoards.Place();

  /** What the idle task has to do, null for nothing. */
  private @Nullable Runnable idleWork;

  /** When the idle task last had the processor. */
  private long idleUntil;

  private long starvationNanos = Kernel.NEVER;
  private Runnable starved = () -> {};

  /** How often interrupts were masked without their being unmasked, and since when. */
  private int masked;

  private long maskedSince;
  private long maskedNanosMax = Kernel.NEVER;

  Dispatcher(BoardKernel kernel, Reactor reactor, int number) {
    this.kernel = kernel;
    this.reactor = reactor;
    this.number = number;
    this.ready = kernel.readyTasks();
  }

  /** Tells the reactor that there is something to run. */
  void listRunnable() {
    if (!listed) {
      listed = true;
      idleUntil = kernel.localTime();
      reactor.runnable(kernel);
    }
  }

  boolean hasWork() {
    boolean work =
        !kernel.hasEnded()
            && (kernel.interrupted || !ready.isEmpty() || !victims.isEmpty() || idleWork != null);
    if (!work) {
      listed = false;
    }
    return work;
  }

  boolean hasVictims() {
    return !victims.isEmpty();
  }

  /** A deleted task whose frames have to go. */
  void addVictim(SimTask task) {
    victims.add(task);
    kernel.considerSwitch();
    listRunnable();
  }

  /** Runs tasks until none is ready, the clock has come to {@code end}, or enough was done. */
  void burst(long end) {
    kernel.beginBurst(Math.min(end, starvesAt()));
    do {
      unwindVictims();
      SimTask task = kernel.hasEnded() ? null : pick();
      if (task == null) {
        return;
      }
      dispatch(task);
    } while (kernel.burstGoesOn());
  }

  private @Nullable SimTask pick() {
    SimTask me = kernel.running;
    if (me != null && kernel.interrupted && me.state != State.SUSPENDED) {
      kernel.interrupted = false;
      if (kernel.switchingSuspended > 0 || ready.topPriority() <= me.priority()) {
        return me;
      }
      me.state = State.READY;
      ready.addFirst(me); // it has been ready longest
    }
    kernel.interrupted = false;
    kernel.running = null;
    if (ready.topPriority() <= 0) {
      idle();
    }
    return ready.take(reactor.choice());
  }

  /** The idle task has the processor: no other is ready, or only its equals are. */
  private void idle() {
    idleUntil = kernel.localTime();
    reactor.digest().idle(number, idleUntil);
    Runnable work = idleWork;
    if (work != null) {
      idleWork = null;
      topInterrupt(Thread.currentThread(), work);
    }
  }

  @Override
  public void whenIdle(Runnable work) {
    idleWork = work;
    listRunnable();
  }

  @Override
  public void watchIdle(long nanos, Runnable action) {
    starvationNanos = nanos;
    starved = action;
    idleUntil = kernel.localTime();
  }

  @Override
  public long lastIdle() {
    long at = kernel.running == null && ready.isEmpty() ? kernel.localTime() : idleUntil;
    return at - kernel.toSimulationTime(0);
  }

  @Override
  public @Nullable KernelTask owner() {
    return kernel.running;
  }

  private long starvesAt() {
    return starvationNanos == Kernel.NEVER ? Kernel.NEVER : idleUntil + starvationNanos;
  }

  @Override
  public void mask(long nanosMax) {
    if (masked++ == 0) {
      maskedSince = kernel.localTime();
      maskedNanosMax = nanosMax;
    }
  }

  @Override
  public void unmask() {
    if (masked > 0 && --masked == 0) {
      kernel.considerSwitch(); // What was due meanwhile happens at the next call.
    }
  }

  /** Whether no interrupt may happen now; a task that keeps that up for too long panics. */
  boolean isMasked() {
    if (masked == 0) {
      return false;
    }
    if (kernel.localTime() - maskedSince >= maskedNanosMax) {
      masked = 0;
      throw new EspAbort("Interrupt wdt timeout on CPU0", ResetReason.ESP_RST_INT_WDT);
    }
    return true;
  }

  /** Looks for how long the idle task has not had the processor. */
  void lookForStarvation() {
    if (kernel.localTime() >= starvesAt()) {
      idleUntil = kernel.localTime();
      nestedInterrupt(starved);
    }
  }

  private void dispatch(SimTask task) {
    task.state = State.RUNNING;
    task.begun = true;
    reactor.dispatching(number, task, kernel.localTime());
    kernel.beginTurn(task);
    TaskContext.Outcome outcome = task.context.resume();
    if (outcome == TaskContext.Outcome.PARKED) {
      outcome = waitOutPark(task);
    }
    kernel.endTurn(task);
    switch (outcome) {
      case SUSPENDED -> {
        if (task.unwinding) {
          ended(task); // it would not go
        }
      }
      case ENDED -> ended(task);
      case PARKED -> {
        stopRunning();
        task.parkedAt(kernel.now());
        reactor.parked(task);
      }
    }
  }

  private void ended(SimTask task) {
    stopRunning();
    task.state = State.DELETED;
    kernel.taskTable().remove(task);
  }

  private void stopRunning() {
    kernel.running = null;
    kernel.interrupted = false;
  }

  /** Gives a task that waits in plain Java a moment, so that a busy lock of the JDK is no event. */
  private static TaskContext.Outcome waitOutPark(SimTask task) {
    TaskContext.Outcome outcome = TaskContext.Outcome.PARKED;
    while (outcome == TaskContext.Outcome.PARKED && task.context.awaitRunnable(PARK_GRACE_NANOS)) {
      outcome = task.context.resume();
    }
    return outcome;
  }

  /** A task that waited in plain Java can go on. */
  void unparked(SimTask task) {
    if (!task.parked || !task.context.awaitRunnable(0)) {
      return;
    }
    task.parked = false;
    reactor.unparked();
    if (task.killed) {
      addVictim(task);
    } else if (task.state == State.BLOCKED) {
      kernel.catchUp(reactor.now());
      kernel.ready(task);
    }
  }

  private void unwindVictims() {
    while (!victims.isEmpty()) {
      unwind(victims.remove());
    }
  }

  private void unwind(SimTask task) {
    task.state = State.DELETED;
    kernel.taskTable().remove(task);
    if (!task.begun || (task.parked && !task.context.awaitRunnable(0))) {
      return; // nothing on its stack, or its frames go when the JDK lets it go on
    }
    SimTask before = kernel.running;
    kernel.running = task;
    kernel.beginTurn(task);
    TaskContext.Outcome outcome = task.context.resume();
    if (outcome == TaskContext.Outcome.PARKED) {
      outcome = waitOutPark(task);
    }
    kernel.endTurn(task);
    kernel.running = before;
    task.parked = outcome == TaskContext.Outcome.PARKED;
  }

  /** Runs something in interrupt context, wherever the caller is. */
  void interrupt(Runnable action) {
    Thread caller = Thread.currentThread();
    if (kernel.hasEnded()) {
      return;
    }
    if (caller == kernel.owner) {
      nestedInterrupt(action);
    } else if (reactor.isLoopThread(caller)) {
      topInterrupt(caller, action);
    } else {
      reactor.later(kernel, action);
    }
  }

  private void nestedInterrupt(Runnable action) {
    kernel.interruptDepth++;
    try {
      action.run();
    } finally {
      kernel.interruptDepth--;
      kernel.considerSwitch();
    }
  }

  private void topInterrupt(Thread caller, Runnable action) {
    kernel.catchUp(reactor.now());
    kernel.owner = caller;
    kernel.interruptDepth++;
    Chip before = Chip.enter(kernel.chip());
    try {
      action.run();
    } catch (TaskUnwind reset) {
      // the interrupt has reset the board
    } catch (Throwable thrown) {
      kernel.ports.panic("(interrupt)", thrown);
    } finally {
      Chip.enter(before);
      kernel.interruptDepth--;
      kernel.owner = null;
    }
  }

  /** Unwinds every task and takes every alarm back, after {@link BoardKernel#end}. */
  void tearDown() {
    reactor.alarms().removeAll(kernel);
    stopRunning();
    for (SimTask task : List.copyOf(kernel.taskTable().all())) {
      if (task.kill()) {
        victims.add(task);
      }
    }
    unwindVictims();
  }
}
