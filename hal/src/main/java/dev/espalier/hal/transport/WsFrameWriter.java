package dev.espalier.hal.transport;

import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.port.Chip;

/** Sends frames ({@code _ws_write}). */
final class WsFrameWriter {
  private final EspTransport parent;
  private final WsWatch watch;
  private final WsFrameEncoder encoder = new WsFrameEncoder();

  /** True while a task sends from the encoder's buffer. */
  private boolean encoderInUse;

  WsFrameWriter(EspTransport parent, WsWatch watch) {
    this.parent = parent;
    this.watch = watch;
  }

  /**
   * Sends one frame. Differs: header and payload leave in one write (Q14); the bytes are the same.
   *
   * @return the payload's length, less when the connection took less; 0 or -1 as the write below
   */
  int write(int firstByte, byte[] payload, int offset, int length, Timeout timeout) {
    int poll = parent.pollWrite(timeout);
    if (poll <= 0) {
      EspLog.e(TransportTags.ws(), "Error transport_poll_write");
      return poll;
    }
    watch.sending(firstByte, payload, offset, length);
    boolean nested = encoderInUse;
    WsFrameEncoder writer = nested ? new WsFrameEncoder() : encoder;
    writer.encode(firstByte, payload, offset, length, Chip.current().random());
    int written;
    encoderInUse = true;
    try {
      written = parent.write(writer.frame(), 0, writer.length(), timeout);
    } finally {
      encoderInUse = nested;
    }
    if (written < writer.headerLength()) {
      EspLog.e(TransportTags.ws(), "Error write header");
      return -1;
    }
    return written - writer.headerLength();
  }
}
