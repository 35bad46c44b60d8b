package dev.espalier.emulator.serial;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * A serial port of another machine, over TCP as ser2net offers it in raw mode: {@code
 * socket://host:port}. The rate is what the other machine has set.
 */
public final class SocketLink implements ByteLink {
  /** What names begin with. */
  public static final String SCHEME = "socket://";

  private static final int CONNECT_MILLIS_MAX = 3000;

  private final String name;
  private final String host;
  private final int port;
  private @Nullable Socket socket;
  private @Nullable LinkThreads threads;

  private SocketLink(String name, String host, int port) {
    this.name = name;
    this.host = host;
    this.port = port;
  }

  /**
   * Describes a line; connects nothing.
   *
   * @param name such as {@code socket://127.0.0.1:4000}
   * @return the line
   * @throws IllegalArgumentException when the name is none
   */
  public static SocketLink named(String name) {
    URI uri;
    try {
      uri = URI.create(name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not of the form socket://HOST:PORT: '" + name + "'", e);
    }
    if (!name.startsWith(SCHEME) || uri.getHost() == null || uri.getPort() < 1) {
      throw new IllegalArgumentException("not of the form socket://HOST:PORT: '" + name + "'");
    }
    return new SocketLink(name, uri.getHost(), uri.getPort());
  }

  @Override
  public void open(Receiver receiver) throws IOException {
    close();
    Socket made = new Socket();
    try {
      made.setTcpNoDelay(true);
      made.connect(new InetSocketAddress(host, port), CONNECT_MILLIS_MAX);
    } catch (IOException e) {
      made.close();
      throw new IOException(problem(e), e);
    }
    socket = made;
    LinkThreads both = new LinkThreads(name, new Streams(made), receiver);
    threads = both;
    both.start();
  }

  private String problem(IOException e) {
    return switch (e) {
      case UnknownHostException _ -> name + ": the host '" + host + "' is not known";
      case ConnectException _ ->
          name + ": nobody listens there; start ser2net, or the agent, and try again";
      case SocketTimeoutException _ -> name + ": no answer within 3 s";
      default -> name + ": " + e.getMessage();
    };
  }

  @Override
  public void write(byte[] bytes) {
    LinkThreads open = threads;
    if (open != null) {
      open.write(bytes);
    }
  }

  @Override
  public void rate(int baud) {}

  @Override
  public String name() {
    return name;
  }

  @Override
  public void close() {
    LinkThreads open = threads;
    Socket had = socket;
    threads = null;
    socket = null;
    if (open == null || had == null) {
      return;
    }
    open.drain(() -> shut(had));
  }

  private static void shut(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Closed all the same.
    }
  }

  /** A socket's two streams. */
  private record Streams(Socket socket) implements LinkThreads.Port {
    @Override
    public int read(byte[] buffer) throws IOException {
      return socket.getInputStream().read(buffer);
    }

    @Override
    public void write(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
    }

    @Override
    public String goneBecause() {
      return "the machine that the board is plugged into has ended the connection";
    }
  }
}
