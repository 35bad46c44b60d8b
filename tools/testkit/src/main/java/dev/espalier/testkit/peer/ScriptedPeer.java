package dev.espalier.testkit.peer;

import dev.espalier.hal.port.Network.Endpoint;
import dev.espalier.hal.port.Network.Option;
import dev.espalier.testkit.JsonObject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A server that does what a script says, connection by connection. See {@code peer} in the format
 * of the recordings for what a script may hold.
 */
public final class ScriptedPeer {
  private static final long MILLI = 1_000_000;
  private static final int BACKLOG = 16;

  /** A script begins so long after its connection was taken: its thread had to start. */
  private static final long THREAD_NANOS = 250_000;

  /** So many own connections fill the accept queue, so that a further connect never completes. */
  private static final int FILL = 4;

  private final PeerWorld world;
  private final JsonObject script;
  private final @Nullable TlsSide tls;
  private final Endpoint listener;
  private final int port;
  private final List<PeerConnection> connections = new ArrayList<>();
  private final List<Endpoint> raw = new ArrayList<>();
  private int accepted;
  private boolean closed;

  /**
   * Opens the peer's port and listens, if the script says so.
   *
   * @param world where it lives
   * @param script what it does
   */
  public ScriptedPeer(PeerWorld world, JsonObject script) {
    this.world = world;
    this.script = script;
    JsonObject tlsScript = script.object("tls");
    this.tls = tlsScript == null ? null : new TlsSide(world, tlsScript);
    for (int i = 0; i < Math.max(1, script.list("conns").size()); i++) {
      new PeerConnection(world, i, 0).check(operations(i));
    }
    boolean ipv6 = script.flag("ipv6", false);
    this.listener = world.network().open(ipv6, false);
    check("SO_REUSEADDR", listener.option(Option.REUSE_ADDRESS, 1));
    if (script.number("rcvbuf", 0) > 0) {
      int bytes = (int) script.number("rcvbuf", 0);
      check("SO_RCVBUF", listener.option(Option.RECEIVE_BUFFER, bytes));
    }
    var address = new InetSocketAddress(loopback(ipv6), (int) script.number("port", 0));
    check("bind", listener.bind(address));
    this.port = Objects.requireNonNull(listener.local(), "bound above").getPort();
  }

  /** Begins to listen; from now on things happen. */
  public void start() {
    if (script.flag("listen", true)) {
      listen((int) script.number("backlog", BACKLOG));
    } else if (script.number("listen_after_ms", 0) > 0) {
      world.after(
          script.number("listen_after_ms", 0) * MILLI,
          () -> {
            if (!closed) {
              listen(BACKLOG);
              world.record(wire("s2c", "listening"));
            }
          });
    }
  }

  /**
   * The port that it was given.
   *
   * @return 1 to 65535
   */
  public int port() {
    return port;
  }

  /** The scenario is over: closes everything; nothing more is noted. */
  public void shutdown() {
    closed = true;
    listener.close();
    connections.forEach(PeerConnection::shutdown);
    raw.forEach(Endpoint::close);
  }

  private static InetAddress loopback(boolean ipv6) {
    try {
      byte[] v6 = new byte[16];
      v6[15] = 1;
      return InetAddress.getByAddress(ipv6 ? v6 : new byte[] {127, 0, 0, 1});
    } catch (UnknownHostException e) {
      throw new IllegalStateException("both lengths are right", e);
    }
  }

  private static void check(String what, int result) {
    if (result < 0) {
      throw new IllegalStateException("the peer's " + what + " fails: errno " + -result);
    }
  }

  private static JsonObject wire(String direction, String what) {
    return JsonObject.create().put("type", "wire").put("dir", direction).put("what", what);
  }

  private void listen(int backlog) {
    check("listen", listener.listen(backlog));
    if (script.flag("fill", false)) {
      for (int i = 0; i < FILL; i++) {
        Endpoint filler = world.network().open(script.flag("ipv6", false), false);
        raw.add(filler);
        var _ = filler.connect(Objects.requireNonNull(listener.local()));
      }
    }
    if (script.flag("accept", true)) {
      listener.onReady(this::accept);
      accept();
    }
  }

  private void accept() {
    for (Endpoint e = next(); e != null; e = next()) {
      int index = accepted++;
      world.record(wire("c2s", "connect").put("conn", index));
      var _ = e.option(Option.NO_DELAY, 1);
      serve(e, index, operations(index));
      if (script.has("accept_n") && accepted >= script.number("accept_n", 0)) {
        closed = true;
        listener.close();
      }
    }
  }

  private @Nullable Endpoint next() {
    return closed ? null : listener.accept();
  }

  private List<JsonObject> operations(int index) {
    List<@Nullable Object> conns = script.list("conns");
    Object list = null;
    if (index < conns.size()) {
      list = conns.get(index);
    } else if (script.text("more", "").equals("repeat") && !conns.isEmpty()) {
      list = conns.getLast();
    }
    if (list instanceof List<?> operations) {
      return JsonObject.objectsOf("conns", new ArrayList<>(operations));
    }
    return List.of(JsonObject.create().put("op", "close"));
  }

  private void serve(Endpoint endpoint, int index, List<JsonObject> operations) {
    var connection = new PeerConnection(world, index, port);
    if (tls == null) {
      var stream = new PlainStream(world, endpoint, connection);
      connections.add(connection);
      connection.use(stream);
      stream.start();
      world.after(THREAD_NANOS, () -> connection.run(operations));
      return;
    }
    for (JsonObject op : operations) {
      if (op.text("op", "").equals("tls_stall")) {
        raw.add(endpoint);
        world.after(op.number("ms", 0) * MILLI, endpoint::close);
        return;
      }
    }
    connections.add(connection);
    Runnable run = () -> connection.run(operations);
    var stream = new TlsStream(world, endpoint, index, tls.engine(), connection, run);
    connection.use(stream);
    stream.start();
  }
}
