package dev.espalier.testkit.scenario;

import dev.espalier.testkit.JsonObject;
import dev.espalier.testkit.lab.Lab;
import dev.espalier.testkit.peer.ServerConnection;
import dev.espalier.testkit.peer.ServerTls;
import dev.espalier.testkit.peer.TestAuthority;
import dev.espalier.testkit.peer.UpgradeAnswer;
import dev.espalier.testkit.peer.WebSocketServer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A server of a scenario.
 *
 * @param host its name
 * @param port its port
 * @param tls {@code valid} or {@code expired} for wss, empty for ws
 * @param echo whether it sends text and binary frames back
 * @param pong whether it answers pings
 * @param answersClose whether it answers close frames
 * @param answersRequests whether it answers upgrade requests
 * @param answers to upgrade requests, one after the other; then clients are let in
 * @param sends what it does on each connection
 * @param scripts connections that play scripts of peer operations, the first ones
 * @param downNanos when it ceases to listen, and until when; pairs
 */
record ServerPlan(
    String host,
    int port,
    String tls,
    boolean echo,
    boolean pong,
    boolean answersClose,
    boolean answersRequests,
    List<UpgradeAnswer> answers,
    List<Send> sends,
    List<List<JsonObject>> scripts,
    List<long[]> downNanos) {
  /** The time of day at which certificates are made. */
  static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  /**
   * Something that a server does on a connection.
   *
   * @param afterNanos so long after the upgrade
   * @param everyNanos and then again and again, 0 for once
   * @param connection on which connection, from 1 on; 0 for each
   * @param what the action
   * @param values its text, bytes in hex, status code and reason, or the texts of its frames
   */
  record Send(long afterNanos, long everyNanos, int connection, String what, List<String> values) {
    static final List<String> KINDS =
        List.of(
            "text", "fragments", "binary", "ping", "pong", "raw", "close", "fin", "reset", "pause");

    private void run(ServerConnection to) {
      String value = values.getFirst();
      switch (what) {
        case "text" -> to.text(value);
        case "binary" -> to.binary(HexFormat.of().parseHex(value));
        case "ping" -> to.ping(value.getBytes(StandardCharsets.UTF_8));
        case "pong" -> to.frame(0x8A, value.getBytes(StandardCharsets.UTF_8));
        case "raw" -> to.raw(HexFormat.of().parseHex(value));
        case "fragments" -> to.fragments(values);
        case "close" -> to.close(Integer.parseInt(value), values.get(1));
        case "fin" -> to.end();
        case "reset" -> to.reset();
        case "pause" -> to.pause();
        default -> throw new IllegalArgumentException(what);
      }
    }

    void arm(Lab lab, ServerConnection to) {
      if (connection != 0 && connection != to.number()) {
        return;
      }
      later(lab, to, afterNanos);
    }

    private void later(Lab lab, ServerConnection to, long nanos) {
      lab.simulation()
          .alarm(() -> {
            if (to.ended() == null) {
              run(to);
              if (everyNanos > 0) {
                later(lab, to, everyNanos);
              }
            }
          })
          .set(lab.simulation().now() + nanos);
    }
  }

  /** Whether it speaks TLS. */
  boolean isSecure() {
    return !tls.isEmpty();
  }

  /** Starts it. */
  void start(Lab lab, Supplier<TestAuthority> authority) {
    ServerTls certificate =
        switch (tls) {
          case "valid" -> authority.get().valid(host);
          case "expired" -> authority.get().expired(host);
          default -> null;
        };
    WebSocketServer server = open(lab, certificate);
    server
        .echo(echo)
        .pong(pong)
        .answerClose(answersClose)
        .answerRequests(answersRequests)
        .onOpen(connection -> sends.forEach(send -> send.arm(lab, connection)));
    server.respond(answers);
    scripts.forEach(server::script);
    for (long[] span : downNanos) {
      lab.simulation().alarm(() -> server.listen(false)).set(span[0]);
      lab.simulation().alarm(() -> server.listen(true)).set(span[0] + span[1]);
    }
  }

  private WebSocketServer open(Lab lab, @Nullable ServerTls certificate) {
    return certificate == null ? lab.server(host, port) : lab.server(host, port, certificate);
  }
}
