package dev.espalier.hal.lwip;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.ClockPolicy;
import dev.espalier.emulator.NetworkBackend;
import dev.espalier.emulator.RunResult;
import dev.espalier.emulator.Simulation;
import dev.espalier.emulator.net.JvmNetwork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;

/** The calls on the host's loopback interface and real time. */
final class SocketsOnJvmNetworkTest extends SocketsContract {
  @Override
  NetworkBackend network() {
    return new JvmNetwork();
  }

  @Override
  ClockPolicy clock() {
    return ClockPolicy.real();
  }

  @Test
  void sendsMoreThanTheHostHoldsToTheLastByte() throws IOException, InterruptedException {
    int messages = 30_000;
    byte[] message = new byte[1032];
    int[] sent = new int[1];
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var simulation =
            Simulation.builder().clock(ClockPolicy.real()).network(new JvmNetwork()).build()) {
      Thread reader = Thread.ofPlatform().start(() -> skip(server, messages * message.length));
      simulation
          .board(BoardConfig.defaults())
          .boot(() -> {
            int fd = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
            Sockets.connect(fd, SockAddr.in("127.0.0.1", server.getLocalPort()));
            for (int i = 0; i < messages; i++) {
              sent[0] += Sockets.send(fd, message, 0);
            }
            Sockets.close(fd);
          });
      assertEquals(RunResult.End.DONE, simulation.runFor(20_000_000_000L).end());
      reader.join();
    }
    assertEquals(messages * message.length, sent[0]);
  }

  private static void skip(ServerSocket server, int bytes) {
    try (Socket accepted = server.accept()) {
      accepted.setSoTimeout(20_000);
      accepted.getInputStream().skipNBytes(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
