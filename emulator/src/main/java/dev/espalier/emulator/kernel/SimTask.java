package dev.espalier.emulator.kernel;

import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.Kernel;
import dev.espalier.hal.port.KernelTask;
import dev.espalier.hal.system.EspAbort;
import org.jspecify.annotations.Nullable;

/** A task of a {@link BoardKernel}. All fields belong to the reactor's baton. */
final class SimTask implements KernelTask, Runnable {
  final BoardKernel kernel;
  final int id;
  final TaskContext context;
  final Thread thread;
  final SimAlarm timeout;

  /** Where and when it was created, for reports. */
  final String createdAt;

  // Links of the one list it is in: ready or waiting.
  @Nullable SimTask previous;
  @Nullable SimTask next;
  @Nullable TaskQueue queue;

  State state = State.READY;

  /** What it waits in while blocked. */
  @Nullable SimWaitList waitingIn;

  /** When the present wait began and what ends it, by the board's clock. */
  long waitingSince;

  long waitDeadline;
  boolean woken;
  boolean hangReported;

  /** Deleted, its frames still on the stack. */
  boolean killed;

  boolean unwinding;

  /** Waits in plain Java. */
  boolean parked;

  boolean daemon;
  boolean begun;
  long cpuNanos;

  /** Catching everything and trying again is a mistake; after so many times it is a loop. */
  private static final int UNWINDS_MAX = 1000;

  private int unwinds;
  private final String name;
  private final int stackBytes;
  private final Runnable body;
  private int priority;
  private int errno;
  private @Nullable Object attachment;

  SimTask(BoardKernel kernel, TaskSpec spec, Runnable body) {
    this.kernel = kernel;
    this.id = spec.id();
    this.name = spec.name();
    this.priority = spec.priority();
    this.stackBytes = spec.stackBytes();
    this.createdAt = spec.createdAt();
    this.body = body;
    this.timeout = kernel.timeoutOf(this);
    context =
        kernel
            .reactor
            .contexts()
            .create(
                kernel.name() + "/" + name,
                this,
                () -> kernel.reactor.post(() -> kernel.dispatcher.unparked(this)));
    thread = context.thread();
  }

  /** What a task is made of. */
  record TaskSpec(int id, String name, int priority, int stackBytes, String createdAt) {}

  /** The task's whole life, in its own thread: its frames stay in memory while it waits. */
  @Override
  public void run() {
    try {
      if (!killed) {
        Chip.enter(kernel.chip());
        body.run();
      }
    } catch (TaskUnwind deleted) {
      // the way a deleted task ends
    } catch (Throwable thrown) {
      kernel.taskDied(this, thrown);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int priority() {
    return priority;
  }

  @Override
  public void priority(int newPriority) {
    int bounded = Math.clamp(newPriority, 0, ReadyTasks.PRIORITIES - 1);
    if (bounded == priority) {
      return;
    }
    SimWaitList list = waitingIn;
    if (state == State.READY && queue != null) {
      kernel.readyTasks().remove(this);
      priority = bounded;
      kernel.readyTasks().addLast(this);
    } else if (state == State.BLOCKED && list != null) {
      priority = bounded;
      list.priorityChanged(); // FreeRTOS leaves a waiting task at its place, too.
    } else {
      priority = bounded;
    }
    kernel.considerSwitch();
  }

  @Override
  public State state() {
    return state;
  }

  @Override
  public void suspend() {
    switch (state) {
      case READY -> kernel.readyTasks().remove(this);
      case BLOCKED -> kernel.endWait(this);
      case RUNNING -> {
        if (kernel.interruptDepth == 0) {
          suspendMyself();
          return;
        }
      }
      case SUSPENDED, DELETED -> {
        return;
      }
    }
    state = State.SUSPENDED;
  }

  private void suspendMyself() {
    if (unwinding) {
      return;
    }
    state = State.SUSPENDED;
    waitingSince = kernel.now();
    kernel.running = null;
    if (!kernel.leave(this)) {
      kernel.running = this;
      state = State.RUNNING;
      throw new EspAbort(Misuse.pinned(name, "being resumed"));
    }
  }

  @Override
  public void resume() {
    if (state != State.SUSPENDED) {
      return;
    }
    if (kernel.running == this) {
      state = State.RUNNING; // suspended by this very interrupt
    } else if (parked) {
      state = State.BLOCKED;
    } else {
      kernel.ready(this);
    }
  }

  @Override
  public void delete() {
    if (kernel.running == this && kernel.interruptDepth == 0) {
      killed = true;
      unwinding = true;
      throw new TaskUnwind();
    }
    if (kill()) {
      state = State.DELETED;
      kernel.dispatcher.addVictim(this);
    }
  }

  /**
   * Takes it out of scheduling for ever; its frames are still on its stack.
   *
   * @return false when that was done before
   */
  boolean kill() {
    if (killed) {
      return false;
    }
    killed = true;
    if (state == State.READY && queue != null) {
      kernel.readyTasks().remove(this);
    }
    kernel.endWait(this);
    if (kernel.running == this) {
      kernel.running = null;
      kernel.interrupted = false;
    }
    return true;
  }

  /** Begins to unwind when another task has deleted this one. */
  void leaveIfKilled() {
    if (killed && !unwinding) {
      unwinding = true;
      throw new TaskUnwind();
    }
  }

  /** What takes its frames off its stack; with time, what leaves them there. */
  TaskUnwind unwind() {
    unwinding = true;
    if (++unwinds > UNWINDS_MAX) {
      kernel.reactor.warn(
          "task "
              + name
              + " of board "
              + kernel.name()
              + " catches its own deletion over and over: it is left where it is");
      var _ = context.suspend(); // nobody resumes it
    }
    return new TaskUnwind();
  }

  /** It waits in plain Java since then. */
  void parkedAt(long now) {
    parked = true;
    state = State.BLOCKED;
    waitingSince = now;
    waitDeadline = now;
  }

  @Override
  public void daemon() {
    daemon = true;
  }

  @Override
  public String waitsFor() {
    return StateReport.waitsFor(this);
  }

  @Override
  public int stackBytes() {
    return stackBytes;
  }

  @Override
  public long cpuNanos() {
    return cpuNanos
        + (state == State.RUNNING && kernel.owner == thread ? kernel.sinceDispatch() : 0);
  }

  @Override
  public int errno() {
    return errno;
  }

  @Override
  public void errno(int value) {
    errno = value;
  }

  @Override
  public @Nullable Object attachment() {
    return attachment;
  }

  @Override
  public void attach(Object newAttachment) {
    attachment = newAttachment;
  }

  @Override
  public String backtrace() {
    return begun ? FirmwareFrames.text(thread.getStackTrace()) : "";
  }

  /** Whether it sits in a wait without limit. */
  boolean waitsForEver() {
    return state == State.BLOCKED && waitDeadline == Kernel.NEVER;
  }

  @Override
  public String toString() {
    return name;
  }
}
