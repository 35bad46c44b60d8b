package dev.espalier.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The JDK's own client. */
final class JdkLibrary extends CallbackLibrary {
  private static final int NORMAL = 1000;
  private static final int PATIENCE_SECONDS = 10;

  private @Nullable HttpClient client;
  private @Nullable Target of;

  @Override
  public String name() {
    return "JDK";
  }

  private HttpClient clientFor(Target server) {
    HttpClient made = client;
    if (made == null || !server.equals(of)) {
      of = server;
      made = HttpClient.newBuilder().sslContext(server.trusting()).build();
      client = made;
    }
    return made;
  }

  @Override
  Load.Link open(Target server, String path, Load load) throws Exception {
    Link link = new Link(load);
    link.socket =
        clientFor(server)
            .newWebSocketBuilder()
            .buildAsync(URI.create(server.uri(path)), link)
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return link;
  }

  private static final class Link implements Load.Link, WebSocket.Listener {
    private final Load load;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private volatile @Nullable WebSocket socket;

    /** The JDK takes one message at a time, and an echo may come before it has let go of it. */
    private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);

    Link(Load load) {
      this.load = load;
    }

    private WebSocket socket() {
      WebSocket present = socket;
      if (present == null) {
        throw new IllegalStateException("not connected");
      }
      return present;
    }

    @Override
    public void onOpen(WebSocket from) {
      socket = from;
      from.request(Long.MAX_VALUE);
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
      if (last) {
        load.arrived(this);
      }
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      closed.complete(null);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      error.printStackTrace();
      closed.completeExceptionally(error);
    }

    @Override
    public synchronized void send(byte[] message) {
      sent = sent.thenCompose(before -> socket().sendBinary(ByteBuffer.wrap(message), true));
    }

    @Override
    public void sendAll(byte[] message, int times) {
      for (int i = 0; i < times; i++) {
        send(message);
        if (i < times - 1) { // then nothing comes back yet
          var _ = sent.join();
        }
      }
    }

    @Override
    public void close() throws Exception {
      var _ = sent.thenCompose(before -> socket().sendClose(NORMAL, "")).join();
      closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }
}
