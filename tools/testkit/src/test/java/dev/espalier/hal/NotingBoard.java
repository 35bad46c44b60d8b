package dev.espalier.hal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.emulator.Board;
import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.RunResult;
import dev.espalier.emulator.SchedulePolicy;
import dev.espalier.emulator.Simulation;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.config.SdkConfigLoader;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.port.Chip;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Plays a firmware on one board with virtual time and collects what it notes. HAL calls take no
 * time here, so that times are whole.
 */
public final class NotingBoard {
  private final List<String> notes = new ArrayList<>();
  private SdkConfig config = SdkConfig.defaults();
  private SchedulePolicy schedule = SchedulePolicy.fifo();
  private String output = "";
  private long digest;

  /** A firmware that takes notes. */
  @FunctionalInterface
  public interface NotingFirmware {
    /** Is {@code app_main}. */
    void appMain(NotingBoard board);
  }

  /** Sets an option: {@code CONFIG_X=y}. */
  @CanIgnoreReturnValue
  public NotingBoard with(String assignment) {
    config = new SdkConfigLoader().set(assignment).load();
    return this;
  }

  /** Pre-empts tasks at calls chosen by a seed. */
  @CanIgnoreReturnValue
  public NotingBoard exploring(long seed) {
    schedule = SchedulePolicy.explore(seed);
    return this;
  }

  /** Notes something. */
  public void note(String what) {
    notes.add(what);
  }

  /** Notes something with the time in milliseconds before it. */
  public void noteTime(String what) {
    notes.add(millis() + " " + what);
  }

  /** The time since boot. */
  public static long millis() {
    return Chip.current().kernel().now() / 1_000_000;
  }

  /** Waits off the tick grid. */
  public static void sleepMillis(long millis) {
    Task.delay(Timeout.exactMicros(millis * 1000));
  }

  /** Creates a task that ends itself after its work. */
  @CanIgnoreReturnValue
  public static Task task(String name, int priority, Runnable work) {
    return Task.create(
        name,
        4096,
        priority,
        () -> {
          work.run();
          Task.current().delete();
        });
  }

  /** Runs something in an interrupt, so many milliseconds from now. */
  public static void interruptIn(long millis, Runnable action) {
    var kernel = Chip.current().kernel();
    kernel.alarm(action).set(kernel.now() + millis * 1_000_000);
  }

  /** Runs a firmware until it is done; its notes in order. */
  @CanIgnoreReturnValue
  public List<String> play(NotingFirmware firmware) {
    RunResult result = run(firmware);
    assertEquals(RunResult.End.DONE, result.end(), result.report());
    return notes;
  }

  /** Runs a firmware that panics; what was thrown says why. */
  @CanIgnoreReturnValue
  public String panic(NotingFirmware firmware) {
    RunResult result = run(firmware);
    assertEquals(RunResult.End.PANIC, result.end(), result.report());
    return String.valueOf(Objects.requireNonNull(result.panic()).thrown().getMessage());
  }

  /** Runs a firmware for so long and no longer; its notes in order. */
  @CanIgnoreReturnValue
  public List<String> playFor(long millis, NotingFirmware firmware) {
    try (var simulation = Simulation.builder().schedule(schedule).build()) {
      Board board = simulation.board(BoardConfig.defaults().withSdkConfig(config).withCallNanos(0));
      board.boot(() -> firmware.appMain(this));
      RunResult result = simulation.runFor(millis * 1_000_000);
      assertEquals(RunResult.End.LIMIT, result.end(), result.report());
      return notes;
    }
  }

  /** What the board printed. */
  public String output() {
    return output;
  }

  /** The trace of the last run in one number. */
  public long digest() {
    return digest;
  }

  /** What was noted. */
  public List<String> notes() {
    return notes;
  }

  private RunResult run(NotingFirmware firmware) {
    try (var simulation = Simulation.builder().schedule(schedule).build()) {
      Board board = simulation.board(BoardConfig.defaults().withSdkConfig(config).withCallNanos(0));
      board.boot(() -> firmware.appMain(this));
      RunResult result = simulation.run();
      output = board.output();
      digest = simulation.digest();
      return result;
    }
  }
}
