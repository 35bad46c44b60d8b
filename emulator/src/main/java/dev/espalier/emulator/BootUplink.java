package dev.espalier.emulator;

import dev.espalier.emulator.kernel.BoardKernel;
import dev.espalier.emulator.kernel.Reactor;
import dev.espalier.hal.port.Kernel;

/** The uplink of a board from one boot to the next reset. */
record BootUplink(Board board, Reactor reactor, BoardKernel kernel) implements Uplink {
  @Override
  public String name() {
    return board.name();
  }

  @Override
  public byte[] mac() {
    return board.mac();
  }

  @Override
  public long now() {
    return reactor.now();
  }

  @Override
  public Kernel.Alarm alarm(Runnable action) {
    return reactor.alarm(() -> kernel.interrupt(action));
  }

  @Override
  public void interrupt(Runnable action) {
    kernel.interrupt(action);
  }

  @Override
  public void post(Runnable action) {
    reactor.post(() -> kernel.interrupt(action));
  }

  @Override
  public boolean isLive() {
    return !kernel.hasEnded();
  }

  @Override
  public int random() {
    return board.random();
  }
}
