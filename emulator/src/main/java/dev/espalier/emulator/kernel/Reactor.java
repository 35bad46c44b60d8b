package dev.espalier.emulator.kernel;

import dev.espalier.hal.port.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The simulated event loop: one platform thread drives the boards of a simulation, one task at a
 * time.
 *
 * <p>The loop runs whatever is due first: an alarm, or the board whose clock is furthest behind.
 * Nothing to run means to jump to the next alarm, or to wait for it where a clock paces.
 */
public final class Reactor {
  /** Why {@link #run} has returned. */
  public enum End {
    /** Every board is done. */
    DONE,
    /** Tasks wait for what can never happen. */
    DEADLOCK,
    /** The time given to it has passed. */
    LIMIT,
    /** Somebody has called {@link #stop}. */
    STOPPED
  }

  /**
   * How far a busy board's clock may be ahead of another's. Less than any network's latency
   * matters, more than a handful of HAL calls, so that two busy boards do not switch at each call.
   */
  private static final long LOOKAHEAD_NANOS = 20_000;

  /** How far busy boards may run ahead of a paced clock before the loop waits for it. */
  private static final long RUN_AHEAD_NANOS = 20_000_000;

  /** How long to hope, in host time, for tasks that wait in plain Java when all else is still. */
  private static final long PARKED_PATIENCE_NANOS = 5_000_000_000L;

  private static final int TURNS_PER_POLL = 64;

  private final AlarmQueue alarms = new AlarmQueue();
  private final List<BoardKernel> boards = new ArrayList<>();
  private final BusyBoards busy = new BusyBoards();
  private final ConcurrentLinkedQueue<Runnable> posts = new ConcurrentLinkedQueue<>();
  private final ReactorOptions options;
  private final Digest digest;
  private final HangWatch hangs;
  private final ReactorOptions.Progress progress;
  private IoWaiter io = new ParkWaiter();

  private long time;
  private @Nullable BoardKernel active;
  private int parkedTasks;
  private int turnsToPoll;
  private int expected;
  private boolean inIo;
  private int boardNumbers;
  private @Nullable Thread loop;
  private volatile boolean posted;
  private volatile boolean stopRequested;

  /**
   * Makes a reactor at time 0.
   *
   * @param options its choices
   */
  public Reactor(ReactorOptions options) {
    this.options = options;
    this.progress = options.progress();
    this.digest = new Digest(options.trace());
    this.hangs = new HangWatch(this, options);
  }

  // ---- Time ----

  /**
   * The simulated time: of the running task's board, or of the event being handled.
   *
   * @return nanoseconds since the simulation's start
   */
  public long now() {
    BoardKernel current = active;
    if (inIo) {
      catchUp();
    }
    return current == null ? time : Math.max(time, current.localTime());
  }

  private void advance(long to) {
    if (to > time) {
      time = to;
      hangs.check(to);
    }
  }

  /** Simulated time has at least come to where the paced clock is: something came from outside. */
  public void catchUp() {
    if (options.realTime()) {
      advance(options.pacer().now());
    }
  }

  AlarmQueue alarms() {
    return alarms;
  }

  void setAlarm(SimAlarm alarm, long at) {
    long due = Math.max(at, now());
    alarms.set(alarm, due);
    BoardKernel current = active;
    if (current != null) {
      current.endBurstBy(due);
    }
  }

  /**
   * Makes an alarm of the simulation itself; it keeps no board alive.
   *
   * @param action runs on the reactor's thread, no board's
   * @return the alarm, in simulated time
   */
  public Kernel.Alarm alarm(Runnable action) {
    return new SimAlarm(this, null, 0, action);
  }

  // ---- The door ----

  /**
   * Runs something on the reactor's thread, soon. Called by any thread: the one door for the
   * outside.
   *
   * @param action what to run
   */
  public void post(Runnable action) {
    posts.add(action);
    posted = true;
    io.wakeup();
  }

  /** Makes {@link #run} return soon. Called by any thread. */
  public void stop() {
    stopRequested = true;
    posted = true;
    io.wakeup();
  }

  /** Runs an interrupt of another board than the running one, as soon as that has stopped. */
  void later(BoardKernel board, Runnable action) {
    setAlarm(new SimAlarm(this, null, 0, () -> board.interrupt(action)), now());
  }

  boolean isLoopThread(Thread thread) {
    return thread == loop;
  }

  /**
   * Sets what the loop waits in when it has nothing to run.
   *
   * @param waiter real input and output
   */
  public void io(IoWaiter waiter) {
    io = waiter;
  }

  // ---- Boards ----

  /**
   * Makes the kernel of a board that boots now.
   *
   * @param ports the board
   * @return its kernel
   */
  public BoardKernel boot(BoardPorts ports) {
    BoardKernel kernel = new BoardKernel(this, ports, boardNumbers++);
    boards.add(kernel);
    return kernel;
  }

  List<BoardKernel> boards() {
    return boards;
  }

  void runnable(BoardKernel kernel) {
    busy.add(kernel);
  }

  /** A task has begun to wait in plain Java. */
  void parked(SimTask task) {
    parkedTasks++;
    warn(PlainJavaWait.describe(task));
  }

  void warn(String text) {
    options.warnings().accept(text);
  }

  void unparked() {
    parkedTasks--;
  }

  void waitsForEver(long since) {
    hangs.waitsForEver(since);
  }

  /**
   * Notes that an ended kernel has to be torn down, by this thread, at the next opportunity.
   *
   * @param kernel an ended kernel
   */
  public void reap(BoardKernel kernel) {
    kernel.end();
    posts.add(() -> {
      if (boards.remove(kernel)) {
        kernel.dispatcher.tearDown();
        kernel.ports.ended();
      }
    });
    posted = true;
  }

  TaskContexts contexts() {
    return options.contexts();
  }

  SchedulingChoice choice() {
    return options.choice();
  }

  /**
   * The digest of all that has happened.
   *
   * @return the digest, which random draws are mixed into
   */
  public Digest digest() {
    return digest;
  }

  void dispatching(int board, SimTask task, long at) {
    digest.dispatch(board, task, at);
    progress.running(task.thread);
  }

  /** A running task gives a sign of life. */
  void beat() {
    progress.beat();
  }

  // ---- The loop ----

  /**
   * Runs until there is nothing more to do, or until a time.
   *
   * @param limit the simulated time to stop at, {@link Kernel#NEVER} for none
   * @return why it has returned
   */
  public End run(long limit) {
    enter();
    try {
      options.pacer().start(time);
      End end = null;
      turnsToPoll = 0;
      while (end == null) {
        if (posted) {
          drainPosts();
        } else if (--turnsToPoll < 0) {
          poll();
        }
        end = stopRequested ? End.STOPPED : turn(limit);
      }
      stopRequested = false;
      flush();
      return end;
    } finally {
      loop = null;
    }
  }

  /** Runs what was posted, without letting any task run: how boards end. */
  public void drain() {
    enter();
    try {
      drainPosts();
    } finally {
      loop = null;
    }
  }

  private void enter() {
    Thread caller = Thread.currentThread();
    if (caller.isVirtual()) {
      throw new IllegalStateException(
          "a simulation runs on a platform thread, not on virtual thread \""
              + caller.getName()
              + "\": start it with Thread.ofPlatform()");
    }
    if (loop != null) {
      throw new IllegalStateException("the simulation already runs on " + loop);
    }
    loop = caller;
  }

  private void drainPosts() {
    posted = false;
    for (Runnable next = posts.poll(); next != null; next = posts.poll()) {
      catchUp();
      next.run();
    }
  }

  private @Nullable End turn(long limit) {
    BoardKernel board = busy.first();
    long due = alarms.nextTime();
    if (board != null && board.localTime() < due) {
      if (board.localTime() > limit) {
        advance(limit);
        return End.LIMIT;
      }
      burst(board, limit < due ? limit + 1 : due); // what happens at the limit still happens
      return null;
    }
    return board != null ? fireNext(limit) : whenIdle(due, limit);
  }

  private void burst(BoardKernel board, long end) {
    long next = busy.nextTime();
    long until = next == Kernel.NEVER ? end : Math.min(end, next + LOOKAHEAD_NANOS);
    advance(board.localTime());
    active = board;
    try {
      board.dispatcher.burst(until);
    } finally {
      active = null;
      progress.idle();
    }
    Pacer pacer = options.pacer();
    if (pacer.jumps() || busy.first() == null) {
      return; // where nothing is left to run, the loop looks at the clock next
    }
    long ahead = pacer.nanosUntil(board.localTime());
    if (ahead > RUN_AHEAD_NANOS) {
      await(ahead);
    } else if (ahead < 0 && options.realTime()) {
      board.catchUp(board.localTime() - ahead); // the host took longer than the slices say
    }
  }

  private @Nullable End fireNext(long limit) {
    long due = alarms.nextTime();
    if (due > limit) {
      advance(limit);
      return End.LIMIT;
    }
    advance(due);
    BoardKernel board;
    do {
      SimAlarm alarm = alarms.pop();
      board = alarm.kernel;
      if (board != null) {
        board.alarmsSet--;
      }
      alarm.fire();
      // Where a task was readied, its board is not behind and the moment's other alarms come first.
    } while (board != null && board.hasReadyTask() && alarms.nextTime() == due && !posted);
    return null;
  }

  private @Nullable End whenIdle(long due, long limit) {
    if (parkedTasks == 0 && areAllDone()) {
      return End.DONE;
    }
    boolean offloads = offloadsRun();
    if (options.pacer().jumps() && (offloads || (parkedTasks > 0 && parkedTaskComesBack()))) {
      await(Kernel.NEVER); // simulated time stands still while real work is done
      return null;
    }
    if (due == Kernel.NEVER && !offloads && !io.canStillHappen()) {
      if (parkedTasks > 0) {
        await(PARKED_PATIENCE_NANOS);
        if (posted) {
          return null;
        }
      }
      if (limit != Kernel.NEVER) {
        advance(limit);
      }
      return End.DEADLOCK;
    }
    long next = Math.min(Math.min(due, limit), hangs.nextCheck());
    long wait = next == Kernel.NEVER ? Kernel.NEVER : options.pacer().nanosUntil(next);
    if (wait > 0) {
      await(wait);
      return null;
    }
    if (next == hangs.nextCheck()) {
      advance(next);
      return null;
    }
    return fireNext(limit);
  }

  private void flush() {
    inIo = true;
    try {
      io.flush();
    } finally {
      inIo = false;
    }
  }

  private void poll() {
    turnsToPoll = TURNS_PER_POLL;
    inIo = true;
    try {
      io.poll();
    } finally {
      inIo = false;
    }
  }

  private void await(long nanosMax) {
    turnsToPoll = TURNS_PER_POLL;
    inIo = true;
    try {
      io.await(nanosMax);
    } finally {
      inIo = false;
    }
  }

  /**
   * Notes that boards will come that are not there yet, so that a run does not end before.
   *
   * @param change how many more, or fewer
   */
  public void expect(int change) {
    expected += change;
  }

  private boolean areAllDone() {
    if (expected > 0) {
      return false;
    }
    for (int i = 0; i < boards.size(); i++) {
      if (!boards.get(i).isDone()) {
        return false;
      }
    }
    return true;
  }

  private boolean offloadsRun() {
    for (int i = 0; i < boards.size(); i++) {
      if (boards.get(i).offloads > 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether a task sleeps by the host's clock: it is worth waiting for. */
  private boolean parkedTaskComesBack() {
    for (BoardKernel board : boards) {
      for (SimTask task : board.taskTable().all()) {
        if (task.parked && task.thread.getState() == Thread.State.TIMED_WAITING) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Every task of every board: its state, what it waits for, since when, where it was made.
   *
   * @return lines of text
   */
  public String describeTasks() {
    return StateReport.of(boards);
  }
}
