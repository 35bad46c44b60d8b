package dev.espalier.emulator;

import dev.espalier.emulator.radio.Air;
import dev.espalier.emulator.tls.TlsMachine;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.Flash;
import dev.espalier.hal.port.Radio;
import dev.espalier.hal.port.TlsProvider;
import dev.espalier.hal.profile.LintMode;
import dev.espalier.hal.profile.Profile;
import dev.espalier.hal.profile.QuirkSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** One board's equipment and options. Immutable; {@code with…} methods give changed copies. */
public final class BoardConfig {
  private static final long BY_CLOCK = -1;
  private static final long CALL_NANOS = 1000;

  /** With real sockets time passes by itself: a slice only has to get polling loops on. */
  private static final long CALL_NANOS_ON_HOST_TIME = 50;

  /** What no firmware ever takes. */
  private static final int UNLIMITED_BYTES = 1 << 30;

  private static final BoardConfig DEFAULTS = new BoardConfig();

  private String name = "esp32";
  private SdkConfig sdkConfig = SdkConfig.defaults();
  private Profile profile = Profile.IDF_4_4;
  private byte @Nullable [] mac;
  private Flash flash = new MemoryFlash();
  private boolean ownFlash = true;

  /** Null for one of its own, which nobody else can hear. */
  private @Nullable Function<Uplink, Radio> radio;

  private Function<IntSupplier, TlsProvider> tls = TlsMachine::new;
  private Consumer<String> console = text -> {};
  private boolean colours;
  private long callNanos = BY_CLOCK;
  private long wallMicros;
  private int panicsMax;
  private int restartsMax = 1000;
  private RebootLoop rebootLoop = RebootLoop.USUAL;
  private @Nullable QuirkSet quirks;
  private LintMode lint = LintMode.WARN;
  private boolean bootLines;
  private int heapBytes = Chip.HEAP_BYTES;

  private BoardConfig() {}

  private BoardConfig(BoardConfig other) {
    name = other.name;
    sdkConfig = other.sdkConfig;
    profile = other.profile;
    mac = other.mac;
    flash = other.flash;
    ownFlash = other.ownFlash;
    radio = other.radio;
    tls = other.tls;
    console = other.console;
    colours = other.colours;
    callNanos = other.callNanos;
    wallMicros = other.wallMicros;
    panicsMax = other.panicsMax;
    restartsMax = other.restartsMax;
    rebootLoop = other.rebootLoop;
    quirks = other.quirks;
    lint = other.lint;
    bootLines = other.bootLines;
    heapBytes = other.heapBytes;
  }

  /**
   * A board as it comes: every option at its default, flash in memory, an access point that lets
   * everybody in, no reboot after a panic.
   *
   * @return the defaults
   */
  public static BoardConfig defaults() {
    return DEFAULTS;
  }

  private BoardConfig with(Consumer<BoardConfig> change) {
    BoardConfig copy = new BoardConfig(this);
    change.accept(copy);
    return copy;
  }

  /**
   * Names the board, for threads and reports.
   *
   * @param value the name
   * @return a changed copy
   */
  public BoardConfig withName(String value) {
    return with(copy -> copy.name = value);
  }

  /**
   * Sets the options that the firmware was configured with.
   *
   * @param value the resolved options
   * @return a changed copy
   */
  public BoardConfig withSdkConfig(SdkConfig value) {
    return with(copy -> copy.sdkConfig = value);
  }

  /**
   * Sets which version's behaviour is mirrored.
   *
   * @param value the profile
   * @return a changed copy
   */
  public BoardConfig withProfile(Profile value) {
    return with(copy -> copy.profile = value);
  }

  /**
   * Sets which of the version's quirks are mirrored; by default all that it has.
   *
   * @param value the quirks that are on
   * @return a changed copy
   */
  public BoardConfig withQuirks(QuirkSet value) {
    return with(copy -> copy.quirks = value);
  }

  /**
   * Sets what happens when a quirk or a mistake of the firmware shows.
   *
   * @param value the mode
   * @return a changed copy
   */
  public BoardConfig withLint(LintMode value) {
    return with(copy -> copy.lint = value);
  }

  /**
   * Sets whether the board prints a few lines at boot, as the chip does.
   *
   * @param value true to print them
   * @return a changed copy
   */
  public BoardConfig withBootLines(boolean value) {
    return with(copy -> copy.bootLines = value);
  }

  /**
   * Sets the base MAC address; by default it follows from the board's number.
   *
   * @param value six bytes, copied
   * @return a changed copy
   */
  public BoardConfig withMac(byte[] value) {
    if (value.length != 6) {
      throw new IllegalArgumentException("a MAC address has 6 bytes: " + value.length);
    }
    byte[] copied = value.clone();
    return with(copy -> copy.mac = copied);
  }

  /**
   * Sets the non-volatile storage; by default it is in memory, the board's own.
   *
   * @param value the storage
   * @return a changed copy
   */
  public BoardConfig withFlash(Flash value) {
    return with(copy -> {
      copy.flash = value;
      copy.ownFlash = false;
    });
  }

  /**
   * Sets the radio.
   *
   * @param value makes one at each boot
   * @return a changed copy
   */
  public BoardConfig withRadio(Function<Uplink, Radio> value) {
    return with(copy -> copy.radio = value);
  }

  /**
   * Sets who makes TLS engines; by default a {@link TlsMachine}.
   *
   * @param value makes a provider at each boot, from the board's random number generator
   * @return a changed copy
   */
  public BoardConfig withTls(Function<IntSupplier, TlsProvider> value) {
    return with(copy -> copy.tls = value);
  }

  /**
   * Sets who gets what the board prints, besides {@link Board#output}.
   *
   * @param value takes text as it is printed
   * @return a changed copy
   */
  public BoardConfig withConsole(Consumer<String> value) {
    return with(copy -> copy.console = value);
  }

  /**
   * Sets whether the console shows colours.
   *
   * @param value true for a terminal
   * @return a changed copy
   */
  public BoardConfig withColours(boolean value) {
    return with(copy -> copy.colours = value);
  }

  /**
   * Sets the CPU time that a HAL call takes.
   *
   * @param value nanoseconds, 0 or more; by default 1000, and 50 with real sockets, where the
   *     host's own time goes into the clock
   * @return a changed copy
   */
  public BoardConfig withCallNanos(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("a HAL call takes 0 ns or more: " + value);
    }
    return with(copy -> copy.callNanos = value);
  }

  /**
   * Sets the time of day at power-on; a chip without a battery starts in 1970.
   *
   * @param value microseconds since 1970-01-01 UTC
   * @return a changed copy
   */
  public BoardConfig withWallMicros(long value) {
    return with(copy -> copy.wallMicros = value);
  }

  /**
   * Sets after how many panics the board still boots again; the next one ends the run.
   *
   * @param value 0 (the default) to end the run at the first panic
   * @return a changed copy
   */
  public BoardConfig withPanicsMax(int value) {
    return with(copy -> copy.panicsMax = value);
  }

  /**
   * Sets how often the board may restart by {@code esp_restart}; the next time ends the run.
   *
   * @param value 1000 by default
   * @return a changed copy
   */
  public BoardConfig withRestartsMax(int value) {
    return with(copy -> copy.restartsMax = value);
  }

  /**
   * Sets when boots one after the other are a loop, which ends the run.
   *
   * @param value {@link RebootLoop#USUAL} by default
   * @return a changed copy
   */
  public BoardConfig withRebootLoop(RebootLoop value) {
    return with(copy -> copy.rebootLoop = value);
  }

  /**
   * Sets how large the heap is.
   *
   * @param value bytes that are free when {@code app_main} begins, at least 1
   * @return a changed copy
   */
  public BoardConfig withHeapBytes(int value) {
    if (value < 1 || value > UNLIMITED_BYTES) {
      throw new IllegalArgumentException("a heap has 1 to " + UNLIMITED_BYTES + " bytes: " + value);
    }
    return with(copy -> copy.heapBytes = value);
  }

  /**
   * Makes the heap so large that nothing fails for want of memory.
   *
   * @return a changed copy
   */
  public BoardConfig withoutLimits() {
    return withHeapBytes(UNLIMITED_BYTES);
  }

  int heapBytes() {
    return heapBytes;
  }

  String name() {
    return name;
  }

  SdkConfig sdkConfig() {
    return sdkConfig;
  }

  Profile profile() {
    return profile;
  }

  QuirkSet quirks() {
    QuirkSet set = quirks;
    return set != null ? set : QuirkSet.of(profile);
  }

  LintMode lint() {
    return lint;
  }

  boolean bootLines() {
    return bootLines;
  }

  /** The address set, or Espressif's prefix and the board's number. */
  byte[] mac(int number) {
    byte[] set = mac;
    return set != null
        ? set.clone()
        : new byte[] {
          0x24, 0x0A, (byte) 0xC4, (byte) (number >> 12), (byte) (number >> 4), (byte) (number << 4)
        };
  }

  Flash flash() {
    return ownFlash ? new MemoryFlash() : flash;
  }

  boolean hasOwnRadio() {
    return radio == null;
  }

  Radio radio(Uplink uplink) {
    return radio == null ? Air.open().radio(uplink) : radio.apply(uplink);
  }

  Function<IntSupplier, TlsProvider> tls() {
    return tls;
  }

  Consumer<String> console() {
    return console;
  }

  boolean colours() {
    return colours;
  }

  long callNanos(boolean onHostTime) {
    if (callNanos == BY_CLOCK) {
      return onHostTime ? CALL_NANOS_ON_HOST_TIME : CALL_NANOS;
    }
    return callNanos;
  }

  long wallMicros() {
    return wallMicros;
  }

  int panicsMax() {
    return panicsMax;
  }

  int restartsMax() {
    return restartsMax;
  }

  RebootLoop rebootLoop() {
    return rebootLoop;
  }
}
