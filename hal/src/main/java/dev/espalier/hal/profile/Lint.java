package dev.espalier.hal.profile;

import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.port.BoardLocal;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.Tracer;
import dev.espalier.hal.system.EspAbort;
import java.util.HashSet;
import java.util.Set;

/**
 * Tells the firmware's author at run time what the chip would do silently: a quirk that bites, a
 * field that has no effect, a peer that breaks the protocol.
 */
public final class Lint {
  private static final String TAG = "espalier";

  /** The causes that were already told of on this board. */
  private static final BoardLocal<Set<String>> TOLD = BoardLocal.of(HashSet::new);

  private Lint() {}

  /**
   * Warns, once per cause and boot, on the console and in the trace. Outside a board's task it does
   * nothing.
   *
   * @param cause a short name for the cause, such as {@code "bytes-behind-upgrade"}
   * @param message one line: what happened and what to do about it
   * @throws EspAbort under {@link LintMode#ERROR}
   */
  public static void warn(String cause, String message) {
    Chip chip = Chip.currentOrNull();
    if (chip == null) {
      return;
    }
    LintMode mode = chip.lint();
    if (mode == LintMode.OFF || !TOLD.get().add(cause)) {
      return;
    }
    Tracer tracer = chip.tracer();
    if (tracer != null) {
      tracer.mark("lint", cause + ": " + message);
    }
    if (mode == LintMode.ERROR) {
      throw new EspAbort(TAG + ": " + message);
    }
    EspLog.w(TAG, "%s", message);
  }

  /**
   * Warns, once per function, of a call that the board's version does not have.
   *
   * @param profile the first version that has it
   * @param function the C function
   * @throws EspAbort under {@link LintMode#ERROR}
   */
  public static void needs(Profile profile, String function) {
    Chip chip = Chip.currentOrNull();
    if (chip != null && chip.profile().compareTo(profile) < 0) {
      warn(
          "needs-" + function,
          function
              + "() does not exist under "
              + chip.profile()
              + ": take it out, or choose --profile "
              + profile);
    }
  }

  /**
   * Warns of a quirk that bit.
   *
   * @param quirk which
   * @param message one line: what happened and what to do about it
   * @throws EspAbort under {@link LintMode#ERROR}
   */
  public static void warn(Quirk quirk, String message) {
    warn(quirk.name(), message + " (" + quirk.id() + ")");
  }
}
