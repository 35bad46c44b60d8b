package dev.espalier.bench;

import dev.espalier.emulator.tls.CertificateMaker;
import dev.espalier.emulator.tls.CertificateMaker.Spec;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.jspecify.annotations.Nullable;

/**
 * The peer of all clients, in a process of its own: blocking sockets, a thread per connection.
 *
 * <p>{@code /echo} sends each message back, in one frame; {@code /sink/N} answers the last of N
 * messages with an empty one; {@code /source/N/SIZE} sends N messages once the first has come. A
 * CLOSE is answered with one, and the connection ended.
 */
final class FrameServer {
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int BACKLOG = 2000;
  private static final int FIN = 0x80;

  /** The longest header of a frame without a mask. */
  private static final int HEADER_MAX = 10;

  private final DataInputStream in;
  private final OutputStream out;
  private byte[] payload = new byte[HEADER_MAX + 1024];

  private FrameServer(Socket socket, int bufferSize) throws IOException {
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), bufferSize));
    out = socket.getOutputStream();
  }

  /**
   * Prints four ports (plain and TLS, and both again for many idle connections) and the certificate
   * in PEM, and serves until the process ends.
   */
  public static void main(String[] args) throws Exception {
    CertificateMaker.Made made =
        new CertificateMaker(Instant.now()).make(Spec.leaf(Target.HOST, "IP:" + Target.HOST), null);
    SSLContext context = context(made);
    StringBuilder ports = new StringBuilder();
    for (boolean many : new boolean[] {false, true}) {
      for (boolean tls : new boolean[] {false, true}) {
        ServerSocket listening = listen(tls ? context : null);
        Thread.ofPlatform().start(() -> accept(listening, many));
        ports.append(listening.getLocalPort()).append(' ');
      }
    }
    System.out.println(ports);
    System.out.println(made.pem());
  }

  private static SSLContext context(CertificateMaker.Made made)
      throws GeneralSecurityException, IOException {
    char[] noPassword = {};
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setKeyEntry("server", made.key(), noPassword, new Certificate[] {made.certificate()});
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, noPassword);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  /** With TLS: what the chip's ESP-IDF v4.4 speaks, the same for all. */
  private static ServerSocket listen(@Nullable SSLContext context) throws IOException {
    InetAddress host = InetAddress.ofLiteral(Target.HOST);
    if (context == null) {
      return new ServerSocket(0, BACKLOG, host);
    }
    SSLServerSocket socket =
        (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, BACKLOG, host);
    socket.setEnabledProtocols(new String[] {"TLSv1.2"});
    socket.setEnabledCipherSuites(new String[] {"TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"});
    return socket;
  }

  private static void accept(ServerSocket listening, boolean many) {
    Thread.Builder threads = many ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
    int bufferSize = many ? 1 << 10 : 1 << 16;
    try {
      while (true) {
        Socket socket = listening.accept();
        socket.setTcpNoDelay(true);
        threads.start(() -> serve(socket, bufferSize));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void serve(Socket socket, int bufferSize) {
    try (socket) {
      FrameServer server = new FrameServer(socket, bufferSize);
      server.talk();
      server.payload[HEADER_MAX - 2] = (byte) 0x88;
      server.payload[HEADER_MAX - 1] = 0;
      server.out.write(server.payload, HEADER_MAX - 2, 2);
    } catch (IOException e) {
      // The client has gone: the end of a connection, told by nobody else.
    }
  }

  private void talk() throws IOException {
    String[] path = upgrade().split("/");
    int messages = path.length > 2 ? Integer.parseInt(path[2]) : Integer.MAX_VALUE;
    switch (path[1]) {
      case "echo" -> {
        for (int n = read(); n >= 0; n = read()) {
          write(n);
        }
      }
      case "sink" -> {
        for (int i = 1, n = read(); n >= 0; n = read(), i++) {
          if (i % messages == 0) {
            write(0);
          }
        }
      }
      default -> {
        int size = Integer.parseInt(path[3]);
        payload = new byte[HEADER_MAX + size];
        while (read() >= 0) {
          for (int i = 0; i < messages; i++) {
            write(size);
          }
        }
      }
    }
  }

  private String upgrade() throws IOException {
    String path = "";
    String key = "";
    for (String line = line(); !line.isEmpty(); line = line()) {
      if (line.startsWith("GET ")) {
        path = line.split(" ")[1];
      } else if (line.regionMatches(true, 0, "Sec-WebSocket-Key:", 0, 18)) {
        key = line.substring(18).trim();
      }
    }
    out.write(
        ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: "
                + accept(key)
                + "\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1));
    return path;
  }

  static String accept(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private String line() throws IOException {
    var text = new StringBuilder();
    for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
      if (c != '\r') {
        text.append((char) c);
      }
    }
    return text.toString();
  }

  /** Reads a masked message into the payload, behind room for a header; -1 at a CLOSE. */
  private int read() throws IOException {
    int have = 0;
    int first;
    do {
      first = in.readUnsignedByte();
      have += readFrame(have);
    } while ((first & FIN) == 0);
    return (first & 0x0F) == 8 ? -1 : have;
  }

  /** Reads a frame's rest, its payload behind what the message has so far. */
  private int readFrame(int have) throws IOException {
    int length = in.readUnsignedByte() & 0x7F;
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = Math.toIntExact(in.readLong());
    }
    int mask = in.readInt();
    int at = HEADER_MAX + have;
    if (payload.length < at + length) {
      payload = Arrays.copyOf(payload, Math.max(at + length, 2 * payload.length));
    }
    in.readFully(payload, at, length);
    if (mask != 0) {
      for (int i = 0; i < length; i++) {
        payload[at + i] ^= (byte) (mask >> (8 * (3 - (i & 3))));
      }
    }
    return length;
  }

  private void write(int length) throws IOException {
    int start;
    if (length < 126) {
      start = HEADER_MAX - 2;
      payload[start + 1] = (byte) length;
    } else if (length <= 0xFFFF) {
      start = HEADER_MAX - 4;
      payload[start + 1] = 126;
    } else {
      start = 0;
      payload[1] = 127;
      payload[2] = 0;
      payload[3] = 0;
      payload[4] = 0;
      payload[5] = 0;
      payload[6] = (byte) (length >> 24);
      payload[7] = (byte) (length >> 16);
    }
    if (length >= 126) {
      payload[HEADER_MAX - 2] = (byte) (length >> 8);
      payload[HEADER_MAX - 1] = (byte) length;
    }
    payload[start] = (byte) 0x82;
    out.write(payload, start, HEADER_MAX - start + length);
  }
}
