package dev.espalier.bench;

import java.net.URI;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.handshake.ServerHandshake;

/** Java-WebSocket: a thread that reads and one that writes for each connection. */
final class JavaWebSocketLibrary extends CallbackLibrary {
  /** So many messages are queued at most; the library itself has no limit. */
  private static final int QUEUED_MAX = 256;

  private static final long PAUSE_NANOS = 20_000;

  @Override
  public String name() {
    return "Java-WebSocket";
  }

  @Override
  Load.Link open(Target server, String path, Load load) throws Exception {
    Client client = new Client(URI.create(server.uri(path)), load);
    client.setTcpNoDelay(true);
    client.setConnectionLostTimeout(0);
    if (server.tls()) {
      client.setSocketFactory(server.trusting().getSocketFactory());
    }
    if (!client.connectBlocking()) {
      throw new IllegalStateException("Java-WebSocket does not connect");
    }
    return client.link;
  }

  private static final class Client extends WebSocketClient {
    private final Load load;
    private final Link link = new Link(this);

    Client(URI uri, Load load) {
      super(uri);
      this.load = load;
    }

    @Override
    public void onMessage(ByteBuffer bytes) {
      load.arrived(link);
    }

    @Override
    public void onOpen(ServerHandshake handshake) {}

    @Override
    public void onMessage(String text) {}

    @Override
    public void onClose(int code, String reason, boolean remote) {}

    @Override
    public void onError(Exception e) {
      e.printStackTrace();
    }
  }

  private record Link(Client client) implements Load.Link {
    @Override
    public void send(byte[] message) {
      client.send(message);
    }

    @Override
    public void sendAll(byte[] message, int times) {
      for (int i = 1; i <= times; i++) {
        client.send(message);
        while (i % QUEUED_MAX == 0 && client.hasBufferedData()) {
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      }
    }

    @Override
    public void close() throws InterruptedException {
      client.closeBlocking();
    }
  }
}
