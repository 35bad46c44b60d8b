package dev.espalier.bench;

import java.net.URI;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.handshake.ServerHandshake;

/** A client of the library Java-WebSocket, driven by its callbacks. */
final class JavaWebSocketClient extends WebSocketClient {
  private final byte[] message;
  private final boolean answering;
  private final CountDownLatch done = new CountDownLatch(1);
  private int left;

  private JavaWebSocketClient(int port, String path, int size, int expected, boolean answering) {
    super(URI.create("ws://127.0.0.1:" + port + path));
    message = new byte[size];
    left = expected;
    this.answering = answering;
    setTcpNoDelay(true);
    setConnectionLostTimeout(0);
  }

  static void echo(int port, int size, int operations) throws InterruptedException {
    finish(new JavaWebSocketClient(port, "/echo", size, operations, true), 1);
  }

  static void send(int port, int size, int operations) throws InterruptedException {
    finish(new JavaWebSocketClient(port, "/sink/" + operations, size, 1, false), operations);
  }

  static void receive(int port, int size, int operations) throws InterruptedException {
    String path = "/source/" + operations + "/" + size;
    finish(new JavaWebSocketClient(port, path, 1, operations, false), 1);
  }

  private static void finish(JavaWebSocketClient client, int messages) throws InterruptedException {
    client.connectBlocking();
    for (int i = 0; i < messages; i++) {
      client.send(client.message);
    }
    client.done.await();
    client.closeBlocking();
  }

  @Override
  public void onMessage(ByteBuffer bytes) {
    if (--left == 0) {
      done.countDown();
    } else if (answering) {
      send(message);
    }
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
