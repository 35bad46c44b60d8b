package dev.espalier.bench;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The peer of all clients, in a process of its own: blocking sockets, a thread per connection.
 *
 * <p>{@code /echo} sends each message back; {@code /sink/N} answers the last of N messages with an
 * empty one; {@code /source/N/SIZE} sends N messages once the first has come.
 */
final class FrameServer {
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private final DataInputStream in;
  private final OutputStream out;
  private byte[] payload = new byte[1 << 16];

  private FrameServer(Socket socket) throws IOException {
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
    out = socket.getOutputStream();
  }

  /** Prints the port and serves until the process ends. */
  public static void main(String[] args) throws IOException {
    try (var listening = new ServerSocket(0, 2000, InetAddress.getLoopbackAddress())) {
      System.out.println(listening.getLocalPort());
      while (true) {
        Socket socket = listening.accept();
        socket.setTcpNoDelay(true);
        Thread.ofPlatform().daemon().start(() -> serve(socket));
      }
    }
  }

  private static void serve(Socket socket) {
    try (socket) {
      new FrameServer(socket).talk();
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

  /** Reads a masked frame into the payload, 10 bytes behind its start; -1 at a CLOSE. */
  private int read() throws IOException {
    int first = in.readUnsignedByte();
    int length = in.readUnsignedByte() & 0x7F;
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = Math.toIntExact(in.readLong());
    }
    int mask = in.readInt();
    if (payload.length < length + 10) {
      payload = new byte[length + 10];
    }
    in.readFully(payload, 10, length);
    for (int i = 0; i < length; i++) {
      payload[10 + i] ^= (byte) (mask >> (8 * (3 - (i & 3))));
    }
    return (first & 0x0F) == 8 ? -1 : length;
  }

  private void write(int length) throws IOException {
    int start;
    if (length < 126) {
      start = 8;
      payload[9] = (byte) length;
    } else {
      start = 6;
      payload[7] = 126;
      payload[8] = (byte) (length >> 8);
      payload[9] = (byte) length;
    }
    payload[start] = (byte) 0x82;
    out.write(payload, start, 10 - start + length);
  }
}
