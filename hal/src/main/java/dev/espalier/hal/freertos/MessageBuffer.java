package dev.espalier.hal.freertos;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.hal.EspApi;
import dev.espalier.hal.system.EspAbort;
import org.jspecify.annotations.Nullable;

/**
 * Messages of bytes from one writer to one reader ({@code MessageBufferHandle_t}): a {@link
 * StreamBuffer} that keeps four bytes of length before each.
 */
public final class MessageBuffer {
  private final StreamBuffer stream;

  private MessageBuffer(StreamBuffer stream) {
    this.stream = stream;
  }

  /**
   * Creates a buffer.
   *
   * @param sizeBytes how many bytes fit, lengths included, at least 5
   * @return the empty buffer
   * @throws EspAbort when the size is not allowed, as {@code configASSERT} does
   */
  @EspApi("xMessageBufferCreate")
  public static MessageBuffer create(int sizeBytes) {
    return new MessageBuffer(StreamBuffer.createForMessages(sizeBytes, false));
  }

  /**
   * Creates a buffer in the firmware's own static memory.
   *
   * @param sizeBytes how many bytes fit, lengths included, at least 5
   * @return the empty buffer
   * @throws EspAbort when the size is not allowed, as {@code configASSERT} does
   */
  @EspApi("xMessageBufferCreateStatic")
  public static MessageBuffer createStatic(int sizeBytes) {
    return new MessageBuffer(StreamBuffer.createForMessages(sizeBytes, true));
  }

  /**
   * Writes a message if there is room in time.
   *
   * @param message the bytes, copied
   * @param timeout how long to wait for room
   * @return the message's length, or 0 when it was not written
   */
  @EspApi("xMessageBufferSend")
  public int send(byte[] message, Timeout timeout) {
    return stream.send(message, timeout);
  }

  /**
   * Writes a message from an interrupt if there is room.
   *
   * @param message the bytes, copied
   * @param woken set when a task was readied that goes first, may be null
   * @return the message's length, or 0 when it was not written
   */
  @EspApi("xMessageBufferSendFromISR")
  public int sendFromIsr(byte[] message, @Nullable Woken woken) {
    return stream.sendFromIsr(message, woken);
  }

  /**
   * Reads the next message, waiting for one.
   *
   * @param message takes the bytes
   * @param timeout how long to wait
   * @return its length; 0 when time was over, or when it is longer than the array and stays
   */
  @EspApi("xMessageBufferReceive")
  public int receive(byte[] message, Timeout timeout) {
    return stream.receive(message, timeout);
  }

  /**
   * Reads the next message from an interrupt.
   *
   * @param message takes the bytes
   * @param woken set when a task was readied that goes first, may be null
   * @return its length; 0 without a message, or when it is longer than the array and stays
   */
  @EspApi("xMessageBufferReceiveFromISR")
  public int receiveFromIsr(byte[] message, @Nullable Woken woken) {
    return stream.receiveFromIsr(message, woken);
  }

  /**
   * Wakes the reader that waits, from an interrupt.
   *
   * @param woken set when the reader goes first, may be null
   * @return true if one waited
   */
  @CanIgnoreReturnValue
  @EspApi("xMessageBufferSendCompletedFromISR")
  public boolean sendCompletedFromIsr(@Nullable Woken woken) {
    return stream.sendCompletedFromIsr(woken);
  }

  /**
   * Wakes the writer that waits, from an interrupt.
   *
   * @param woken set when the writer goes first, may be null
   * @return true if one waited
   */
  @CanIgnoreReturnValue
  @EspApi("xMessageBufferReceiveCompletedFromISR")
  public boolean receiveCompletedFromIsr(@Nullable Woken woken) {
    return stream.receiveCompletedFromIsr(woken);
  }

  /**
   * The length of the next message.
   *
   * @return bytes, 0 without a message
   */
  @EspApi("xMessageBufferNextLengthBytes")
  @EspApi("xStreamBufferNextMessageLengthBytes")
  public int nextLengthBytes() {
    return stream.nextLength();
  }

  /**
   * How many bytes fit now, four of them for the length.
   *
   * @return 0 to the size
   */
  @EspApi("xMessageBufferSpacesAvailable")
  @EspApi("xMessageBufferSpaceAvailable")
  public int spacesAvailable() {
    return stream.spacesAvailable();
  }

  /**
   * Whether there is no message.
   *
   * @return true when empty
   */
  @EspApi("xMessageBufferIsEmpty")
  public boolean isEmpty() {
    return stream.isEmpty();
  }

  /**
   * Whether no further message fits.
   *
   * @return true when full
   */
  @EspApi("xMessageBufferIsFull")
  public boolean isFull() {
    return stream.isFull();
  }

  /**
   * Empties the buffer, unless a task waits for it.
   *
   * @return true, or false when a task waits
   */
  @CanIgnoreReturnValue
  @EspApi("xMessageBufferReset")
  public boolean reset() {
    return stream.reset();
  }

  /** Frees the buffer; a task that still uses it is stopped with a panic. */
  @EspApi("vMessageBufferDelete")
  public void delete() {
    stream.delete();
  }
}
