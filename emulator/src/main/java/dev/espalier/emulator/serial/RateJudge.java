package dev.espalier.emulator.serial;

import org.jspecify.annotations.Nullable;

/**
 * Whether a line is too fast: when so many frames are bad that repetition costs about as much as
 * the next slower rate would. Owner: {@link HostSession}.
 */
final class RateJudge {
  private static final int FRAMES_JUDGED = 100;
  private static final int FRAMES_REMEMBERED = 2000;
  private static final int BAD_OF_HUNDRED = 20;

  private final LinkCounters counters;
  private long good;
  private long bad;
  private long boardGood;
  private long boardBad;

  RateJudge(LinkCounters counters) {
    this.counters = counters;
  }

  /** Counts from here on. */
  void restart(LinkMessage.@Nullable Pong pong) {
    good = counters.good;
    bad = counters.bad;
    boardGood = pong == null ? 0 : pong.good();
    boardBad = pong == null ? 0 : pong.bad();
  }

  boolean isTooFast(LinkMessage.Pong pong, int baud) {
    if (baud <= LineRate.BOOT) {
      return false;
    }
    if (tooManyBad(counters.good - good, counters.bad - bad)
        || tooManyBad(pong.good() - boardGood, pong.bad() - boardBad)) {
      return true;
    }
    if (counters.good - good > FRAMES_REMEMBERED) {
      restart(pong);
    }
    return false;
  }

  private static boolean tooManyBad(long good, long bad) {
    return good + bad >= FRAMES_JUDGED && bad * 100 > (good + bad) * BAD_OF_HUNDRED;
  }
}
