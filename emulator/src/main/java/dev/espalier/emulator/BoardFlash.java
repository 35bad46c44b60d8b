package dev.espalier.emulator;

import dev.espalier.hal.port.Flash;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A board's flash, whose power can be lost in the middle of a write. */
final class BoardFlash implements Flash {
  private static final int SECTOR = 4096;
  private static final int HALVES = 2;
  private static final long NEVER = Long.MAX_VALUE;

  private final Flash inner;
  private final PowerLoss loss;
  private long left = NEVER;

  /** Cuts the board's power; its task is not heard of again. */
  @FunctionalInterface
  interface PowerLoss {
    /** Never returns normally. */
    Error cut();
  }

  BoardFlash(Flash inner, PowerLoss loss) {
    this.inner = inner;
    this.loss = loss;
  }

  /** Lets the power be lost when so many more bytes have been written. */
  void loseAfter(long bytes) {
    left = bytes;
  }

  /** The power is lost for another reason, or back. */
  void forget() {
    left = NEVER;
  }

  @Override
  public byte @Nullable [] read(String name) throws IOException {
    return inner.read(name);
  }

  @Override
  public void write(String name, byte[] data) throws IOException {
    inner.write(name, data);
  }

  @Override
  public void erase(String name) throws IOException {
    inner.erase(name);
  }

  @Override
  public void write(String name, byte[] data, List<Step> steps) throws IOException {
    if (left == NEVER) {
      inner.write(name, data, steps);
      return;
    }
    long total = 0;
    for (Step step : steps) {
      total += units(step);
    }
    if (left >= total) {
      left -= total;
      inner.write(name, data, steps);
      return;
    }
    byte[] before = inner.read(name);
    byte[] flash = before == null ? new byte[data.length] : before;
    if (before == null) {
      Arrays.fill(flash, (byte) 0xff);
    }
    inner.write(name, torn(flash, steps, left));
    left = NEVER;
    throw loss.cut();
  }

  private static int units(Step step) {
    byte[] data = step.data();
    return data == null ? HALVES : data.length;
  }

  private static byte[] torn(byte[] flash, List<Step> steps, long bytes) {
    long rest = bytes;
    for (Step step : steps) {
      byte[] data = step.data();
      int count = (int) Math.min(rest, units(step));
      if (data == null) {
        int end = step.offset() + count * (SECTOR / HALVES);
        Arrays.fill(flash, step.offset(), end, (byte) 0xff);
      } else {
        for (int i = 0; i < count; i++) {
          flash[step.offset() + i] &= data[i];
        }
      }
      rest -= count;
    }
    return flash;
  }
}
