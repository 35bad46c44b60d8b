package dev.espalier.emulator.serial;

import java.io.IOException;

/** A line of bytes to a board: a serial port, or something that stands for one. */
public interface ByteLink extends AutoCloseable {
  /** Hears of what comes. Called by any thread, until the line is lost or closed. */
  interface Receiver {
    /**
     * Bytes have come.
     *
     * @param bytes the receiver's from now on
     */
    void received(byte[] bytes);

    /**
     * The line is gone, such as by a pulled plug. Called once.
     *
     * @param why in words
     */
    void lost(String why);
  }

  /**
   * Opens the line at 115200 baud. May take a second; may be called again after the line was lost.
   *
   * @param receiver hears of what comes
   * @throws IOException when it cannot be opened; the message says why and what helps
   */
  void open(Receiver receiver) throws IOException;

  /**
   * Sends bytes. Does not wait; they leave in order.
   *
   * @param bytes the line's from now on
   */
  void write(byte[] bytes);

  /**
   * Switches the rate behind what was written before. A line without a rate does nothing.
   *
   * @param baud bits per second
   */
  void rate(int baud);

  /**
   * The line's name, as users know it.
   *
   * @return such as {@code /dev/ttyUSB0}
   */
  String name();

  /** Closes the line. It may be opened again. */
  @Override
  void close();
}
