package dev.espalier.emulator.serial;

/**
 * What the line to a {@link SimulatedBoard} is like: a USB adapter and the chip's UART, or its own
 * USB. The defaults are a CP2102N and the agent's settings, without faults.
 *
 * <p>Set before the board is made; every setter returns this.
 */
public final class UartModel {
  private static final long MICRO = 1000;
  private static final long MILLI = 1000 * MICRO;

  long usbBatchNanos = MILLI;
  long hostLatencyNanos = 500 * MICRO;
  int fifoThreshold = 48;
  long isrLatencyNanos = 20 * MICRO;
  double stallsPerSecond;
  long stallNanos = 2 * MILLI;
  int ringBytes = 12_288;
  double flipsPerMegabyte;
  double dropsPerMegabyte;
  boolean usbJtag;
  int baudMax = 2_000_000;

  /** Makes the default model. */
  public UartModel() {}

  /**
   * Sets how often the adapter hands bytes to the host: 1 ms, 16 ms for an FT232 as it comes.
   *
   * @param nanos between two batches
   * @return this
   */
  public UartModel usbBatch(long nanos) {
    usbBatchNanos = nanos;
    return this;
  }

  /**
   * Sets at how many bytes in its FIFO of 128 the UART asks for an interrupt, and how long that
   * takes to begin.
   *
   * @param threshold 1 to 127 bytes
   * @param latencyNanos until the bytes are taken out
   * @return this
   */
  public UartModel interrupts(int threshold, long latencyNanos) {
    fifoThreshold = threshold;
    isrLatencyNanos = latencyNanos;
    return this;
  }

  /**
   * Sets how often interrupts are held up, as by other interrupts or flash writes.
   *
   * @param perSecond on average
   * @param nanos for how long
   * @return this
   */
  public UartModel stalls(double perSecond, long nanos) {
    stallsPerSecond = perSecond;
    stallNanos = nanos;
    return this;
  }

  /**
   * Sets how noisy the line is, each way.
   *
   * @param flips bits turned over per million bytes
   * @param drops bytes lost per million
   * @return this
   */
  public UartModel noise(double flips, double drops) {
    flipsPerMegabyte = flips;
    dropsPerMegabyte = drops;
    return this;
  }

  /**
   * Sets the size of the ring between interrupt and agent.
   *
   * @param bytes the size
   * @return this
   */
  public UartModel ring(int bytes) {
    ringBytes = bytes;
    return this;
  }

  /**
   * Sets the highest rate of the board.
   *
   * @param baud such as 921600
   * @return this
   */
  public UartModel baudMax(int baud) {
    baudMax = baud;
    return this;
  }

  /**
   * Makes it the chip's own USB-Serial-JTAG: no rate, no FIFO that overflows; a full board holds
   * the host back.
   *
   * @return this
   */
  public UartModel usbJtag() {
    usbJtag = true;
    return this;
  }

  /** What a board on this line says of itself. */
  LinkMessage.Hello hello(long nonce, long boot, LinkMessage.Intake intake) {
    long capabilities =
        LinkMessage.CAN_IPV6
            | LinkMessage.CAN_UDP
            | LinkMessage.CAN_LISTEN
            | LinkMessage.CAN_JOIN
            | (usbJtag ? LinkMessage.FIXED_RATE : 0);
    return new LinkMessage.Hello(
        nonce,
        boot,
        LinkMessage.Version.OWN,
        capabilities,
        new LinkMessage.Limits(
            SimulatedBoard.SOCKETS, intake, ringBytes, SimulatedBoard.SOCKET_BUFFER, 1472, 4),
        new LinkMessage.Identity(
            1, 255, new byte[] {2, 0, 0, 0, 0, 1}, usbJtag ? 0 : baudMax, "simulated board"));
  }
}
