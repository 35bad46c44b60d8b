package dev.espalier.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Vert.x on its native transport with one event loop. */
final class VertxLibrary extends CallbackLibrary implements AutoCloseable {
  private static final int FRAME_MAX = 1 << 20;
  private static final int CONNECTIONS_MAX = 10_000;
  private static final int PATIENCE_SECONDS = 10;

  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
  private @Nullable WebSocketClient plain;
  private @Nullable WebSocketClient secure;

  @Override
  public String name() {
    return "Vert.x";
  }

  @Override
  Load.Link open(Target server, String path, Load load) throws Exception {
    return clientFor(server)
        .connect(
            new WebSocketConnectOptions()
                .setHost(Target.HOST)
                .setPort(server.port())
                .setSsl(server.tls())
                .setURI(path))
        .map(socket -> new Link(vertx, socket, load))
        .toCompletionStage()
        .toCompletableFuture()
        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private WebSocketClient clientFor(Target server) {
    WebSocketClient made = server.tls() ? secure : plain;
    if (made == null) {
      WebSocketClientOptions options =
          new WebSocketClientOptions()
              .setMaxFrameSize(FRAME_MAX)
              .setMaxMessageSize(FRAME_MAX)
              .setMaxConnections(CONNECTIONS_MAX)
              .setSsl(server.tls());
      options.setTcpNoDelay(true);
      if (server.tls()) {
        options.setTrustOptions(
            new PemTrustOptions().addCertValue(Buffer.buffer(server.authority())));
      }
      made = vertx.createWebSocketClient(options);
      if (server.tls()) {
        secure = made;
      } else {
        plain = made;
      }
    }
    return made;
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private static final class Link implements Load.Link {
    private final Vertx vertx;
    private final WebSocket socket;

    Link(Vertx vertx, WebSocket socket, Load load) {
      this.vertx = vertx;
      this.socket = socket;
      socket.binaryMessageHandler(bytes -> load.arrived(this));
      socket.exceptionHandler(Throwable::printStackTrace);
    }

    @Override
    public void send(byte[] message) {
      var _ = socket.writeBinaryMessage(Buffer.buffer(message));
    }

    @Override
    public void sendAll(byte[] message, int times) {
      Buffer buffer = Buffer.buffer(message);
      int[] left = {times};
      Runnable pump =
          () -> {
            while (left[0] > 0 && !socket.writeQueueFull()) {
              left[0]--;
              var _ = socket.writeBinaryMessage(buffer);
            }
          };
      vertx.runOnContext(nothing -> {
        socket.drainHandler(room -> pump.run());
        pump.run();
      });
    }

    @Override
    public void close() throws Exception {
      socket
          .close()
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }
}
