package dev.espalier.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The floor: a blocking socket and frames made by hand, masked by zeros, one buffer. */
final class RawLibrary implements Library {
  @Override
  public String name() {
    return "raw socket";
  }

  @Override
  public void echo(Target server, int size, int operations, Stopwatch watch) throws IOException {
    try (var client = new Client(server, "/echo", 1 << 16)) {
      byte[] frame = frame(0x82, size);
      watch.start();
      for (int i = 0; i < operations; i++) {
        client.out.write(frame);
        client.skipFrame();
      }
      watch.stop();
    }
  }

  @Override
  public void send(Target server, int size, int operations, Stopwatch watch) throws IOException {
    try (var client = new Client(server, "/sink/" + operations, 1 << 16)) {
      byte[] frame = frame(0x82, size);
      watch.start();
      for (int i = 0; i < operations; i++) {
        client.out.write(frame);
      }
      client.skipFrame();
      watch.stop();
    }
  }

  @Override
  public void receive(Target server, int size, int operations, Stopwatch watch) throws IOException {
    try (var client = new Client(server, "/source/" + operations + "/" + size, 1 << 16)) {
      watch.start();
      client.out.write(frame(0x82, 1));
      for (int i = 0; i < operations; i++) {
        client.skipFrame();
      }
      watch.stop();
    }
  }

  @Override
  public void connect(Target server, int operations, Stopwatch watch) throws IOException {
    byte[] close = frame(0x88, 0);
    watch.start();
    for (int i = 0; i < operations; i++) {
      try (var client = new Client(server, "/echo", 1 << 10)) {
        client.out.write(close);
        client.skipFrame();
      }
    }
    watch.stop();
  }

  @Override
  public AutoCloseable idle(Target server, int connections) throws IOException {
    List<Client> open = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      open.add(new Client(server, "/echo", 1 << 10));
    }
    return () -> {
      for (Client client : open) {
        client.close();
      }
    };
  }

  private static byte[] frame(int firstByte, int size) {
    int header = size < 126 ? 6 : size <= 0xFFFF ? 8 : 14;
    byte[] frame = new byte[size + header];
    frame[0] = (byte) firstByte;
    switch (header) {
      case 6 -> frame[1] = (byte) (0x80 | size);
      case 8 -> {
        frame[1] = (byte) 0xFE;
        frame[2] = (byte) (size >> 8);
        frame[3] = (byte) size;
      }
      default -> {
        frame[1] = (byte) 0xFF;
        for (int i = 0; i < 4; i++) {
          frame[6 + i] = (byte) (size >> (24 - 8 * i));
        }
      }
    }
    return frame;
  }

  private static final class Client implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] buffer;
    private int from;
    private int to;

    Client(Target server, String path, int bufferSize) throws IOException {
      buffer = new byte[bufferSize];
      InetAddress host = InetAddress.getLoopbackAddress();
      socket =
          server.tls()
              ? server.trusting().getSocketFactory().createSocket(host, server.port())
              : new Socket(host, server.port());
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
      if (length >= 126) {
        int bytes = length == 126 ? 2 : 8;
        length = 0;
        for (int i = 0; i < bytes; i++) {
          length = length << 8 | next();
        }
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
}
