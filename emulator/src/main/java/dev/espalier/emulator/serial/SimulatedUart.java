package dev.espalier.emulator.serial;

import dev.espalier.emulator.Uplink;
import dev.espalier.hal.port.Kernel.Alarm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The line to a {@link SimulatedBoard} on simulated time: USB batches, byte times, the UART's FIFO
 * with its interrupt, the driver's ring.
 */
final class SimulatedUart implements ByteLink {
  private static final int FIFO = 128;
  private static final int JTAG_BAUD = 8_000_000;
  private static final long SECOND = 1_000_000_000L;
  private static final long TASK_NANOS = 50_000;

  private final UartModel model;
  private final Uplink uplink;
  private final Consumer<byte[]> board;
  private final SerialLine toBoard;
  private final SerialLine toHost;
  private final ByteArrayOutputStream ring = new ByteArrayOutputStream();
  private final Alarm interrupt;
  private final Alarm task;
  private final Alarm batch;
  private @Nullable Receiver receiver;
  private boolean plugged = true;
  private int hostBaud = LineRate.BOOT;
  private int boardBaud = LineRate.BOOT;
  private long stallFrom;
  private long fifoOverflows;
  private long ringOverflows;

  SimulatedUart(UartModel model, Uplink uplink, Consumer<byte[]> board) {
    this.model = model;
    this.uplink = uplink;
    this.board = board;
    toBoard =
        new SerialLine(
            new LineFaults(uplink::random, model.flipsPerMegabyte, model.dropsPerMegabyte));
    toHost =
        new SerialLine(
            new LineFaults(uplink::random, model.flipsPerMegabyte, model.dropsPerMegabyte));
    interrupt = uplink.alarm(this::interrupt);
    task = uplink.alarm(this::handOver);
    batch = uplink.alarm(this::deliverBatch);
    if (model.stallsPerSecond > 0) {
      stallFrom = uplink.now() + untilStall();
    }
  }

  private long untilStall() {
    double unit = (uplink.random() >>> 1) / (double) Integer.MAX_VALUE;
    return (long) (-Math.log(1 - unit * 0.999_999) * SECOND / model.stallsPerSecond);
  }

  // ---- The host's end ----

  @Override
  public void open(Receiver newReceiver) throws IOException {
    if (!plugged) {
      throw new IOException("no board is plugged in");
    }
    receiver = newReceiver;
  }

  @Override
  public void write(byte[] bytes) {
    if (plugged) {
      toBoard.send(
          bytes, uplink.now() + model.hostLatencyNanos, model.usbJtag ? JTAG_BAUD : hostBaud);
      arm();
    }
  }

  @Override
  public void rate(int baud) {
    hostBaud = baud;
  }

  @Override
  public String name() {
    return "simulated board";
  }

  @Override
  public void close() {
    receiver = null;
  }

  // ---- To the board ----

  private void arm() {
    if (toBoard.isEmpty()) {
      return;
    }
    long due;
    if (toBoard.size() >= model.fifoThreshold) {
      due = toBoard.arrivalOf(model.fifoThreshold);
    } else {
      due = toBoard.arrivalOf(Integer.MAX_VALUE) + 100L * SECOND / boardBaud; // ten silent bytes
    }
    due += model.isrLatencyNanos;
    interrupt.set(model.stallsPerSecond > 0 ? unstalled(due) : due);
  }

  /** When an interrupt that is due can happen. */
  private long unstalled(long due) {
    while (due > stallFrom + model.stallNanos) {
      stallFrom += model.stallNanos + untilStall();
    }
    return due >= stallFrom ? stallFrom + model.stallNanos : due;
  }

  private void interrupt() {
    byte[] bytes = toBoard.take(uplink.now(), model.usbJtag ? 0 : boardBaud);
    int from = 0;
    if (bytes.length > FIFO && !model.usbJtag) {
      from = bytes.length / (FIFO + 1) * (FIFO + 1); // each overflow resets the whole FIFO
      fifoOverflows++;
    }
    int count = bytes.length - from;
    if (ring.size() + count > model.ringBytes) {
      ringOverflows++;
      count = model.ringBytes - ring.size();
    }
    ring.write(bytes, from, count);
    if (!task.isSet()) {
      task.set(uplink.now() + TASK_NANOS);
    }
    arm();
  }

  private void handOver() {
    byte[] bytes = ring.toByteArray();
    ring.reset();
    if (bytes.length > 0) {
      board.accept(bytes);
    }
  }

  // ---- From the board ----

  void send(byte[] bytes) {
    if (plugged && bytes.length > 0) {
      toHost.send(bytes, uplink.now(), model.usbJtag ? JTAG_BAUD : boardBaud);
      armBatch();
    }
  }

  /** When what the board has sent will have left. */
  long sentAt() {
    return Math.max(uplink.now(), toHost.freeAt());
  }

  long now() {
    return uplink.now();
  }

  void boardBaud(int baud) {
    boardBaud = baud;
  }

  private void armBatch() {
    if (!toHost.isEmpty() && !batch.isSet()) {
      long first = toHost.arrivalOf(1);
      batch.set((first / model.usbBatchNanos + 1) * model.usbBatchNanos);
    }
  }

  private void deliverBatch() {
    byte[] bytes = toHost.take(uplink.now(), model.usbJtag ? 0 : hostBaud);
    Receiver to = receiver;
    if (bytes.length > 0 && to != null) {
      to.received(bytes);
    }
    armBatch();
  }

  // ---- What happens to cables ----

  void unplug() {
    if (plugged) {
      plugged = false;
      clear();
      Receiver to = receiver;
      receiver = null;
      if (to != null) {
        to.lost("the board was unplugged");
      }
    }
  }

  void plug() {
    plugged = true;
    hostBaud = LineRate.BOOT;
  }

  /** What is under way is lost. */
  void clear() {
    toBoard.clear(uplink.now());
    toHost.clear(uplink.now());
    ring.reset();
    interrupt.cancel();
    task.cancel();
    batch.cancel();
  }

  long fifoOverflows() {
    return fifoOverflows;
  }

  long ringOverflows() {
    return ringOverflows;
  }
}
