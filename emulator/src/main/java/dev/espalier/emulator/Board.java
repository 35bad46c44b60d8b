package dev.espalier.emulator;

import dev.espalier.emulator.kernel.BoardKernel;
import dev.espalier.emulator.kernel.BoardPorts;
import dev.espalier.emulator.kernel.Trace;
import dev.espalier.hal.Firmware;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.freertos.AppStartup;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.Flash;
import dev.espalier.hal.port.Kernel;
import dev.espalier.hal.port.Kernel.Alarm;
import dev.espalier.hal.port.KernelTask;
import dev.espalier.hal.system.EspAbort;
import dev.espalier.hal.system.HeapReport;
import dev.espalier.hal.system.ResetReason;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One emulated board: flash, a MAC address, a console, and whatever firmware it was booted with.
 * Made by {@link Simulation#board}.
 *
 * <p>Everything but {@link #post} is for the simulation's thread.
 */
public final class Board {
  private static final int OUTPUT_CHARS_MAX = 4 << 20;

  private final Simulation simulation;
  private final BoardConfig config;
  private final int number;
  private final BoardFlash flash;
  private final SeededRandom random;
  private final Map<Object, Object> rtcMemory = new HashMap<>();
  private final StringBuilder output = new StringBuilder();
  private final long madeAt;

  /** When the RTC began to count, simulated and by the time of day. */
  private long poweredAt;

  private long bootMicros;

  private @Nullable Firmware firmware;
  private @Nullable BootedChip chip;
  private @Nullable ResetReason nextReset;
  private Optional<HeapReport> lastHeap = Optional.empty();
  private int panics;
  private int restarts;
  private int boots;
  private final RebootLoop.Watch resets;
  private @Nullable Alarm nextStart;
  private boolean asleep;
  private long offNanos;

  Board(Simulation simulation, BoardConfig config, int number, long seed) {
    this.simulation = simulation;
    this.config = config;
    this.number = number;
    this.flash = new BoardFlash(config.flash(), this::losePower);
    this.random = new SeededRandom(seed);
    this.madeAt = simulation.now();
    this.poweredAt = madeAt;
    this.resets = new RebootLoop.Watch(config.rebootLoop());
  }

  /**
   * Switches the board on.
   *
   * @param newFirmware what runs on it, from its {@code app_main} on
   */
  public void boot(Firmware newFirmware) {
    if (chip != null) {
      throw new IllegalStateException("board " + name() + " is on: switch it off first");
    }
    firmware = newFirmware;
    start(ResetReason.ESP_RST_POWERON);
  }

  private void start(ResetReason reason) {
    Firmware app = Objects.requireNonNull(firmware);
    boots++;
    if (reason == ResetReason.ESP_RST_POWERON) {
      poweredAt = simulation.now();
      long known = config.wallMicros(); // somebody sets the clock of such a board at once
      bootMicros = known == 0 ? 0 : known + (poweredAt - madeAt) / 1000;
    }
    if (reason != ResetReason.ESP_RST_DEEPSLEEP) {
      rtcMemory.clear();
    }
    BoardKernel kernel = simulation.reactor().boot(new Ports());
    Trace trace = simulation.trace();
    if (trace != null) {
      trace.mark(simulation.now(), name(), "boot", reason.name());
    }
    BootedChip booted =
        new BootedChip(this, kernel, new BootUplink(this, simulation.reactor(), kernel), reason);
    kernel.chip(booted);
    chip = booted;
    if (config.bootLines()) {
      print(BootText.of(reason));
    }
    int stack = AppStartup.stackBytes(config.sdkConfig());
    var _ =
        kernel.spawn(AppStartup.TASK_NAME, AppStartup.TASK_PRIORITY, stack, new AppStartup(app));
  }

  /** Cuts the power: tasks end where they are, RAM is lost, flash stays. */
  public void powerOff() {
    flash.forget();
    forgetStart();
    BootedChip on = chip;
    if (on != null) {
      nextReset = null;
      simulation.reactor().reap(on.boardKernel());
    }
  }

  /**
   * Cuts the power for a while: then the firmware boots again, from deep sleep too. Does nothing
   * while the board is off.
   *
   * @param nanos simulated time without power, 0 or more
   */
  public void powerCycle(long nanos) {
    if (chip != null || asleep) {
      powerOff();
      startIn(nanos, ResetReason.ESP_RST_POWERON);
    }
  }

  /**
   * Cuts the power in the middle of a write to flash memory: when the firmware has written so many
   * more bytes. NVS then holds what a chip's flash would; the firmware boots again after a while.
   *
   * @param bytes how many bytes still reach flash memory, 0 or more; an erasure counts as two
   * @param nanos simulated time without power, 0 or more
   */
  public void powerCycleInWrite(long bytes, long nanos) {
    if (bytes < 0 || nanos < 0) {
      throw new IllegalArgumentException(
          "bytes and times must be 0 or more: " + bytes + ", " + nanos);
    }
    flash.loseAfter(bytes);
    offNanos = nanos;
  }

  private Error losePower() {
    BootedChip losing = on();
    powerCycle(offNanos);
    return losing.boardKernel().leaveForGood();
  }

  private void startIn(long nanos, ResetReason reason) {
    forgetStart();
    simulation.reactor().expect(1);
    Alarm start =
        simulation.alarm(() -> {
          forgetStart();
          if (chip == null) {
            start(reason);
          }
        });
    start.set(simulation.now() + nanos);
    nextStart = start;
  }

  private void forgetStart() {
    asleep = false;
    Alarm start = nextStart;
    nextStart = null;
    if (start != null) {
      start.cancel();
      simulation.reactor().expect(-1);
    }
  }

  /** Lets the supply fall below what the chip needs: its brown-out detector resets it. */
  public void brownOut() {
    if (chip != null) {
      print("\r\nBrownout detector was triggered\r\n\r\n");
      resetBy(ResetReason.ESP_RST_BROWNOUT, "");
    }
  }

  /** Deep sleep: as without power, but what is in RTC memory stays, and the timer ends it. */
  void sleep(long nanos) {
    long slept = on().boardKernel().localTime() - simulation.now(); // the task runs ahead
    powerOff();
    if (nanos != Kernel.NEVER) {
      startIn(slept + nanos, ResetReason.ESP_RST_DEEPSLEEP);
    }
    asleep = true;
  }

  Map<Object, Object> rtcMemory() {
    return rtcMemory;
  }

  /** Presses the reset button: the firmware boots again. It ends a deep sleep, too. */
  public void reset() {
    if (asleep) {
      startIn(0, ResetReason.ESP_RST_POWERON);
    } else {
      resetBy(ResetReason.ESP_RST_POWERON, "");
    }
  }

  /**
   * Resets the board.
   *
   * @param cause what the firmware did to be reset, empty when it did nothing
   */
  void resetBy(ResetReason reason, String cause) {
    BootedChip on = chip;
    if (on == null || on.boardKernel().hasEnded()) {
      return;
    }
    nextReset = reason;
    if (reason == ResetReason.ESP_RST_SW && ++restarts > config.restartsMax()) {
      nextReset = null;
      simulation.failed(
          RunResult.End.PANIC,
          "board " + name() + " has restarted " + config.restartsMax() + " times: that is enough",
          null);
    } else if (!cause.isEmpty()) {
      endLoop(cause);
    }
    simulation.reactor().reap(on.boardKernel());
  }

  private void endLoop(String cause) {
    String loop = resets.reset(cause, simulation.now());
    if (loop != null) {
      nextReset = null;
      simulation.failed(
          RunResult.End.REBOOT_LOOP, "board " + name() + " is in a reboot loop: " + loop, null);
    }
  }

  private void panic(String task, Throwable thrown) {
    String text = PanicText.of(task, coreOf(task), thrown);
    print(text);
    boolean last = ++panics > config.panicsMax();
    ResetReason reason =
        thrown instanceof EspAbort abort ? abort.resetReason() : ResetReason.ESP_RST_PANIC;
    resetBy(reason, last ? "" : PanicText.cause(task, reason, thrown));
    if (last) {
      nextReset = null;
      simulation.failed(RunResult.End.PANIC, text, new RunResult.Panic(name(), task, thrown));
    } else {
      print("Rebooting...\r\n");
    }
  }

  private int coreOf(String name) {
    BootedChip on = chip;
    if (on != null) {
      for (KernelTask task : on.boardKernel().tasks()) {
        if (task.name().equals(name) && task.attachment() instanceof Task its) {
          return its.getAffinity() == 1 ? 1 : 0;
        }
      }
    }
    return 0;
  }

  private void ended() {
    BootedChip off = chip;
    ResetReason reason = nextReset;
    lastHeap = heapReport();
    chip = null;
    nextReset = null;
    if (off != null) {
      simulation.network().detach(off.network());
    }
    if (reason != null) {
      start(reason);
    }
  }

  /**
   * Runs something in the board's interrupt context soon, such as a button's handler. Called by any
   * thread; does nothing while the board is off.
   *
   * @param action what to run; it may call what interrupts may call
   */
  public void post(Runnable action) {
    simulation
        .reactor()
        .post(() -> {
          BootedChip on = chip;
          if (on != null) {
            on.boardKernel().interrupt(action);
          }
        });
  }

  /**
   * Runs work of the outside, such as blocking input, on a thread of its own. Only the task that
   * calls waits for it.
   *
   * @param what the work in words, for reports
   * @param work must not call the HAL
   * @param <T> the result's type
   * @return the work's result
   * @throws Exception what the work threw
   */
  public static <T> T offload(String what, Callable<T> work) throws Exception {
    return Chip.current().kernel().offload(what, work);
  }

  /**
   * Creates a task on the running board, as a test's stand-in for firmware.
   *
   * @param task the task's name
   * @param priority 0 to 24
   * @param body what it does
   * @return the task
   */
  public KernelTask spawn(String task, int priority, Runnable body) {
    return on().boardKernel().spawn(task, priority, config.sdkConfig().freertosHz(), body);
  }

  private BootedChip on() {
    BootedChip on = chip;
    if (on == null) {
      throw new IllegalStateException("board " + name() + " is off: boot it first");
    }
    return on;
  }

  /**
   * What the board's heap is like.
   *
   * @return the figures of now or, of a board that is off, of its last moment
   */
  public Optional<HeapReport> heapReport() {
    BootedChip on = chip;
    return on == null ? lastHeap : Optional.of(on.heapReport());
  }

  /**
   * What the board is doing now; between two runs, or on the simulation's own thread. Looking
   * changes nothing.
   *
   * @return its tasks, sockets and heap
   */
  public BoardSnapshot snapshot() {
    return BoardSnapshot.of(this, chip);
  }

  /**
   * The running chip.
   *
   * @return the chip of this boot
   */
  public Chip chip() {
    return on();
  }

  /**
   * Whether firmware is on the board, running or done.
   *
   * @return false before boot, after {@link #powerOff} and after the last panic
   */
  public boolean isOn() {
    return chip != null;
  }

  /**
   * The board's name.
   *
   * @return the configured name, made unique in its simulation
   */
  public String name() {
    return number == 0 ? config.name() : config.name() + "-" + number;
  }

  /**
   * What the board has printed since it was made; of very much, the last part.
   *
   * @return the console's text
   */
  public String output() {
    return output.toString();
  }

  /**
   * How often the board has booted.
   *
   * @return 1 after the first boot
   */
  public int boots() {
    return boots;
  }

  void print(String text) {
    output.append(text);
    if (output.length() > OUTPUT_CHARS_MAX) {
      output.delete(0, output.length() - OUTPUT_CHARS_MAX / 2);
    }
    Consumer<String> console = config.console();
    console.accept(text);
  }

  int random() {
    int value = (int) (random.next() >>> 32);
    simulation.reactor().digest().random(value, simulation.now());
    return value;
  }

  long rtcMicros(long simulated) {
    return (simulated - poweredAt) / 1000;
  }

  long bootMicros() {
    return bootMicros;
  }

  void bootMicros(long micros) {
    bootMicros = micros;
  }

  byte[] mac() {
    return config.mac(number);
  }

  Flash flash() {
    return flash;
  }

  BoardConfig config() {
    return config;
  }

  Simulation simulation() {
    return simulation;
  }

  /** What the kernel asks of the board. */
  private final class Ports implements BoardPorts {
    @Override
    public String name() {
      return Board.this.name();
    }

    @Override
    public long tickNanos() {
      SdkConfig options = config.sdkConfig();
      return 1_000_000_000L / options.freertosHz();
    }

    @Override
    public long callNanos() {
      return config.callNanos(simulation.network().io() != null);
    }

    @Override
    public void panic(String task, Throwable thrown) {
      Board.this.panic(task, thrown);
    }

    @Override
    public void ended() {
      Board.this.ended();
    }
  }
}
