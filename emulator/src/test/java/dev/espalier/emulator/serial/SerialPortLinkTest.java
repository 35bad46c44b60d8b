package dev.espalier.emulator.serial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.InOrder;

/** How jSerialComm's port is called, which cannot be faked: it is final. */
final class SerialPortLinkTest {
  private static final String PATH = "/dev/ttyUSB7";
  private static final int PATIENCE_MILLIS = 5000;

  private final SerialPort port = mock(SerialPort.class);
  private final BlockingQueue<byte[]> came = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
  private final BlockingQueue<Integer> reads = new LinkedBlockingQueue<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private final ByteLink.Receiver receiver =
      new ByteLink.Receiver() {
        @Override
        public void received(byte[] bytes) {
          came.add(bytes);
        }

        @Override
        public void lost(String why) {
          ends.add(why);
        }
      };

  private SerialPortLink link = new SerialPortLink(PATH, _ -> port, _ -> null);

  /** The class of the port loads its native library, which has to come from a place of ours. */
  @BeforeAll
  static void installLibrary(@TempDir Path directory) throws IOException {
    SerialLibrary.install(Path.of("target", "serial-library"));
  }

  @BeforeEach
  void answer() {
    when(port.openPort()).thenReturn(true);
    when(port.getSystemPortPath()).thenReturn(PATH);
    when(port.getVendorID()).thenReturn(0x10c4);
    when(port.getProductID()).thenReturn(0xea60);
    when(port.getSerialNumber()).thenReturn("0042");
    when(port.writeBytes(any(), anyInt(), anyInt()))
        .thenAnswer(call -> call.<Integer>getArgument(1));
    when(port.readBytes(any(), anyInt()))
        .thenAnswer(call -> {
          Integer count = over.getCount() == 0 ? Integer.valueOf(-1) : reads.take();
          byte[] buffer = call.getArgument(0);
          for (int i = 0; i < count; i++) {
            buffer[i] = (byte) i;
          }
          return count;
        });
  }

  @AfterEach
  void end() {
    over.countDown();
    reads.add(-1);
    link.close();
  }

  @Test
  void keepsTheBoardRunningAndWaitsForBytes() throws IOException {
    link.open(receiver);
    InOrder order = inOrder(port);
    order
        .verify(port)
        .setComPortParameters(115_200, 8, SerialPort.ONE_STOP_BIT, SerialPort.NO_PARITY);
    order
        .verify(port)
        .setComPortTimeouts(
            SerialPort.TIMEOUT_READ_SEMI_BLOCKING | SerialPort.TIMEOUT_WRITE_BLOCKING, 0, 0);
    order.verify(port).clearDTR();
    order.verify(port).clearRTS();
    order.verify(port).openPort();
  }

  @Test
  void handsOnWhatComes() throws Exception {
    link.open(receiver);
    reads.add(3);
    assertArrayEquals(new byte[] {0, 1, 2}, came.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
  }

  @Test
  void writesInOrderAndSwitchesTheRateBehindWhatWasWritten() throws IOException {
    link.open(receiver);
    link.write(new byte[] {1});
    link.rate(921_600);
    link.write(new byte[] {2, 3});
    verify(port, timeout(PATIENCE_MILLIS)).writeBytes(new byte[] {2, 3}, 2, 0);
    InOrder order = inOrder(port);
    order.verify(port).writeBytes(new byte[] {1}, 1, 0);
    order.verify(port).setBaudRate(921_600);
    order.verify(port).writeBytes(new byte[] {2, 3}, 2, 0);
  }

  @Test
  void writesOnWhenAPortTakesLess() throws IOException {
    when(port.writeBytes(any(), anyInt(), anyInt())).thenReturn(2);
    link.open(receiver);
    byte[] bytes = {1, 2, 3, 4};
    link.write(bytes);
    verify(port, timeout(PATIENCE_MILLIS)).writeBytes(bytes, 4, 0);
    verify(port, timeout(PATIENCE_MILLIS)).writeBytes(bytes, 2, 2);
  }

  @Test
  void aFailedReadIsAPulledPlug() throws Exception {
    link.open(receiver);
    reads.add(-1);
    String why = ends.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    assertNotNull(why);
    assertTrue(why.contains(PATH) && why.contains("unplugged"), why);
  }

  @Test
  void aPortThatTakesNothingIsAPulledPlug() throws Exception {
    when(port.writeBytes(any(), anyInt(), anyInt())).thenReturn(0);
    link.open(receiver);
    link.write(new byte[] {1});
    String why = ends.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    assertNotNull(why);
    assertTrue(why.contains("unplugged"), why);
  }

  @Test
  void aPortThatIsNotThereIsNamed() {
    link =
        new SerialPortLink(
            PATH,
            _ -> {
              throw new SerialPortInvalidPortException("none", null);
            },
            _ -> null);
    IOException thrown = assertThrows(IOException.class, () -> link.open(receiver));
    assertTrue(String.valueOf(thrown.getMessage()).contains("there is no port " + PATH));
  }

  @Test
  void aBoardThatComesBackElsewhereIsFoundByItsUsbSerialNumber() throws Exception {
    String[] asked = {""};
    link =
        new SerialPortLink(
            PATH,
            path -> {
              asked[0] = path;
              if (path.equals(PATH) && !ends.isEmpty()) {
                throw new SerialPortInvalidPortException("none", null);
              }
              return port;
            },
            identity ->
                identity.equals(new UsbIdentity(0x10c4, 0xea60, "0042")) ? "/dev/ttyUSB8" : null);
    link.open(receiver);
    ends.add("pulled");
    link.open(receiver);
    assertEquals("/dev/ttyUSB8", asked[0]);
  }

  @Test
  void namesTheGroupThatMayUseAPort() {
    String text = PortProblem.noPermission(PATH, "dialout");
    assertTrue(text.contains("usermod -aG dialout"), text);
  }
}
