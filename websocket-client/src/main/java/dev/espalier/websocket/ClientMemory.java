package dev.espalier.websocket;

import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.system.CStruct;
import dev.espalier.hal.system.Heap;
import dev.espalier.hal.system.HeapLease;
import dev.espalier.hal.system.HeapUse;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The client's buffers, and what it takes of the chip's heap. With {@code
 * CONFIG_ESP_WS_CLIENT_ENABLE_DYNAMIC_BUFFER} the buffers count only while they are in use.
 */
final class ClientMemory {
  private static final int DEFAULT_BUFFER_SIZE = 1024;

  /** What a use of a buffer needs. */
  enum Buffer {
    RX,
    TX
  }

  final int bufferSize;

  private final String tag;
  private final boolean dynamic;
  private final Heap heap = Heap.current();
  private final Set<Buffer> held = EnumSet.noneOf(Buffer.class);
  private final HeapLease lasting = Heap.lease(HeapUse.WEBSOCKET);
  private int errorText;
  private byte @Nullable [] rxBuffer;
  private boolean rxFilled;

  /**
   * Says what is needed; takes nothing yet.
   *
   * @param tag what to log with
   * @param size the configured size of a buffer, 0 or less for 1024
   * @param dynamic whether the buffers are taken at each use
   */
  ClientMemory(String tag, int size, boolean dynamic) {
    this.tag = tag;
    this.dynamic = dynamic;
    bufferSize = size <= 0 ? DEFAULT_BUFFER_SIZE : size;
  }

  /** Where frames are read to. */
  byte[] rxBuffer() {
    byte[] buffer = rxBuffer;
    if (buffer == null) {
      buffer = new byte[bufferSize];
      rxBuffer = buffer;
    }
    return buffer;
  }

  /**
   * A frame was read. What it leaves in the buffer a later PONG can show; while all were empty, as
   * the PONGs are that an idle client gets, no buffer is kept.
   *
   * @return whether the buffer is gone
   */
  boolean frameRead(boolean empty) {
    rxFilled |= !empty;
    if (!rxFilled) {
      rxBuffer = null;
    }
    return !rxFilled;
  }

  /** Takes structures and buffers; false when there is no memory for them. */
  boolean takeLasting() {
    return takeBlock(CStruct.WEBSOCKET_CLIENT.bytes())
        && takeBlock(CStruct.WEBSOCKET_CONFIG.bytes())
        && (dynamic || (take(Buffer.RX) && take(Buffer.TX)));
  }

  /** Takes copies of texts; null is none. */
  boolean takeTexts(@Nullable String... texts) {
    for (String text : texts) {
      if (text != null && !takeBlock(text.getBytes(StandardCharsets.UTF_8).length + 1)) {
        return false;
      }
    }
    return true;
  }

  private boolean takeBlock(int bytes) {
    return lasting.take(bytes);
  }

  /** Makes a buffer ready for use; false, and a line in the log, when there is no memory for it. */
  boolean begin(Buffer which) {
    if (!dynamic || take(which)) {
      return true;
    }
    EspLog.e(tag, "esp_websocket_new_buf(%d): Memory exhausted", which == Buffer.TX ? 179 : 186);
    return false;
  }

  /** Ends the use of a buffer. */
  void end(Buffer which) {
    if (dynamic) {
      give(which);
    }
  }

  private boolean take(Buffer which) {
    return held.contains(which) || (heap.take(HeapUse.WEBSOCKET, bufferSize) && held.add(which));
  }

  private void give(Buffer which) {
    if (held.remove(which)) {
      heap.give(HeapUse.WEBSOCKET, bufferSize);
    }
  }

  /** Keeps the text of an error; it is kept until the connection is given up. */
  void keepErrorText(int bytes) {
    if (bytes > errorText) {
      freeErrorText();
      if (heap.take(HeapUse.WEBSOCKET, bytes)) {
        errorText = bytes;
      }
    }
  }

  /** Notes that the client has connected, for the slope in the report of the heap. */
  void connected() {
    heap.mark("reconnect");
  }

  void freeErrorText() {
    if (errorText > 0) {
      heap.give(HeapUse.WEBSOCKET, errorText);
      errorText = 0;
    }
  }

  /** Gives everything back. */
  void free() {
    for (Buffer buffer : Buffer.values()) {
      give(buffer);
    }
    freeErrorText();
    lasting.release();
  }
}
