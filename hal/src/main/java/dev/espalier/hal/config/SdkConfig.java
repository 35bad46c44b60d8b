package dev.espalier.hal.config;

/** The resolved options of one firmware. Immutable. */
public final class SdkConfig {
  private final int freertosHz;

  private SdkConfig(int freertosHz) {
    this.freertosHz = freertosHz;
  }

  /**
   * Every option at its Kconfig default.
   *
   * @return the defaults
   */
  public static SdkConfig defaults() {
    return new SdkConfig(100);
  }

  /**
   * {@code CONFIG_FREERTOS_HZ}.
   *
   * @return ticks per second, 1 to 1000
   */
  public int freertosHz() {
    return freertosHz;
  }
}
