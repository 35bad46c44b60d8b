package dev.espalier.hal;

/** What runs on a board: its {@code app_main}. */
@FunctionalInterface
public interface Firmware {
  /** Runs in the {@code main} task (priority 1) after start-up; may return, as on the chip. */
  void appMain();
}
