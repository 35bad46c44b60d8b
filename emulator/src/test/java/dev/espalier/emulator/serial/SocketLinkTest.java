package dev.espalier.emulator.serial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A line over TCP, on the loopback interface. */
final class SocketLinkTest {
  private final BlockingQueue<byte[]> came = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
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

  @Test
  void carriesBytesBothWaysAndTellsOfTheEnd() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        SocketLink link = SocketLink.named("socket://127.0.0.1:" + server.getLocalPort())) {
      link.open(receiver);
      try (Socket far = server.accept()) {
        link.write(new byte[] {1, 2});
        assertArrayEquals(new byte[] {1, 2}, far.getInputStream().readNBytes(2));
        far.getOutputStream().write(new byte[] {3});
        assertArrayEquals(new byte[] {3}, came.poll(5, TimeUnit.SECONDS));
      }
      String end = ends.poll(5, TimeUnit.SECONDS);
      assertNotNull(end);
      assertTrue(end.contains("has ended the connection"), end);
    }
  }

  @Test
  void saysWhenNobodyListens() throws IOException {
    int port;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = server.getLocalPort();
    }
    try (SocketLink link = SocketLink.named("socket://127.0.0.1:" + port)) {
      IOException thrown = assertThrows(IOException.class, () -> link.open(receiver));
      assertTrue(String.valueOf(thrown.getMessage()).contains("nobody listens"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"socket://", "socket://host", "tcp://host:1", "socket://host:x", "a b"})
  void wantsHostAndPort(String name) {
    var thrown = assertThrows(IllegalArgumentException.class, () -> SocketLink.named(name));
    assertEquals("not of the form socket://HOST:PORT: '" + name + "'", thrown.getMessage());
  }
}
