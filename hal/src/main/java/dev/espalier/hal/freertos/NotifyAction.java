package dev.espalier.hal.freertos;

/** What a notification does to the receiver's value ({@code eNotifyAction}). */
public enum NotifyAction {
  /** Leaves the value alone ({@code eNoAction}). */
  NO_ACTION(0),
  /** Sets the given bits ({@code eSetBits}). */
  SET_BITS(1),
  /** Adds one; the given value is not used ({@code eIncrement}). */
  INCREMENT(2),
  /** Replaces the value ({@code eSetValueWithOverwrite}). */
  SET_VALUE_WITH_OVERWRITE(3),
  /** Replaces the value unless a notification is pending ({@code eSetValueWithoutOverwrite}). */
  SET_VALUE_WITHOUT_OVERWRITE(4);

  private final int value;

  NotifyAction(int value) {
    this.value = value;
  }

  /**
   * The number in C.
   *
   * @return 0 to 4
   */
  public int value() {
    return value;
  }
}
