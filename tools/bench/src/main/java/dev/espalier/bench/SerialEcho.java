package dev.espalier.bench;

import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.ClockPolicy;
import dev.espalier.emulator.Simulation;
import dev.espalier.emulator.serial.BoardConnection;
import dev.espalier.emulator.serial.ByteLink;
import dev.espalier.emulator.serial.SerialLibrary;
import dev.espalier.emulator.serial.SerialNetwork;
import dev.espalier.emulator.serial.SerialPortLink;
import dev.espalier.emulator.serial.SocketLink;
import dev.espalier.hal.lwip.SockAddr;
import dev.espalier.hal.lwip.Sockets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The time that a byte takes from firmware through the tunnel to an echo server and back. Needs the
 * agent at the other end: {@code tools/board-agent/target/agent-posix --link /tmp/board}.
 */
public final class SerialEcho {
  private static final int ROUNDS = 2000;
  private static final int WARM_UP = 500;

  private SerialEcho() {}

  /** Prints median and 99th percentile; the argument is the port. */
  public static void main(String[] args) throws IOException {
    SerialLibrary.install(Path.of(System.getProperty("java.io.tmpdir"), "espalier-bench-serial"));
    String port = args[0];
    ByteLink link =
        port.startsWith(SocketLink.SCHEME) ? SocketLink.named(port) : new SerialPortLink(port);
    long[] nanos = new long[ROUNDS];
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofPlatform().daemon().start(() -> echo(server));
      BoardConnection connection = new BoardConnection(link);
      connection.connect();
      try (Simulation simulation =
          Simulation.builder()
              .clock(ClockPolicy.real())
              .network(SerialNetwork.over(connection))
              .build()) {
        simulation.board(BoardConfig.defaults()).boot(() -> measure(server.getLocalPort(), nanos));
        var result = simulation.run();
        System.out.println(result.end());
      }
    }
    Arrays.sort(nanos, WARM_UP, ROUNDS);
    int count = ROUNDS - WARM_UP;
    System.out.printf(
        "1-byte echo over %s: median %d us, 99th percentile %d us%n",
        port, nanos[WARM_UP + count / 2] / 1000, nanos[WARM_UP + count * 99 / 100] / 1000);
  }

  private static void echo(ServerSocket server) {
    try (Socket socket = server.accept()) {
      socket.setTcpNoDelay(true);
      byte[] buffer = new byte[64];
      for (int count = socket.getInputStream().read(buffer);
          count > 0;
          count = socket.getInputStream().read(buffer)) {
        socket.getOutputStream().write(buffer, 0, count);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void measure(int port, long[] nanos) {
    int fd = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
    if (Sockets.connect(fd, SockAddr.in("127.0.0.1", port)) != 0) {
      throw new IllegalStateException("the echo server cannot be reached");
    }
    byte[] one = new byte[1];
    for (int i = 0; i < ROUNDS; i++) {
      long begin = System.nanoTime();
      if (Sockets.send(fd, one, 0) != 1 || Sockets.recv(fd, one, 0) != 1) {
        throw new IllegalStateException("the connection has broken");
      }
      nanos[i] = System.nanoTime() - begin;
    }
    int _ = Sockets.close(fd);
  }
}
