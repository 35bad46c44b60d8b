package dev.espalier.emulator.net;

import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.port.Kernel.Alarm;
import dev.espalier.hal.port.Network.Option;
import org.jspecify.annotations.Nullable;

/** Probes a connection that has been idle (SO_KEEPALIVE). */
final class SimKeepAlive {
  private static final long SECOND = 1_000_000_000;

  private final SimTcp socket;
  private boolean on;
  private int idleSeconds = 7200;
  private int intervalSeconds = 75;
  private int count = 9;
  private int unanswered;
  private @Nullable Alarm alarm;

  SimKeepAlive(SimTcp socket) {
    this.socket = socket;
  }

  void option(Option option, int value) {
    switch (option) {
      case KEEP_ALIVE -> on = value != 0;
      case KEEP_IDLE -> idleSeconds = value;
      case KEEP_INTERVAL -> intervalSeconds = value;
      case KEEP_COUNT -> count = value;
      default -> throw new IllegalArgumentException("no option of keep-alive: " + option);
    }
    if (on) {
      restart();
    } else {
      stop();
    }
  }

  /** The peer was heard: the idle time begins again. */
  void restart() {
    unanswered = 0;
    if (on && socket.isOpen()) {
      set(idleSeconds);
    }
  }

  void stop() {
    if (alarm != null) {
      alarm.cancel();
    }
  }

  private void set(int seconds) {
    Alarm made = alarm;
    if (made == null) {
      made = socket.host().uplink().alarm(this::due);
      alarm = made;
    }
    made.set(socket.host().now() + seconds * SECOND);
  }

  private void due() {
    if (!socket.isOpen()) {
      return;
    }
    if (socket.probe(unanswered)) {
      restart();
    } else if (socket.isOpen()) {
      unanswered++;
      if (unanswered > count) {
        socket.fail(Errno.ETIMEDOUT);
      } else {
        set(intervalSeconds);
      }
    }
  }
}
