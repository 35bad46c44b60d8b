package dev.espalier.hal.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.emulator.Board;
import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.ClockPolicy;
import dev.espalier.emulator.RunResult;
import dev.espalier.emulator.Simulation;
import dev.espalier.emulator.net.SimulatedNetwork;
import dev.espalier.emulator.tls.CertificateMaker;
import dev.espalier.emulator.tls.CertificateMaker.Made;
import dev.espalier.emulator.tls.CertificateMaker.Spec;
import dev.espalier.hal.Firmware;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.lwip.SockAddr;
import dev.espalier.hal.lwip.Sockets;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** One board that is client and server at once, on virtual time. */
abstract class TlsBoard {
  static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final CertificateMaker MAKER = new CertificateMaker(NOW);
  static final Made CA = MAKER.make(Spec.authority("Lab CA"), null);
  static final Made OTHER_CA = MAKER.make(Spec.authority("Other CA"), null);
  static final Made SERVER = MAKER.make(Spec.leaf("lab", "DNS:localhost"), CA);
  static final Made DEVICE = MAKER.make(Spec.leaf("device"), OTHER_CA);

  private static final long LONG_ENOUGH = 600_000_000_000L;

  /** ESP-IDF's defaults, but with ESP-TLS's server: the tests' peer. */
  static SdkConfig serving() {
    return SdkConfig.defaults().with("CONFIG_ESP_TLS_SERVER=y");
  }

  @CanIgnoreReturnValue
  static Board play(Firmware firmware, String... options) {
    SdkConfig sdkConfig = serving();
    for (String option : options) {
      sdkConfig = sdkConfig.with(option);
    }
    return play(BoardConfig.defaults().withSdkConfig(sdkConfig), firmware);
  }

  /** Runs firmware to its end; what fails inside fails the test. */
  @CanIgnoreReturnValue
  static Board play(BoardConfig config, Firmware firmware) {
    return play(config, firmware, simulation -> {});
  }

  @CanIgnoreReturnValue
  static Board play(BoardConfig config, Firmware firmware, Consumer<Simulation> atEnd) {
    try (Simulation simulation =
        Simulation.builder()
            .seed(3)
            .network(new SimulatedNetwork(3))
            .clock(ClockPolicy.virtual())
            .build()) {
      Board board = simulation.board(config);
      board.boot(firmware);
      RunResult result = simulation.runFor(LONG_ENOUGH);
      RunResult.Panic panic = result.panic();
      if (panic != null) {
        throw new AssertionError(
            "task " + panic.task() + " failed: " + board.output(), panic.thrown());
      }
      assertEquals(RunResult.End.DONE, result.end(), () -> result.report() + board.output());
      atEnd.accept(simulation);
      return board;
    }
  }

  static byte[] pem(String text) {
    return CertificateMaker.terminated(text);
  }

  static EspTlsCfg.Builder trusting(Made ca) {
    return EspTlsCfg.builder().caCert(ca.pem());
  }

  static EspTlsCfgServer server(Made made) {
    return new EspTlsCfgServer(List.of(), null, pem(made.pem()), pem(made.keyPem()), null);
  }

  /** What a server did with its one connection. */
  static final class Served {
    final int port;
    final EspTls tls = EspTls.init();
    int code = Integer.MIN_VALUE;

    private Served(int port) {
      this.port = port;
    }
  }

  /** Serves one connection in a task of its own: the handshake, then what is given. */
  static Served serve(EspTlsCfgServer cfg, Consumer<EspTls> then) {
    int listener = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
    Sockets.bind(listener, SockAddr.in("127.0.0.1", 0));
    Sockets.listen(listener, 1);
    SockAddr name = new SockAddr();
    assertEquals(0, Sockets.getsockname(listener, name));
    Served served = new Served(name.port());
    var _ =
        Task.create(
            "server",
            8192,
            2,
            () -> {
              int fd = Sockets.accept(listener, null);
              served.code = EspTlsServer.sessionCreate(cfg, fd, served.tls);
              if (served.code == 0) {
                then.accept(served.tls);
              }
              EspTlsServer.sessionDelete(served.tls);
              Sockets.close(fd);
              Sockets.close(listener);
              Task.current().delete();
            });
    return served;
  }

  /** Sends back what comes until the client ends. */
  static void echo(EspTls tls) {
    byte[] buffer = new byte[2000];
    int count;
    do {
      count = tls.connRead(buffer);
    } while (count > 0 && tls.connWrite(buffer, 0, count) == count);
  }
}
