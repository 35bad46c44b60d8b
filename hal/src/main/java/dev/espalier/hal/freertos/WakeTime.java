package dev.espalier.hal.freertos;

/** The {@code xLastWakeTime} of a periodic task, moved on by {@link Task#delayUntil}. */
public final class WakeTime {
  private long tick;

  /**
   * Starts the periods at a tick.
   *
   * @param tick ticks since boot, as {@link Task#getTickCount} tells them
   */
  public WakeTime(long tick) {
    this.tick = tick;
  }

  /**
   * Starts the periods now.
   *
   * @return a wake time with the current tick count
   */
  public static WakeTime now() {
    return new WakeTime(Task.getTickCount());
  }

  /**
   * When the last period ended.
   *
   * @return ticks since boot
   */
  public long tick() {
    return tick;
  }

  void tick(long newTick) {
    tick = newTick;
  }
}
