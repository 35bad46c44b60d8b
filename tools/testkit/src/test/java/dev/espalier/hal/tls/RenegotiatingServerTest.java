package dev.espalier.hal.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.Board;
import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.tls.ServerEngine;
import dev.espalier.emulator.tls.TlsMachine;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.lwip.SockAddr;
import dev.espalier.hal.lwip.Sockets;
import dev.espalier.hal.port.TlsProvider.Identity;
import dev.espalier.hal.port.TlsServerSetup;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What firmware sees of a server that asks for another handshake while data is on its way. */
final class RenegotiatingServerTest extends TlsBoard {
  private static final int RECORD = 4096;

  /** Sends a request to renegotiate, these texts, and keeps what it then gets. */
  private static int serve(List<String> texts, List<String> received) {
    int listener = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
    Sockets.bind(listener, SockAddr.in("127.0.0.1", 0));
    Sockets.listen(listener, 1);
    SockAddr name = new SockAddr();
    assertEquals(0, Sockets.getsockname(listener, name));
    var _ =
        Task.create(
            "server",
            8192,
            2,
            () -> {
              int fd = Sockets.accept(listener, null);
              ServerEngine engine = engine();
              MbedtlsSsl ssl = new MbedtlsSsl(engine, fd);
              assertEquals(0, ssl.handshake());
              engine.requestRenegotiation();
              var _ = ssl.write(new byte[1], 0, 1, RECORD); // sends what waits, and nothing else
              for (String text : texts) {
                byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
                assertEquals(bytes.length, ssl.write(bytes, 0, bytes.length, RECORD));
              }
              byte[] buffer = new byte[100];
              int count;
              while ((count = ssl.read(buffer, 0, 100)) > 0) {
                received.add(new String(buffer, 0, count, StandardCharsets.US_ASCII));
              }
              Sockets.close(fd);
              Sockets.close(listener);
              Task.current().delete();
            });
    return name.port();
  }

  private static ServerEngine engine() {
    TlsMachine machine = new TlsMachine(new Random(7)::nextInt, null);
    Identity identity =
        new Identity(
            Objects.requireNonNull(machine.certificates(pem(SERVER.pem())).value()),
            Objects.requireNonNull(machine.key(pem(SERVER.keyPem()), null).value()));
    return machine.server(TlsServerSetup.of(identity, NOW.getEpochSecond()));
  }

  private static String read(EspTls tls) {
    byte[] buffer = new byte[100];
    int count = tls.connRead(buffer);
    assertTrue(count > 0, "read gave " + count);
    return new String(buffer, 0, count, StandardCharsets.US_ASCII);
  }

  @Test
  void aWriteFinishesTheHandshakeAndGoesThrough() {
    List<String> received = new ArrayList<>();
    play(() -> {
      int port = serve(List.of("early"), received);
      EspTls tls = EspTls.init();
      assertEquals(1, tls.connNewSync("localhost", port, trusting(CA).build()));
      assertEquals("early", read(tls));
      assertEquals(4, tls.connWrite("late".getBytes(StandardCharsets.US_ASCII)));
      tls.connDestroy();
    });
    assertEquals(List.of("late"), received);
  }

  @Test
  void aWriteFailsWhenDataComesBeforeTheAnswer() {
    Board board =
        play(
            BoardConfig.defaults(),
            () -> {
              int port = serve(List.of("one", "two"), new ArrayList<>());
              EspTls tls = EspTls.init();
              assertEquals(1, tls.connNewSync("localhost", port, trusting(CA).build()));
              assertEquals("one", read(tls));
              assertEquals(-0x6B00, tls.connWrite(new byte[4]));
              assertEquals("two", read(tls));
              assertEquals(4, tls.connWrite(new byte[4]));
              tls.connDestroy();
            });
    assertTrue(board.output().contains("write error :-0x6B00:"), board.output());
  }

  @Test
  void withoutTheOptionTheServerIsRefusedAndDataGoesOn() {
    List<String> received = new ArrayList<>();
    play(
        () -> {
          int port = serve(List.of("early"), received);
          EspTls tls = EspTls.init();
          assertEquals(1, tls.connNewSync("localhost", port, trusting(CA).build()));
          assertEquals("early", read(tls));
          assertEquals(4, tls.connWrite("late".getBytes(StandardCharsets.US_ASCII)));
          tls.connDestroy();
        },
        "CONFIG_MBEDTLS_SSL_RENEGOTIATION=n");
    assertEquals(List.of("late"), received);
  }
}
