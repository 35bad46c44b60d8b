package dev.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against the JDK's own WebSocket client. */
@Timeout(60)
class EchoServerTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final BlockingQueue<String> log = new LinkedBlockingQueue<>();

  @Test
  void sendsMessagesBackAndLogsThem() throws Exception {
    try (var server = EchoServer.start(ANY_PORT, null, log::add);
        var http = HttpClient.newHttpClient()) {
      assertEquals("echo hello", talk(http, "ws://localhost:" + server.port() + "/path?q=1"));
    }
    assertTrue(
        next().matches("connection 1 from 127.0.0.1:\\d+: GET /path\\?q=1, subprotocol chat"));
    assertEquals("connection 1: text, 10 characters: echo hello", next());
    assertEquals("connection 1: closed by the client, code 1000 bye", next());
  }

  @Test
  void servesTlsWithACertificateThatItsAuthorityVouchesFor() throws Exception {
    ServerCertificate certificate = ServerCertificate.make("localhost");
    try (var server = EchoServer.start(ANY_PORT, certificate, log::add);
        var http = HttpClient.newBuilder().sslContext(trusting(certificate.caPem())).build()) {
      assertEquals("echo hello", talk(http, "wss://localhost:" + server.port() + "/"));
    }
    assertTrue(next().endsWith("GET / over TLS, subprotocol chat"));
  }

  @Test
  void saysWhichPortIsTaken() {
    try (var server = EchoServer.start(ANY_PORT, null, log::add)) {
      var taken = new InetSocketAddress(ANY_PORT.getAddress(), server.port());
      CliException e =
          assertThrows(CliException.class, () -> EchoServer.start(taken, null, log::add));
      assertTrue(
          String.valueOf(e.getMessage())
              .matches("cannot listen on .*:" + server.port() + ": .*--port"),
          e.getMessage());
    }
  }

  private String next() throws InterruptedException {
    return String.valueOf(log.poll(30, TimeUnit.SECONDS));
  }

  private static String talk(HttpClient http, String uri) throws Exception {
    var answer = new CompletableFuture<String>();
    var closed = new CompletableFuture<Integer>();
    WebSocket socket =
        http.newWebSocketBuilder()
            .subprotocols("chat")
            .buildAsync(URI.create(uri), new Listener(answer, closed))
            .get(30, TimeUnit.SECONDS);
    assertEquals("chat", socket.getSubprotocol());
    socket.sendText("echo hello", true).get(30, TimeUnit.SECONDS);
    String text = answer.get(30, TimeUnit.SECONDS);
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "bye").get(30, TimeUnit.SECONDS);
    assertEquals(WebSocket.NORMAL_CLOSURE, closed.get(30, TimeUnit.SECONDS));
    return text;
  }

  private static SSLContext trusting(String caPem) throws Exception {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry(
          "ca",
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(caPem.getBytes(StandardCharsets.US_ASCII))));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private record Listener(CompletableFuture<String> answer, CompletableFuture<Integer> closed)
      implements WebSocket.Listener {
    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      answer.complete(data.toString());
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      closed.complete(status);
      return null;
    }
  }
}
