package dev.espalier.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

class SeedSourceTest {
  @ParameterizedTest
  @SeedSource(count = 3)
  void givesTheSeedsInOrder(long seed) {
    assertTrue(seed >= 0, () -> "a seed of -Dseed or 0 to 2: " + seed);
  }

  @Test
  void replaysOneSeed() {
    assertArrayEquals(new long[] {0, 1, 2}, Seeds.seeds(3, null).toArray());
    assertArrayEquals(new long[] {7}, Seeds.seeds(3, "7").toArray());
  }

  @Test
  void refusesASeedThatIsNoNumber() {
    var e = assertThrows(IllegalArgumentException.class, () -> Seeds.seeds(3, "x"));
    assertTrue(String.valueOf(e.getMessage()).contains("-Dseed must be a whole number: x"));
  }
}
