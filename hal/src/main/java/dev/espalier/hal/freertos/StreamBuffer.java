package dev.espalier.hal.freertos;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.hal.EspApi;
import dev.espalier.hal.system.CStruct;
import dev.espalier.hal.system.EspAbort;
import dev.espalier.hal.system.Heap;
import dev.espalier.hal.system.HeapLease;
import dev.espalier.hal.system.HeapUse;
import org.jspecify.annotations.Nullable;

/**
 * A stream of bytes from one writer to one reader ({@code StreamBufferHandle_t}). Waiting uses the
 * notification of the waiting task, as in FreeRTOS: a task cannot await its notification and a
 * buffer at the same time.
 */
public final class StreamBuffer {
  /** What the length before a message takes in the buffer. */
  private static final int LENGTH_BYTES = 4;

  private final Rtos rtos = Rtos.ofBoard();
  private final boolean messages;

  /** One byte larger than asked for: full and empty are told apart by it. */
  private final byte[] ring;

  private int triggerLevel;
  private int head;
  private int tail;
  private @Nullable Task receiver;
  private @Nullable Task sender;
  private final HeapLease memory;
  private int number;
  private boolean deleted;

  private StreamBuffer(int sizeBytes, int triggerLevelBytes, boolean messages, HeapLease memory) {
    this.memory = memory;
    this.ring = new byte[sizeBytes + 1];
    this.triggerLevel = Math.max(1, triggerLevelBytes);
    this.messages = messages;
  }

  /**
   * Creates a buffer.
   *
   * @param sizeBytes how many bytes fit, at least 1
   * @param triggerLevelBytes how many bytes wake a waiting reader, at most the size; 0 counts as 1
   * @return the empty buffer
   * @throws EspAbort when a size is not allowed, as {@code configASSERT} does
   */
  @EspApi("xStreamBufferCreate")
  @EspApi("xStreamBufferGenericCreate")
  public static StreamBuffer create(int sizeBytes, int triggerLevelBytes) {
    assertSizes(sizeBytes, triggerLevelBytes, "xStreamBufferGenericCreate", 299);
    return new StreamBuffer(sizeBytes, triggerLevelBytes, false, take(sizeBytes));
  }

  /**
   * Creates a buffer in the firmware's own static memory.
   *
   * @param sizeBytes how many bytes fit, at least 1
   * @param triggerLevelBytes how many bytes wake a waiting reader, at most the size; 0 counts as 1
   * @return the empty buffer
   * @throws EspAbort when a size is not allowed, as {@code configASSERT} does
   */
  @EspApi("xStreamBufferCreateStatic")
  @EspApi("xStreamBufferGenericCreateStatic")
  public static StreamBuffer createStatic(int sizeBytes, int triggerLevelBytes) {
    assertSizes(sizeBytes, triggerLevelBytes, "xStreamBufferGenericCreateStatic", 371);
    return new StreamBuffer(sizeBytes, triggerLevelBytes, false, Heap.lease(HeapUse.RTOS));
  }

  private static void assertSizes(int size, int trigger, String function, int line) {
    if (size <= 0) {
      throw failed(function, line, "xBufferSizeBytes > 0");
    }
    if (trigger < 0 || trigger > size) {
      throw failed(function, line + 3, "xTriggerLevelBytes <= xBufferSizeBytes");
    }
  }

  static StreamBuffer createForMessages(int sizeBytes, boolean isStatic) {
    if (sizeBytes <= LENGTH_BYTES) {
      throw failed(
          "xStreamBufferGenericCreate", 293, "xBufferSizeBytes > sbBYTES_TO_STORE_MESSAGE_LENGTH");
    }
    HeapLease memory = isStatic ? Heap.lease(HeapUse.RTOS) : take(sizeBytes);
    return new StreamBuffer(sizeBytes, 0, true, memory);
  }

  private static HeapLease take(int sizeBytes) {
    int bytes = Math.addExact(sizeBytes, 1 + CStruct.STREAM_BUFFER.bytes());
    return Heap.leaseOrThrow(HeapUse.RTOS, bytes, "xStreamBufferCreate");
  }

  /**
   * Its number, for tracing tools.
   *
   * @return what {@link #setNumber} was called with, 0 at first
   */
  @EspApi("uxStreamBufferGetStreamBufferNumber")
  public int getNumber() {
    return number;
  }

  /**
   * Sets its number.
   *
   * @param newNumber any
   */
  @EspApi("vStreamBufferSetStreamBufferNumber")
  public void setNumber(int newNumber) {
    number = newNumber;
  }

  /**
   * What it is, for tracing tools.
   *
   * @return 1 for a message buffer, 0 for a stream buffer
   */
  @EspApi("ucStreamBufferGetStreamBufferType")
  public int getType() {
    return messages ? 1 : 0;
  }

  /**
   * Writes bytes: all of them if there is room in time, otherwise as many as fit.
   *
   * @param data the bytes, copied
   * @param timeout how long to wait for room for all of them
   * @return how many were written
   */
  @EspApi("xStreamBufferSend")
  public int send(byte[] data, Timeout timeout) {
    assertUsable("xStreamBufferSend");
    rtos.kernel.call();
    int room = ring.length - 1;
    int required = data.length + (messages ? LENGTH_BYTES : 0);
    boolean mayWait = timeout.amount() != 0;
    if (required > room) {
      mayWait &= !messages; // A message that never fits is refused at once.
      required = messages ? required : room;
    }
    if (mayWait) {
      awaitRoom(required, timeout);
    }
    int written = write(data, required);
    if (written > 0 && bytes() >= triggerLevel) {
      Task reader = receiver;
      if (reader != null) {
        receiver = null;
        reader.notification().send(0, NotifyAction.NO_ACTION);
      }
    }
    return written;
  }

  private void awaitRoom(int required, Timeout timeout) {
    TimeOutState state = TimeOutState.set(timeout);
    Task own = Task.current();
    do {
      if (room() >= required) {
        return;
      }
      own.notification().stateClear();
      if (sender != null) {
        throw failed("xStreamBufferSend", 663, "pxStreamBuffer->xTaskWaitingToSend == NULL");
      }
      sender = own;
      var _ = TaskNotification.await(0, 0, state.remaining()); // The room tells, not the answer.
      assertUsable("xStreamBufferSend");
      sender = null;
    } while (!state.checkForTimeOut());
  }

  /**
   * Writes bytes from an interrupt, as many as fit.
   *
   * @param data the bytes, copied
   * @param woken set when a task was readied that goes first, may be null
   * @return how many were written
   */
  @EspApi("xStreamBufferSendFromISR")
  public int sendFromIsr(byte[] data, @Nullable Woken woken) {
    assertUsable("xStreamBufferSendFromISR");
    int written = write(data, data.length + (messages ? LENGTH_BYTES : 0));
    if (written > 0 && bytes() >= triggerLevel) {
      sendCompletedFromIsr(woken);
    }
    return written;
  }

  /**
   * Reads bytes, waiting for the trigger level when there are none.
   *
   * @param data takes the bytes
   * @param timeout how long to wait
   * @return how many were read, 0 when time was over
   */
  @EspApi("xStreamBufferReceive")
  public int receive(byte[] data, Timeout timeout) {
    assertUsable("xStreamBufferReceive");
    rtos.kernel.call();
    if (timeout.amount() != 0 && bytes() <= overhead()) {
      Task own = Task.current();
      own.notification().stateClear();
      if (receiver != null) {
        throw failed("xStreamBufferReceive", 866, "pxStreamBuffer->xTaskWaitingToReceive == NULL");
      }
      receiver = own;
      var _ = TaskNotification.await(0, 0, timeout); // The bytes tell, not the answer.
      assertUsable("xStreamBufferReceive");
      receiver = null;
    }
    int read = read(data);
    Task writer = sender;
    if (read > 0 && writer != null) {
      sender = null;
      writer.notification().send(0, NotifyAction.NO_ACTION);
    }
    return read;
  }

  /**
   * Reads bytes from an interrupt, as many as there are.
   *
   * @param data takes the bytes
   * @param woken set when a task was readied that goes first, may be null
   * @return how many were read
   */
  @EspApi("xStreamBufferReceiveFromISR")
  public int receiveFromIsr(byte[] data, @Nullable Woken woken) {
    assertUsable("xStreamBufferReceiveFromISR");
    int read = read(data);
    if (read > 0) {
      receiveCompletedFromIsr(woken);
    }
    return read;
  }

  /**
   * Wakes the reader that waits, whatever the trigger level, from an interrupt.
   *
   * @param woken set when the reader goes first, may be null
   * @return true if one waited
   */
  @CanIgnoreReturnValue
  @EspApi("xStreamBufferSendCompletedFromISR")
  public boolean sendCompletedFromIsr(@Nullable Woken woken) {
    Task reader = receiver;
    receiver = null;
    return reader != null && reader.notification().sendFromIsr(0, NotifyAction.NO_ACTION, woken);
  }

  /**
   * Wakes the writer that waits, from an interrupt.
   *
   * @param woken set when the writer goes first, may be null
   * @return true if one waited
   */
  @CanIgnoreReturnValue
  @EspApi("xStreamBufferReceiveCompletedFromISR")
  public boolean receiveCompletedFromIsr(@Nullable Woken woken) {
    Task writer = sender;
    sender = null;
    return writer != null && writer.notification().sendFromIsr(0, NotifyAction.NO_ACTION, woken);
  }

  /**
   * Empties the buffer, unless a task waits for it.
   *
   * @return true, or false when a task waits
   */
  @CanIgnoreReturnValue
  @EspApi("xStreamBufferReset")
  public boolean reset() {
    assertUsable("xStreamBufferReset");
    rtos.kernel.call();
    if (receiver != null || sender != null) {
      return false;
    }
    head = 0;
    tail = 0;
    return true;
  }

  /**
   * Changes how many bytes wake a waiting reader.
   *
   * @param newTriggerLevel bytes; 0 counts as 1
   * @return true, or false when it is more than the buffer's size plus one
   */
  @CanIgnoreReturnValue
  @EspApi("xStreamBufferSetTriggerLevel")
  public boolean setTriggerLevel(int newTriggerLevel) {
    assertUsable("xStreamBufferSetTriggerLevel");
    if (newTriggerLevel > ring.length) {
      return false;
    }
    triggerLevel = Math.max(1, newTriggerLevel);
    return true;
  }

  /**
   * How many bytes fit now.
   *
   * @return 0 to the size
   */
  @EspApi("xStreamBufferSpacesAvailable")
  public int spacesAvailable() {
    assertUsable("xStreamBufferSpacesAvailable");
    return room();
  }

  /**
   * How many bytes there are.
   *
   * @return 0 to the size
   */
  @EspApi("xStreamBufferBytesAvailable")
  public int bytesAvailable() {
    assertUsable("xStreamBufferBytesAvailable");
    return bytes();
  }

  /**
   * Whether there are no bytes.
   *
   * @return true when empty
   */
  @EspApi("xStreamBufferIsEmpty")
  public boolean isEmpty() {
    assertUsable("xStreamBufferIsEmpty");
    return head == tail;
  }

  /**
   * Whether nothing more fits.
   *
   * @return true when full
   */
  @EspApi("xStreamBufferIsFull")
  public boolean isFull() {
    assertUsable("xStreamBufferIsFull");
    return room() <= overhead();
  }

  /** Frees the buffer; a task that still uses it is stopped with a panic. */
  @EspApi("vStreamBufferDelete")
  public void delete() {
    assertUsable("vStreamBufferDelete");
    rtos.kernel.call();
    deleted = true;
    memory.release();
  }

  /** The length of the next message, 0 when there is none ({@code xStreamBufferNext...}). */
  int nextLength() {
    assertUsable("xStreamBufferNextMessageLengthBytes");
    if (bytes() <= LENGTH_BYTES) {
      return 0;
    }
    int length = 0;
    for (int i = LENGTH_BYTES - 1; i >= 0; i--) {
      length = length << 8 | Byte.toUnsignedInt(ring[(tail + i) % ring.length]);
    }
    return length;
  }

  private int overhead() {
    return messages ? LENGTH_BYTES : 0;
  }

  private int bytes() {
    int count = head - tail;
    return count < 0 ? count + ring.length : count;
  }

  private int room() {
    return ring.length - 1 - bytes();
  }

  private int write(byte[] data, int required) {
    int room = room();
    if (room == 0 || (messages && room < required)) {
      return 0;
    }
    if (data.length == 0) {
      throw failed("prvWriteBytesToBuffer", 1207, "xCount > ( size_t ) 0");
    }
    if (messages) {
      for (int i = 0; i < LENGTH_BYTES; i++) {
        ring[head] = (byte) (data.length >>> (8 * i));
        head = (head + 1) % ring.length;
      }
    }
    int count = Math.min(data.length, room);
    int first = Math.min(count, ring.length - head);
    System.arraycopy(data, 0, ring, head, first);
    System.arraycopy(data, first, ring, 0, count - first);
    head = (head + count) % ring.length;
    return count;
  }

  private int read(byte[] data) {
    if (bytes() <= overhead()) {
      return 0;
    }
    int count = Math.min(data.length, bytes());
    if (messages) {
      count = nextLength();
      if (count > data.length) {
        return 0; // The message stays until there is a large enough array for it.
      }
      tail = (tail + LENGTH_BYTES) % ring.length;
    }
    int first = Math.min(count, ring.length - tail);
    System.arraycopy(ring, tail, data, 0, first);
    System.arraycopy(ring, 0, data, first, count - first);
    tail = (tail + count) % ring.length;
    return count;
  }

  private void assertUsable(String function) {
    if (deleted) {
      throw EspAbort.useAfterFree(function, "the buffer, freed by vStreamBufferDelete");
    }
  }

  private static EspAbort failed(String function, int line, String expression) {
    return EspAbort.assertFailed(function, "stream_buffer.c:" + line, expression);
  }
}
