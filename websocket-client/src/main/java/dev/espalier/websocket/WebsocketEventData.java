package dev.espalier.websocket;

import dev.espalier.hal.EspField;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a handler gets ({@code esp_websocket_event_data_t}). Valid within the handler only: the
 * object and the bytes it shows are the client's own and are used again for the next event.
 *
 * <p>In ESP-IDF v4.4 opcode and lengths of CONNECTED, DISCONNECTED and CLOSED are those of the last
 * message.
 */
public final class WebsocketEventData {
  private static final byte[] NO_BYTES = {};

  private final EspWebsocketClient client;
  private byte @Nullable [] data;
  private int dataLen;
  private int opCode;
  private int payloadLen;
  private int payloadOffset;

  WebsocketEventData(EspWebsocketClient client) {
    this.client = client;
  }

  void set(byte @Nullable [] newData, int newDataLen, int newOpCode, int length, int offset) {
    data = newData;
    dataLen = newDataLen;
    // The C field has eight bits: "no opcode" becomes 0.
    opCode = newOpCode & 0xFF;
    payloadLen = length;
    payloadOffset = offset;
  }

  /**
   * The receive buffer, of which the first {@link #dataLen} bytes belong to this event. Not a copy.
   *
   * @return the buffer, null when the event has no data
   */
  @EspField("data_ptr")
  public byte @Nullable [] dataPtr() {
    return data;
  }

  /**
   * How many bytes have come with this event.
   *
   * @return 0 or more; 0 in a DATA event for an empty frame
   */
  @EspField("data_len")
  public int dataLen() {
    return dataLen;
  }

  /**
   * The frame's opcode; a continuation has 0, whatever it continues.
   *
   * @return 0 to 15
   */
  @EspField("op_code")
  public int opCode() {
    return opCode;
  }

  /**
   * The client.
   *
   * @return the client that posts the event
   */
  @EspField("client")
  public EspWebsocketClient client() {
    return client;
  }

  /**
   * What the configuration gave as context.
   *
   * @return the object, null for none
   */
  @EspField("user_context")
  public @Nullable Object userContext() {
    return client.userContext();
  }

  /**
   * The payload's length of the frame. One that is longer than the buffer comes in several events.
   *
   * @return the length of the frame, not of the message
   */
  @EspField("payload_len")
  public int payloadLen() {
    return payloadLen;
  }

  /**
   * Where in the frame's payload this event's bytes belong.
   *
   * @return the index of their first one
   */
  @EspField("payload_offset")
  public int payloadOffset() {
    return payloadOffset;
  }

  /**
   * The event's bytes, to keep.
   *
   * @return a copy, empty when there are none
   */
  public byte[] bytes() {
    return data == null ? NO_BYTES : Arrays.copyOf(data, dataLen);
  }

  /**
   * The event's bytes as UTF-8 text.
   *
   * @return the text; bytes that are no UTF-8 become U+FFFD
   */
  public String asText() {
    return data == null ? "" : new String(data, 0, dataLen, StandardCharsets.UTF_8);
  }
}
