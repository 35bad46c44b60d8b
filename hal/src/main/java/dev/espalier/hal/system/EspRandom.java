package dev.espalier.hal.system;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.port.Chip;

/** The random number generator ({@code esp_random.h}), seeded so that a run can be replayed. */
public final class EspRandom {
  private EspRandom() {}

  /**
   * A random number.
   *
   * @return 32 random bits; {@code %u} prints them as {@code uint32_t}
   */
  @EspApi("esp_random")
  public static int random() {
    Chip chip = Chip.current();
    chip.kernel().call();
    return chip.random();
  }

  /**
   * Fills a buffer with random bytes.
   *
   * @param buffer the buffer
   */
  @EspApi("esp_fill_random")
  public static void fillRandom(byte[] buffer) {
    Chip chip = Chip.current();
    chip.kernel().call();
    for (int i = 0; i < buffer.length; i += 4) {
      int bits = chip.random();
      for (int j = i; j < Math.min(buffer.length, i + 4); j++) {
        buffer[j] = (byte) bits;
        bits >>>= 8;
      }
    }
  }
}
