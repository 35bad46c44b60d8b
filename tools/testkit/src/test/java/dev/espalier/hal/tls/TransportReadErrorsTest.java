package dev.espalier.hal.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.espalier.emulator.BoardConfig;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.lwip.SockAddr;
import dev.espalier.hal.lwip.Sockets;
import dev.espalier.hal.profile.Profile;
import dev.espalier.hal.profile.Quirk;
import dev.espalier.hal.profile.QuirkSet;
import dev.espalier.hal.transport.EspTransport;
import dev.espalier.hal.transport.TransportSsl;
import dev.espalier.hal.transport.TransportTcp;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What reads of TCP and TLS transports give when they fail: READ_ERRORS_ALIKE on and off. */
final class TransportReadErrorsTest extends TlsBoard {
  private static final QuirkSet V4_4 = QuirkSet.of(Profile.IDF_4_4);
  private static final QuirkSet CURRENT = QuirkSet.of(Profile.COMPONENT_1_8);
  private static final Timeout SECOND = Timeout.millis(1000);

  private static BoardConfig with(QuirkSet quirks) {
    Profile profile =
        quirks.has(Quirk.STATUS_LINE_IGNORED) ? Profile.IDF_4_4 : Profile.COMPONENT_1_8;
    return BoardConfig.defaults().withSdkConfig(serving()).withProfile(profile).withQuirks(quirks);
  }

  /** What a read gives after the server did something, for v4.4, v4.4 without the quirk, 1.8. */
  private static List<Integer> reads(Consumer<List<Integer>> firmware) {
    List<Integer> results = new ArrayList<>();
    for (QuirkSet quirks : List.of(V4_4, V4_4.with(Quirk.READ_ERRORS_ALIKE, false), CURRENT)) {
      play(with(quirks), () -> firmware.accept(results));
    }
    return results;
  }

  private static void tcp(List<Integer> results, Consumer<Integer> server) {
    int listener = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
    Sockets.bind(listener, SockAddr.in("127.0.0.1", 0));
    Sockets.listen(listener, 1);
    SockAddr name = new SockAddr();
    assertEquals(0, Sockets.getsockname(listener, name));
    TransportTcp tcp = TransportTcp.init();
    assertEquals(0, tcp.connect("127.0.0.1", name.port(), SECOND));
    int accepted = Sockets.accept(listener, null);
    assertEquals(1, tcp.write(new byte[1], 0, 1, SECOND));
    Task.delay(Timeout.millis(100));
    server.accept(accepted);
    Task.delay(Timeout.millis(100));
    results.add(tcp.read(new byte[4], 0, 4, SECOND));
    tcp.close();
    Sockets.close(accepted);
    Sockets.close(listener);
  }

  @Test
  void tellsTheEndFromAnError() {
    assertEquals(
        List.of(-1, -1, -1),
        reads(results ->
            tcp(
                results,
                fd -> {
                  assertEquals(1, Sockets.recv(fd, new byte[1], 0));
                  Sockets.close(fd);
                })),
        "the peer's FIN");
    assertEquals(
        List.of(-1, -2, -2),
        reads(results -> tcp(results, Sockets::close)),
        "the peer's RST, since it has not read");
    assertEquals(List.of(0, 0, 0), reads(results -> tcp(results, fd -> {})), "nothing");
  }

  @Test
  void waitsForTheRestOfARecord() {
    assertEquals(
        List.of(EspTls.ESP_TLS_ERR_SSL_WANT_READ, 0, 0),
        reads(results -> {
          Served served =
              serve(
                  server(SERVER),
                  tls -> {
                    Sockets.send(tls.getConnSockfd(), new byte[] {23, 3, 3}, 0, 3, 0);
                    Task.delay(Timeout.millis(20_000));
                  });
          TransportSsl ssl = TransportSsl.init();
          ssl.setCertData(CA.pem().getBytes(StandardCharsets.US_ASCII));
          assertEquals(0, ssl.connect("localhost", served.port, SECOND));
          results.add(ssl.read(new byte[4], 0, 4, SECOND));
          ssl.close();
        }));
    assertEquals(0, EspTransport.ERR_TCP_TRANSPORT_CONNECTION_TIMEOUT);
  }
}
