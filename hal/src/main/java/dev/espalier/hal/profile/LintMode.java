package dev.espalier.hal.profile;

/** What happens when a quirk bites or the firmware or its peer does something that is not right. */
public enum LintMode {
  /** Nothing. */
  OFF,
  /** A warning on the console, once per cause. */
  WARN,
  /** The firmware aborts with the message. */
  ERROR
}
