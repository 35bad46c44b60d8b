package dev.espalier.emulator.serial;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Finds the fastest rate that carries test patterns both ways. Owner: {@link HostSession}. */
final class RateTuner {
  /** What it acts on. */
  interface Line {
    /** Sends an unnumbered frame. */
    void send(LinkMessage message);

    /** Switches this end, and sends a 00. */
    void rate(int baud);

    /** A rate stands, for both ends. */
    void agreed(int baud, LinkMessage.Intake intake);

    /** The board cannot be reached at any rate. */
    void lost();
  }

  private enum Step {
    IDLE,
    ASKING,
    SETTLING,
    TESTING,
    COMMITTING,
    RETURNING
  }

  static final int TESTS = 16;
  private static final int TESTS_NEEDED = 15;
  private static final int TEST_PATTERN = 254;
  private static final long MILLI = 1_000_000;
  private static final long STEP = 100 * MILLI;
  private static final long SETTLE = 20 * MILLI;
  private static final long RETURN_STEP = 250 * MILLI;
  private static final int ASK_MAX = 3;
  private static final int COMMIT_MAX = 5;
  private static final int RETURN_MAX = 18;

  private final Line line;
  private final Deque<Integer> candidates = new ArrayDeque<>();
  private LinkMessage.Intake board = LineRate.UNTUNED;
  private Step step = Step.IDLE;
  private int present = LineRate.BOOT;
  private int wanted;
  private int tries;
  private int answers;
  private long answered;
  private long due = Long.MAX_VALUE;

  RateTuner(Line line) {
    this.line = line;
  }

  boolean isBusy() {
    return step != Step.IDLE;
  }

  long deadline() {
    return due;
  }

  /** Begins to try rates, in this order; with none of them nothing changes. */
  void start(List<Integer> rates, int now, LinkMessage.Intake limits, long time) {
    candidates.clear();
    candidates.addAll(rates);
    present = now;
    board = limits;
    next(time);
  }

  void stop() {
    step = Step.IDLE;
    due = Long.MAX_VALUE;
    candidates.clear();
  }

  private LinkMessage.Intake intake(int baud) {
    return LineRate.smaller(board, LineRate.intake(baud));
  }

  private void next(long now) {
    Integer candidate = candidates.poll();
    if (candidate == null) {
      stop();
      line.agreed(present, intake(present));
      return;
    }
    wanted = candidate;
    enter(Step.ASKING, now);
    ask(now);
  }

  private void enter(Step newStep, long now) {
    step = newStep;
    tries = 0;
    due = now + STEP;
  }

  private void ask(long now) {
    if (tries++ == ASK_MAX) {
      next(now);
      return;
    }
    send(LinkMessage.Baud.SET);
    due = now + STEP;
  }

  private void send(int op) {
    LinkMessage.Intake intake = intake(wanted);
    line.send(new LinkMessage.Baud(op, wanted, intake.payload(), intake.window()));
  }

  void answer(LinkMessage.Baud baud, long now) {
    if (baud.baud() != wanted) {
      return;
    }
    if (step == Step.ASKING && baud.op() == LinkMessage.Baud.REFUSE) {
      next(now);
    } else if (step == Step.ASKING && baud.op() == LinkMessage.Baud.ACCEPT) {
      line.rate(wanted);
      enter(Step.SETTLING, now);
      due = now + SETTLE;
    } else if (step == Step.COMMITTING && baud.op() == LinkMessage.Baud.COMMITTED) {
      present = wanted;
      stop();
      line.agreed(present, intake(present));
    }
  }

  void reply(LinkMessage.Test test, long now) {
    int index = test.index();
    boolean fresh = index < TESTS && (answered >> index & 1) == 0;
    if (step == Step.TESTING && test.op() == LinkMessage.Test.REPLY && fresh && test.isWhole()) {
      answered |= 1L << index;
      if (++answers >= TESTS) {
        commit(now);
      }
    }
  }

  private void commit(long now) {
    enter(Step.COMMITTING, now);
    send(LinkMessage.Baud.COMMIT);
  }

  /** A sign of life at the rate that this end is back at. */
  void alive(long now) {
    if (step == Step.RETURNING) {
      next(now);
    }
  }

  void tick(long now) {
    if (now < due) {
      return;
    }
    switch (step) {
      case IDLE -> {}
      case ASKING -> ask(now);
      case SETTLING -> test(now);
      case TESTING -> {
        if (answers >= TESTS_NEEDED) {
          commit(now);
        } else {
          comeBack(now);
        }
      }
      case COMMITTING -> {
        if (++tries < COMMIT_MAX) {
          send(LinkMessage.Baud.COMMIT);
          due = now + STEP;
        } else {
          comeBack(now);
        }
      }
      case RETURNING -> {
        if (++tries == RETURN_MAX) {
          stop();
          line.lost();
        } else {
          line.send(new LinkMessage.Ping(0));
          due = now + RETURN_STEP;
        }
      }
    }
  }

  private void test(long now) {
    enter(Step.TESTING, now);
    answers = 0;
    answered = 0;
    for (int i = 0; i < TESTS; i++) {
      line.send(
          new LinkMessage.Test(
              LinkMessage.Test.REQUEST, i, LinkMessage.Test.pattern(i, TEST_PATTERN)));
    }
    // Both ways one after the other at worst, and what USB adds.
    due = now + 2L * TESTS * (TEST_PATTERN + 12) * 10 * 1_000_000_000L / wanted + 300 * MILLI;
  }

  private void comeBack(long now) {
    line.rate(present);
    enter(Step.RETURNING, now);
    due = now + RETURN_STEP;
  }
}
