package dev.espalier.emulator;

import dev.espalier.emulator.kernel.BoardKernel;
import dev.espalier.emulator.kernel.FirmwareFrames;
import dev.espalier.emulator.kernel.Trace;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.Flash;
import dev.espalier.hal.port.Kernel;
import dev.espalier.hal.port.KernelTask;
import dev.espalier.hal.port.Network;
import dev.espalier.hal.port.Radio;
import dev.espalier.hal.port.TlsProvider;
import dev.espalier.hal.port.Tracer;
import dev.espalier.hal.profile.LintMode;
import dev.espalier.hal.profile.Profile;
import dev.espalier.hal.profile.QuirkSet;
import dev.espalier.hal.system.ResetReason;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A {@link Board} from one boot to the next reset. */
final class BootedChip extends Chip {
  private final Board board;
  private final BoardKernel kernel;
  private final Network network;
  private final BootUplink uplink;

  /** A radio of the board's own is made at first use. */
  private @Nullable Radio radio;

  private final QuirkSet quirks;
  private final TlsProvider tls;
  private final ResetReason resetReason;

  BootedChip(Board board, BoardKernel kernel, BootUplink uplink, ResetReason resetReason) {
    this.board = board;
    this.kernel = kernel;
    this.quirks = board.config().quirks();
    this.resetReason = resetReason;
    this.network = board.simulation().network().attach(uplink);
    this.uplink = uplink;
    this.radio = board.config().hasOwnRadio() ? null : board.config().radio(uplink);
    this.tls = board.config().tls().apply(board::random);
  }

  BoardKernel boardKernel() {
    return kernel;
  }

  @Override
  public Kernel kernel() {
    return kernel;
  }

  @Override
  public Network network() {
    return network;
  }

  @Override
  public Radio radio() {
    if (radio == null) {
      radio = board.config().radio(uplink);
    }
    return radio;
  }

  @Override
  public TlsProvider tls() {
    return tls;
  }

  @Override
  public Flash flash() {
    return board.flash();
  }

  @Override
  public SdkConfig config() {
    return board.config().sdkConfig();
  }

  @Override
  public Profile profile() {
    return board.config().profile();
  }

  @Override
  public QuirkSet quirks() {
    return quirks;
  }

  @Override
  public int heapBytes() {
    return board.config().heapBytes();
  }

  @Override
  public LintMode lint() {
    return board.config().lint();
  }

  @Override
  public @Nullable Tracer tracer() {
    Trace trace = board.simulation().trace();
    if (trace == null) {
      return null;
    }
    return new Tracer() {
      @Override
      public boolean wants(String category) {
        return trace.wants(category);
      }

      @Override
      public void mark(String category, String text) {
        trace.mark(kernel.localTime(), board.name(), category, text);
      }

      @Override
      public void dispatched(String base, int id, String loop) {
        trace.dispatched(kernel.localTime(), board.name(), base, id, loop);
      }

      @Override
      public void count(String name, long value) {
        trace.count(kernel.localTime(), board.name(), name, value);
      }
    };
  }

  @Override
  public void print(String text) {
    board.print(text);
  }

  @Override
  public boolean colours() {
    return board.config().colours();
  }

  @Override
  public int random() {
    return board.random();
  }

  @Override
  public long rtcMicros() {
    return board.rtcMicros(kernel.localTime());
  }

  @Override
  public long bootMicros() {
    return board.bootMicros();
  }

  @Override
  public void bootMicros(long micros) {
    board.bootMicros(micros);
  }

  @Override
  public byte[] mac() {
    return board.mac();
  }

  @Override
  public ResetReason resetReason() {
    return resetReason;
  }

  @Override
  public Error reset(ResetReason reason) {
    KernelTask task = kernel.current();
    String who = task == null ? "an interrupt" : "task " + task.name();
    board.resetBy(
        reason, "esp_restart (" + reason + ") in " + who + " at " + FirmwareFrames.caller());
    return kernel.leaveForGood();
  }

  @Override
  public Map<Object, Object> rtcMemory() {
    return board.rtcMemory();
  }

  @Override
  public Error deepSleep(long nanos) {
    board.sleep(nanos);
    return kernel.leaveForGood();
  }
}
