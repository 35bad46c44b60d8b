package dev.espalier.emulator.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * What a socket has still to write. Bytes are gathered until the loop turns to the host, so that
 * the records of a handshake, the frames of a message or many small messages leave in one system
 * call, and none of them waits for the acknowledgement of the one before.
 */
final class Outgoing {
  private final SelectorLoop loop;

  /** Bytes from 0 to the position; a buffer of the loop's, null while nothing waits. */
  private @Nullable ByteBuffer waiting;

  private boolean stuck;

  Outgoing(SelectorLoop loop) {
    this.loop = loop;
  }

  /** Whether the host takes no more for now. */
  boolean isStuck() {
    return stuck;
  }

  boolean isEmpty() {
    return waiting == null;
  }

  /**
   * Takes bytes; what is more than a buffer is written at once.
   *
   * @return the count, less than {@code length} when the host takes no more for now
   */
  int take(SocketChannel channel, byte[] from, int offset, int length) throws IOException {
    int done = 0;
    while (done < length && !stuck) {
      ByteBuffer buffer = waiting;
      if (buffer == null) {
        buffer = loop.borrowDirect();
        waiting = buffer;
      }
      int piece = Math.min(length - done, buffer.remaining());
      buffer.put(from, offset + done, piece);
      done += piece;
      if (!buffer.hasRemaining()) {
        flush(channel);
      }
    }
    return done;
  }

  /** Writes what waits, as far as the host takes it. */
  void flush(SocketChannel channel) throws IOException {
    ByteBuffer buffer = waiting;
    if (buffer == null) {
      return;
    }
    buffer.flip();
    try {
      channel.write(buffer);
    } finally {
      stuck = buffer.hasRemaining();
      if (stuck) {
        buffer.compact();
      } else {
        drop();
      }
    }
  }

  /** Forgets what waits. */
  void drop() {
    ByteBuffer buffer = waiting;
    if (buffer != null) {
      waiting = null;
      loop.giveBackDirect(buffer);
    }
    stuck = false;
  }
}
