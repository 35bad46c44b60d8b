package dev.espalier.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The floor: a blocking socket and frames made by hand, no masks, one buffer. */
final class RawClient implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final byte[] buffer = new byte[1 << 16];
  private int from;
  private int to;

  private RawClient(int port, String path) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    in = socket.getInputStream();
    out = socket.getOutputStream();
    out.write(
        ("GET "
                + path
                + " HTTP/1.1\r\n"
                + "Host: localhost\r\n"
                + "Upgrade: websocket\r\n"
                + "Connection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1));
    int end = 0;
    while (end < 4) {
      int c = next();
      end = c == "\r\n\r\n".charAt(end) ? end + 1 : c == '\r' ? 1 : 0;
    }
  }

  static void echo(int port, int size, int operations) throws IOException {
    try (var client = new RawClient(port, "/echo")) {
      byte[] frame = frame(size);
      for (int i = 0; i < operations; i++) {
        client.out.write(frame);
        client.skipFrame();
      }
    }
  }

  static void send(int port, int size, int operations) throws IOException {
    try (var client = new RawClient(port, "/sink/" + operations)) {
      byte[] frame = frame(size);
      for (int i = 0; i < operations; i++) {
        client.out.write(frame);
      }
      client.skipFrame();
    }
  }

  static void receive(int port, int size, int operations) throws IOException {
    try (var client = new RawClient(port, "/source/" + operations + "/" + size)) {
      client.out.write(frame(1));
      for (int i = 0; i < operations; i++) {
        client.skipFrame();
      }
    }
  }

  private static byte[] frame(int size) {
    byte[] frame = new byte[size + (size < 126 ? 6 : 8)];
    frame[0] = (byte) 0x82;
    if (size < 126) {
      frame[1] = (byte) (0x80 | size);
    } else {
      frame[1] = (byte) 0xFE;
      frame[2] = (byte) (size >> 8);
      frame[3] = (byte) size;
    }
    return frame;
  }

  private int next() throws IOException {
    if (from == to) {
      to = in.read(buffer);
      from = 0;
      if (to < 0) {
        throw new IOException("the server has closed");
      }
    }
    return buffer[from++] & 0xFF;
  }

  private void skipFrame() throws IOException {
    next();
    int length = next();
    if (length == 126) {
      length = next() << 8;
      length |= next();
    }
    for (int left = length; left > 0; ) {
      if (from == to) {
        next();
        from--;
      }
      int taken = Math.min(left, to - from);
      from += taken;
      left -= taken;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
