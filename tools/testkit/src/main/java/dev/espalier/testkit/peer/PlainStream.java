package dev.espalier.testkit.peer;

import dev.espalier.hal.port.Network.Endpoint;
import dev.espalier.hal.port.Network.Option;
import java.util.Arrays;

/** A TCP connection, read as soon as something arrives. */
final class PlainStream implements PeerStream {
  /** A read takes at most so much, as the recordings' peer did. */
  private static final int READ_BYTES_MAX = 65536;

  /** The recordings' peer looked for bytes this long at a time. */
  private static final long POLL_NANOS = 5_000_000;

  private static final int EAGAIN = 11;
  private static final int EPIPE = 32;
  private static final int ECONNRESET = 104;

  private final PeerWorld world;
  private final Endpoint endpoint;
  private final Listener listener;
  private final byte[] buffer = new byte[READ_BYTES_MAX];
  private boolean pausing;
  private boolean paused;
  private boolean ended;
  private boolean reading;

  PlainStream(PeerWorld world, Endpoint endpoint, Listener listener) {
    this.world = world;
    this.endpoint = endpoint;
    this.listener = listener;
  }

  /** Begins to read. */
  void start() {
    endpoint.onReady(this::ready);
    ready();
  }

  private void ready() {
    if (reading) {
      return;
    }
    reading = true;
    try {
      while (!paused && !ended) {
        int n = endpoint.read(buffer, 0, buffer.length, false);
        if (n == -EAGAIN) {
          break;
        }
        if (n > 0) {
          paused |= pausing;
          listener.data(Arrays.copyOf(buffer, n));
        } else {
          ended = true;
          if (n == 0) {
            listener.end("fin");
          } else if (n == -ECONNRESET || n == -EPIPE) {
            listener.end("rst");
          } else {
            listener.end("closed_here");
          }
        }
      }
    } finally {
      reading = false;
    }
    listener.writable();
  }

  @Override
  public int write(byte[] bytes, int offset) {
    int n = endpoint.write(bytes, offset, bytes.length - offset);
    return n == -EAGAIN ? 0 : n;
  }

  /** A read that is under way still takes what comes within its time, as the recordings' did. */
  @Override
  public void pause() {
    pausing = true;
    world.after(
        POLL_NANOS,
        () -> {
          paused |= pausing;
        });
  }

  @Override
  public void resume() {
    pausing = false;
    paused = false;
    ready();
  }

  @Override
  public void shutdownWrite() {
    var _ = endpoint.shutdown(Endpoint.SHUT_WR);
  }

  @Override
  public void close(boolean notify) {
    ended = true;
    var _ = endpoint.shutdown(Endpoint.SHUT_RDWR);
    endpoint.close();
  }

  @Override
  public void reset() {
    ended = true;
    var _ = endpoint.option(Option.LINGER, 0);
    endpoint.close();
  }
}
