package dev.espalier.emulator.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TunnelTest {
  /** A line whose other end is the test. */
  private static final class Line implements ByteLink {
    private @Nullable Receiver receiver;

    @Override
    public void open(Receiver newReceiver) {
      receiver = newReceiver;
    }

    @Override
    public void write(byte[] bytes) {}

    @Override
    public void rate(int baud) {}

    @Override
    public String name() {
      return "line";
    }

    @Override
    public void close() {}
  }

  /** An owner that does what was posted when the test says so. */
  private static final class Busy implements Timing {
    private final Deque<Runnable> posts = new ArrayDeque<>();

    @Override
    public long now() {
      return 0;
    }

    @Override
    public void post(Runnable action) {
      posts.add(action);
    }

    @Override
    public void aside(Runnable action) {
      action.run();
    }

    @Override
    public void wakeAt(long deadline) {}

    private void catchUp() {
      for (Runnable next = posts.poll(); next != null; next = posts.poll()) {
        next.run();
      }
    }
  }

  @Test
  void whatComesWhileFirmwareKeepsTheThreadIsBounded() {
    Line line = new Line();
    Busy owner = new Busy();
    Tunnel tunnel = new Tunnel(line, owner, () -> 1);
    tunnel.start();
    owner.catchUp();
    ByteLink.Receiver receiver = line.receiver;
    assertNotNull(receiver);
    for (int i = 0; i < 10_000; i++) {
      receiver.received(new byte[4096]);
    }
    assertEquals(256, owner.posts.size());
    owner.catchUp();
    receiver.received(new byte[4096]);
    assertTrue(owner.posts.size() == 1, "takes more when it has caught up");
  }
}
