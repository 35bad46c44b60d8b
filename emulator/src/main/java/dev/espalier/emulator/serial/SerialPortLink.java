package dev.espalier.emulator.serial;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A serial port of this machine: the only class that knows jSerialComm's port. {@link
 * SerialLibrary#install} goes first.
 *
 * <p>DTR and RTS are low before the port opens, so that a devkit's automatic reset leaves the board
 * running where the adapter allows it. A board that was pulled is looked for by its USB serial
 * number when its path has changed.
 */
public final class SerialPortLink implements ByteLink {
  private static final int BITS = 8;
  private static final int DRAIN_MILLIS_MAX = 300;

  private final String path;
  private final Function<String, SerialPort> ports;
  private final Function<UsbIdentity, @Nullable String> finder;
  private @Nullable UsbIdentity identity;
  private @Nullable SerialPort port;
  private @Nullable LinkThreads threads;

  /**
   * Describes a port; opens nothing.
   *
   * @param path such as {@code /dev/ttyUSB0} or {@code COM3}
   */
  public SerialPortLink(String path) {
    this(path, SerialPort::getCommPort, UsbIdentity::find);
  }

  SerialPortLink(
      String path,
      Function<String, SerialPort> ports,
      Function<UsbIdentity, @Nullable String> finder) {
    this.path = path;
    this.ports = ports;
    this.finder = finder;
  }

  @Override
  public void open(Receiver receiver) throws IOException {
    close();
    SerialPort opened = opened();
    port = opened;
    UsbIdentity seen = UsbIdentity.of(opened);
    identity = seen.isKnown() ? seen : identity;
    LinkThreads made = new LinkThreads(path, new Calls(opened), receiver);
    threads = made;
    made.start();
  }

  private SerialPort opened() throws IOException {
    SerialPort found = find(path);
    UsbIdentity known = identity;
    if (found == null && known != null) {
      String elsewhere = finder.apply(known);
      found = elsewhere == null ? null : find(elsewhere);
    }
    if (found == null) {
      throw new IOException(PortProblem.missing(path));
    }
    found.setComPortParameters(LineRate.BOOT, BITS, SerialPort.ONE_STOP_BIT, SerialPort.NO_PARITY);
    found.setFlowControl(SerialPort.FLOW_CONTROL_DISABLED);
    found.setComPortTimeouts(
        SerialPort.TIMEOUT_READ_SEMI_BLOCKING | SerialPort.TIMEOUT_WRITE_BLOCKING, 0, 0);
    // What the pins are set to before opening counts; on a pty both say no, which does no harm.
    boolean _ = found.clearDTR();
    boolean _ = found.clearRTS();
    if (!found.openPort()) {
      throw new IOException(PortProblem.of(found.getSystemPortPath()));
    }
    return found;
  }

  private @Nullable SerialPort find(String at) {
    try {
      return ports.apply(at);
    } catch (SerialPortInvalidPortException e) {
      return null;
    }
  }

  @Override
  public void write(byte[] bytes) {
    LinkThreads open = threads;
    if (open != null) {
      open.write(bytes);
    }
  }

  @Override
  public void rate(int baud) {
    LinkThreads open = threads;
    SerialPort at = port;
    if (open != null && at != null) {
      open.then(() -> {
        boolean _ = at.setBaudRate(baud);
      });
    }
  }

  @Override
  public String name() {
    return path;
  }

  /** Lets what was written leave for a moment, then closes. */
  @Override
  public void close() {
    LinkThreads open = threads;
    SerialPort at = port;
    threads = null;
    port = null;
    if (open == null || at == null) {
      return;
    }
    CountDownLatch drained = new CountDownLatch(1);
    open.drain(drained::countDown);
    try {
      boolean _ = drained.await(DRAIN_MILLIS_MAX, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    open.close();
    boolean _ = at.closePort();
  }

  /** jSerialComm's calls, whose results are its own: 0 and -1 where others throw. */
  private static final class Calls implements LinkThreads.Port {
    private final SerialPort port;

    Calls(SerialPort port) {
      this.port = port;
    }

    @Override
    public int read(byte[] buffer) {
      return port.readBytes(buffer, buffer.length); // returns with the first bytes that come
    }

    @Override
    public void write(byte[] bytes) throws IOException {
      int done = 0;
      while (done < bytes.length) {
        int count = port.writeBytes(bytes, bytes.length - done, done);
        if (count <= 0) { // a pulled port takes nothing, and still says that it is open
          throw new IOException("it takes no bytes: the board was unplugged");
        }
        done += count;
      }
    }
  }
}
