package dev.espalier.cli;

import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.java_websocket.WebSocket;
import org.java_websocket.drafts.Draft;
import org.java_websocket.exceptions.InvalidDataException;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.handshake.ServerHandshakeBuilder;
import org.java_websocket.server.DefaultSSLWebSocketServerFactory;
import org.java_websocket.server.WebSocketServer;
import org.jspecify.annotations.Nullable;

/**
 * Sends every message back, and logs what it sees. The protocol is Java-WebSocket's, so that it is
 * no witness in its own cause.
 */
final class EchoServer implements AutoCloseable {
  private static final int SHOWN_CHARACTERS = 60;
  private static final int STOP_MILLIS = 1000;
  private static final String SUBPROTOCOL = "Sec-WebSocket-Protocol";

  private final Server server;
  private final boolean tls;

  private EchoServer(Server server, boolean tls) {
    this.server = server;
    this.tls = tls;
  }

  /**
   * Starts a server and returns when it listens.
   *
   * @param address where to listen; port 0 takes any free one
   * @param certificate its certificate, null for plain ws
   * @param log gets a line for each connection, message and close, from the server's threads
   * @throws CliException when it cannot listen there
   */
  static EchoServer start(
      InetSocketAddress address, @Nullable ServerCertificate certificate, Consumer<String> log) {
    var server = new Server(address, log);
    if (certificate != null) {
      server.setWebSocketFactory(new DefaultSSLWebSocketServerFactory(certificate.context()));
    }
    // Pings of the server's own would be events in the firmware that nobody asked for.
    server.setConnectionLostTimeout(0);
    server.setReuseAddr(true);
    server.setTcpNoDelay(true);
    server.setDaemon(true);
    server.start();
    server.awaitStart();
    Exception failure = server.failure;
    if (failure != null) {
      throw cannotListen(address, failure);
    }
    return new EchoServer(server, certificate != null);
  }

  private static CliException cannotListen(InetSocketAddress address, Exception failure) {
    String where = address.getHostString() + ":" + address.getPort();
    return new CliException(
        ExitCode.FAILURE,
        failure instanceof BindException
            ? "cannot listen on " + where + ": " + failure.getMessage() + "; try another --port"
            : "cannot listen on " + where + ": " + failure);
  }

  /** Returns the port it listens on. */
  int port() {
    return server.getPort();
  }

  /** Returns the URI that a client connects to. */
  String uri() {
    return (tls ? "wss" : "ws") + "://" + server.getAddress().getHostString() + ":" + port();
  }

  @Override
  public void close() {
    try {
      server.stop(STOP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Server extends WebSocketServer {
    private final Consumer<String> log;
    private final CountDownLatch started = new CountDownLatch(1);
    private final AtomicInteger connections = new AtomicInteger();
    private volatile @Nullable Exception failure;

    Server(InetSocketAddress address, Consumer<String> log) {
      // One worker is plenty, and its log lines keep their order.
      super(address, 1);
      this.log = log;
    }

    void awaitStart() {
      try {
        started.await();
      } catch (InterruptedException e) {
        failure = e;
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void onStart() {
      started.countDown();
    }

    @Override
    public ServerHandshakeBuilder onWebsocketHandshakeReceivedAsServer(
        WebSocket socket, Draft draft, ClientHandshake request) throws InvalidDataException {
      ServerHandshakeBuilder answer =
          super.onWebsocketHandshakeReceivedAsServer(socket, draft, request);
      // It speaks whatever is asked for first: an echo is an echo.
      if (request.hasFieldValue(SUBPROTOCOL)) {
        answer.put(SUBPROTOCOL, request.getFieldValue(SUBPROTOCOL).split(",")[0].strip());
      }
      return answer;
    }

    @Override
    public void onOpen(WebSocket socket, ClientHandshake request) {
      var name = "connection " + connections.incrementAndGet();
      socket.setAttachment(name);
      String subprotocol = request.getFieldValue(SUBPROTOCOL);
      log.accept(
          name
              + " from "
              + socket.getRemoteSocketAddress().getAddress().getHostAddress()
              + ":"
              + socket.getRemoteSocketAddress().getPort()
              + ": GET "
              + request.getResourceDescriptor()
              + (socket.hasSSLSupport() ? " over TLS" : "")
              + (subprotocol.isEmpty() ? "" : ", subprotocol " + subprotocol));
    }

    @Override
    public void onMessage(WebSocket socket, String text) {
      log.accept(
          name(socket)
              + ": text, "
              + text.length()
              + " characters: "
              + (text.length() > SHOWN_CHARACTERS
                  ? text.substring(0, SHOWN_CHARACTERS) + "…"
                  : text));
      socket.send(text);
    }

    @Override
    public void onMessage(WebSocket socket, ByteBuffer bytes) {
      log.accept(name(socket) + ": binary, " + bytes.remaining() + " bytes");
      socket.send(bytes);
    }

    @Override
    public void onClose(WebSocket socket, int code, String reason, boolean byPeer) {
      log.accept(
          name(socket)
              + ": closed by the "
              + (byPeer ? "client" : "server")
              + ", code "
              + code
              + (reason.isEmpty() ? "" : " " + reason));
    }

    @Override
    public void onError(@Nullable WebSocket socket, Exception e) {
      if (socket == null && started.getCount() > 0) {
        failure = e;
        started.countDown();
        return;
      }
      log.accept((socket == null ? "server" : name(socket)) + ": " + e);
    }

    private static String name(WebSocket socket) {
      String name = socket.getAttachment();
      return name == null ? "connection before its upgrade" : name;
    }
  }
}
