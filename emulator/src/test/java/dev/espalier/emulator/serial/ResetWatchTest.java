package dev.espalier.emulator.serial;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class ResetWatchTest {
  private static final long SECOND = 1_000_000_000L;

  private final ResetWatch watch = new ResetWatch();

  @Test
  void threeBootsWithinAMinuteAreALoopThatIsToldOnce() {
    assertFalse(watch.isLoop(1, 0));
    assertFalse(watch.isLoop(2, 5 * SECOND));
    assertFalse(watch.isLoop(2, 6 * SECOND), "the same boot, a session that was lost");
    assertFalse(watch.isLoop(3, 10 * SECOND));
    assertTrue(watch.isLoop(4, 65 * SECOND));
    assertFalse(watch.isLoop(5, 66 * SECOND));
  }

  @Test
  void bootsFarApartAreNone() {
    for (int i = 1; i < 20; i++) {
      assertFalse(watch.isLoop(i, i * 31L * SECOND));
    }
  }
}
