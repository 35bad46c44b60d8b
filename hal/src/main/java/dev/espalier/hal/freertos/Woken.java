package dev.espalier.hal.freertos;

/**
 * The {@code BaseType_t xHigherPriorityTaskWoken} of an interrupt handler: the {@code FromISR}
 * calls set it when they ready a task that goes before the interrupted one; they never clear it.
 */
public final class Woken {
  private boolean set;

  /** Makes a variable that is {@code pdFALSE}. */
  public Woken() {}

  /**
   * Its value.
   *
   * @return true when a call readied a task that should run next
   */
  public boolean isSet() {
    return set;
  }

  /** Makes it {@code pdFALSE} again. */
  public void clear() {
    set = false;
  }

  void set() {
    set = true;
  }
}
