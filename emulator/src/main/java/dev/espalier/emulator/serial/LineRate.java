package dev.espalier.emulator.serial;

import java.util.List;
import java.util.stream.Stream;

/** Rates of a line, and how long frames and windows are at each ({@code docs/tunnel.md}). */
final class LineRate {
  /** What an agent boots at, and returns to. */
  static final int BOOT = 115_200;

  /** Tried from above, each a rate that USB adapters have. */
  static final List<Integer> CANDIDATES = List.of(2_000_000, 1_500_000, 921_600, 460_800, 230_400);

  /** What a host takes in. */
  static final LinkMessage.Intake HOST =
      new LinkMessage.Intake(LinkMessage.FRAMES_MAX, 1500, 16_640);

  /** What counts before any rate was agreed on. */
  static final LinkMessage.Intake UNTUNED =
      new LinkMessage.Intake(LinkMessage.FRAMES_MAX, LinkMessage.PAYLOAD_MIN, 1280);

  private static final LinkMessage.Intake FIXED =
      new LinkMessage.Intake(LinkMessage.FRAMES_MAX, 1025, 16_640);

  private LineRate() {}

  /** The rates below one, from above; the boot rate is the last. */
  static List<Integer> below(int baud) {
    return Stream.concat(CANDIDATES.stream(), Stream.of(BOOT)).filter(rate -> rate < baud).toList();
  }

  /** The host's choice for a rate; 0 is a line without one. */
  static LinkMessage.Intake intake(long baud) {
    if (baud == 0) {
      return FIXED;
    }
    if (baud <= 115_200) {
      return new LinkMessage.Intake(LinkMessage.FRAMES_MAX, 257, 1280);
    }
    if (baud <= 500_000) {
      return new LinkMessage.Intake(LinkMessage.FRAMES_MAX, 513, 2560);
    }
    return new LinkMessage.Intake(LinkMessage.FRAMES_MAX, 1025, baud <= 1_000_000 ? 5120 : 9216);
  }

  static LinkMessage.Intake smaller(LinkMessage.Intake a, LinkMessage.Intake b) {
    return new LinkMessage.Intake(
        Math.min(a.frames(), b.frames()),
        Math.min(a.payload(), b.payload()),
        Math.min(a.window(), b.window()));
  }
}
