package dev.espalier.emulator.kernel;

import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.Kernel;
import dev.espalier.hal.port.KernelTask;
import dev.espalier.hal.port.KernelTask.State;
import dev.espalier.hal.port.WaitList;
import dev.espalier.hal.system.EspAbort;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler of one board between boot and reset. The highest-priority ready task runs; equals
 * take turns at yields and ticks.
 *
 * <p>The board has its own clock, which its HAL calls advance: boards of one simulation do not take
 * CPU time from each other. The {@link Reactor} runs whichever board is furthest behind.
 */
public final class BoardKernel implements Kernel {
  /** After so many HAL calls and dispatches a burst ends, so that the outside gets its turn. */
  private static final int BURST_STEPS = 1000;

  final Reactor reactor;

  /** How many alarms of this board are set, timeouts of tasks included. */
  int alarmsSet;

  /** How many tasks wait for work on other threads. */
  int offloads;

  final BoardPorts ports;
  final Dispatcher dispatcher;
  private final long bootTime;
  private final long tickNanos;
  private final long callNanos;
  private final ReadyTasks ready = new ReadyTasks();
  private final TaskTable tasks = new TaskTable(this);
  private @Nullable Chip chip;

  /** The board's clock, on the simulation's time line. */
  private long local;

  /** When {@link #call} has to look closer: the end of the burst or of the time slice. */
  private long horizon;

  private long burstEnd;
  private long sliceEnd = NEVER;
  private long tickEnd;
  private int steps;
  private int callsToPreemption = Integer.MAX_VALUE;
  private long dispatchedAt;

  /** The task that runs, also while it is switched out for an interrupt. */
  @Nullable SimTask running;

  /** True while {@link #running} is switched out and has not lost its turn. */
  boolean interrupted;

  /** The thread that may call us now: the running task's or, in an interrupt, the reactor's. */
  @Nullable Thread owner;

  int interruptDepth;
  int switchingSuspended;
  private boolean ending;

  BoardKernel(Reactor reactor, BoardPorts ports, int number) {
    this.reactor = reactor;
    this.ports = ports;
    this.dispatcher = new Dispatcher(this, reactor, number);
    this.bootTime = reactor.now();
    this.local = bootTime;
    this.tickNanos = ports.tickNanos();
    this.callNanos = ports.callNanos();
    this.callsToPreemption = reactor.choice().callsUntilPreemption();
  }

  /** Tells whose kernel this is; before the first task. */
  public void chip(Chip newChip) {
    chip = newChip;
  }

  /** Whose tasks and interrupts these are. */
  Chip chip() {
    return Objects.requireNonNull(chip);
  }

  String name() {
    return ports.name();
  }

  @Override
  public long now() {
    return local - bootTime;
  }

  /** The board's clock on the simulation's time line. */
  public long localTime() {
    return local;
  }

  /** Brings the clock forward to what happens now; it never goes back. */
  void catchUp(long time) {
    local = Math.max(local, time);
  }

  @Override
  public long tickNanos() {
    return tickNanos;
  }

  long sinceDispatch() {
    return local - dispatchedAt;
  }

  @Override
  public void call() {
    work(callNanos);
  }

  @Override
  public void work(long nanos) {
    if (Thread.currentThread() != owner) {
      throw Misuse.stranger(name());
    }
    if (interruptDepth == 0) {
      long time = local + nanos;
      local = time;
      if (time >= horizon || --steps < 0 || --callsToPreemption <= 0) {
        lookAround();
      }
    }
  }

  private void lookAround() {
    SimTask me = running;
    if (me == null || me.unwinding || dispatcher.isMasked()) {
      return;
    }
    me.leaveIfKilled();
    reactor.beat();
    dispatcher.lookForStarvation();
    boolean turn = local >= sliceEnd;
    if (callsToPreemption <= 0) {
      callsToPreemption = reactor.choice().callsUntilPreemption();
      turn = true;
    }
    if (turn && switchingSuspended == 0 && ready.topPriority() >= me.priority()) {
      giveWay(me);
    } else if (local >= burstEnd || steps < 0 || mustReschedule(me)) {
      interrupted = true;
      if (!leave(me)) {
        interrupted = false;
        steps = BURST_STEPS;
      }
    } else {
      startSlice(me);
    }
  }

  /** An earlier alarm was set while this board runs. */
  void endBurstBy(long time) {
    burstEnd = Math.min(burstEnd, time);
    horizon = Math.min(horizon, time);
  }

  private void startSlice(SimTask task) {
    sliceEnd = ready.hasAt(task.priority()) ? nextTick() : NEVER;
    horizon = Math.min(burstEnd, sliceEnd);
  }

  private long nextTick() {
    if (local >= tickEnd) {
      tickEnd = bootTime + (now() / tickNanos + 1) * tickNanos;
    }
    return tickEnd;
  }

  @Override
  public @Nullable KernelTask current() {
    return interruptDepth > 0 ? null : running;
  }

  @Override
  public void reschedule() {
    SimTask me = running;
    if (interruptDepth == 0 && me != null && !me.unwinding && mustReschedule(me)) {
      interrupted = true;
      if (me.context.suspend()) {
        me.leaveIfKilled();
      } else {
        interrupted = false;
      }
    }
  }

  private boolean mustReschedule(SimTask me) {
    return dispatcher.hasVictims()
        || (switchingSuspended == 0 && ready.topPriority() > me.priority())
        || me.state == State.SUSPENDED
        || ending;
  }

  @Override
  public void yield() {
    SimTask me = runningTask("yield");
    if (!me.unwinding
        && switchingSuspended == 0
        && (ready.topPriority() >= me.priority() || local >= burstEnd || --steps < 0)) {
      giveWay(me);
    }
  }

  private void giveWay(SimTask me) {
    me.state = State.READY;
    ready.addLast(me);
    running = null;
    if (!leave(me)) {
      ready.remove(me);
      running = me;
      me.state = State.RUNNING;
      startSlice(me);
    }
  }

  /**
   * Goes to the reactor and comes back when it is the task's turn again.
   *
   * @return false if the task cannot be put aside: it still runs
   */
  boolean leave(SimTask me) {
    if (!me.context.suspend()) {
      return false;
    }
    me.leaveIfKilled();
    return true;
  }

  @Override
  public boolean block(WaitList where, long deadline) {
    SimTask me = runningTask("wait");
    if (me.killed) {
      throw me.unwind();
    }
    if (deadline != NEVER && deadline <= now()) {
      return false;
    }
    if (switchingSuspended > 0) {
      throw new EspAbort("task " + me.name() + " waits while the scheduler is suspended");
    }
    SimWaitList list = (SimWaitList) where;
    me.woken = false;
    me.hangReported = false;
    me.waitingSince = now();
    me.waitDeadline = deadline;
    me.waitingIn = list;
    list.addByPriority(me);
    me.state = State.BLOCKED;
    running = null;
    if (deadline == NEVER) {
      reactor.waitsForEver(local);
    } else {
      me.timeout.set(deadline);
    }
    if (!me.context.suspend()) {
      endWait(me);
      me.state = State.RUNNING;
      running = me;
      throw new EspAbort(Misuse.pinned(me.name(), list.describe()));
    }
    me.leaveIfKilled();
    return me.woken;
  }

  void endWait(SimTask task) {
    SimWaitList list = task.waitingIn;
    if (list != null) {
      list.remove(task);
      task.waitingIn = null;
      task.timeout.cancel();
    }
  }

  private SimTask runningTask(String what) {
    SimTask me = running;
    if (Thread.currentThread() != owner) {
      throw Misuse.stranger(name());
    }
    if (me == null || interruptDepth > 0) {
      throw new EspAbort("an interrupt of board " + name() + " may not " + what);
    }
    return me;
  }

  @Override
  public @Nullable KernelTask wake(WaitList list) {
    SimTask first = ((SimWaitList) list).head();
    if (first != null) {
      wakeUp(first);
    }
    return first;
  }

  @Override
  public boolean wake(KernelTask task) {
    SimTask sleeper = (SimTask) task;
    if (sleeper.state != State.BLOCKED || sleeper.parked) {
      return false;
    }
    wakeUp(sleeper);
    return true;
  }

  private void wakeUp(SimTask task) {
    SimWaitList list = task.waitingIn;
    if (list != null) {
      list.wokenBy(interruptDepth > 0 ? null : running);
    }
    task.woken = true;
    ready(task);
  }

  /** Makes a task ready that is in no list but perhaps a wait list. */
  void ready(SimTask task) {
    endWait(task);
    task.state = State.READY;
    ready.addLast(task);
    SimTask now = running;
    if (now != null && now.priority() == task.priority() && sliceEnd == NEVER) {
      sliceEnd = nextTick();
      horizon = Math.min(horizon, sliceEnd);
    } else if (now != null && now.priority() < task.priority()) {
      considerSwitch(); // a ...FromISR call made by a task does not: then its next call does
    }
    dispatcher.listRunnable();
  }

  /** Makes the next HAL call look around: something else may have to run. */
  void considerSwitch() {
    horizon = Long.MIN_VALUE;
  }

  @Override
  public void suspendSwitching() {
    switchingSuspended++;
  }

  @Override
  public boolean resumeSwitching() {
    if (switchingSuspended == 0) {
      throw new EspAbort("xTaskResumeAll without vTaskSuspendAll");
    }
    switchingSuspended--;
    SimTask me = running;
    if (switchingSuspended == 0
        && interruptDepth == 0
        && me != null
        && ready.topPriority() > me.priority()) {
      reschedule();
      return true;
    }
    return false;
  }

  @Override
  public WaitList waitList(String kind, String listName) {
    return new SimWaitList(kind, listName);
  }

  @Override
  public KernelTask spawn(String taskName, int priority, int stackBytes, Runnable body) {
    SimTask task = tasks.create(taskName, priority, stackBytes, body);
    if (!ending) {
      ready(task);
    }
    return task;
  }

  /** A task's body ended by an exception, in the task's own thread. */
  void taskDied(SimTask task, Throwable thrown) {
    if (!ending) {
      ports.panic(task.name(), thrown);
    }
  }

  @Override
  public List<KernelTask> tasks() {
    return tasks.snapshot();
  }

  TaskTable taskTable() {
    return tasks;
  }

  ReadyTasks readyTasks() {
    return ready;
  }

  @Override
  public Alarm alarm(Runnable action) {
    return new SimAlarm(reactor, this, bootTime, action);
  }

  @Override
  public Alarm housekeepingAlarm(Runnable action) {
    return new SimAlarm(reactor, null, bootTime, () -> interrupt(action));
  }

  SimAlarm timeoutOf(SimTask task) {
    return new SimAlarm(task, bootTime);
  }

  void timedOut(SimTask task) {
    catchUp(reactor.now());
    if (task.state == State.BLOCKED) {
      ready(task);
    }
  }

  /** Runs something in interrupt context: on the reactor's thread, or within a task's call. */
  public void interrupt(Runnable action) {
    dispatcher.interrupt(action);
  }

  @Override
  public Cpu cpu() {
    return dispatcher;
  }

  @Override
  public <T> T offload(String what, Callable<T> work) throws Exception {
    return Offload.run(this, what, work);
  }

  long toSimulationTime(long boardTime) {
    return boardTime + bootTime;
  }

  /** Whether nothing more can come of this board: only service tasks wait, for others' work. */
  boolean isDone() {
    return alarmsSet == 0 && offloads == 0 && tasks.areAllIdle();
  }

  boolean hasReadyTask() {
    return !ending && !ready.isEmpty();
  }

  void beginBurst(long end) {
    burstEnd = end;
    steps = BURST_STEPS;
  }

  boolean burstGoesOn() {
    return local < burstEnd && --steps >= 0;
  }

  void beginTurn(SimTask task) {
    running = task;
    startSlice(task);
    dispatchedAt = local;
    owner = task.thread;
  }

  void endTurn(SimTask task) {
    owner = null;
    task.cpuNanos += local - dispatchedAt;
  }

  /**
   * Whether {@link #end} was called.
   *
   * @return true when no task runs any more
   */
  public boolean hasEnded() {
    return ending;
  }

  /** Stops everything at the next opportunity: the running task must leave, no other runs. */
  public void end() {
    ending = true;
    considerSwitch();
  }

  /**
   * Ends the running task on the spot, after {@link #end}; in an interrupt, the interrupt.
   *
   * @return nothing, it throws
   */
  public Error leaveForGood() {
    SimTask me = running;
    if (me != null && interruptDepth == 0) {
      me.killed = true;
      me.unwinding = true;
    }
    throw new TaskUnwind();
  }
}
