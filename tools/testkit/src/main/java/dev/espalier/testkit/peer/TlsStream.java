package dev.espalier.testkit.peer;

import dev.espalier.emulator.tls.ServerEngine;
import dev.espalier.hal.port.MbedTls;
import dev.espalier.hal.port.Network.Endpoint;
import dev.espalier.hal.port.Network.Option;
import dev.espalier.hal.port.TlsEngine.Session;
import dev.espalier.testkit.JsonObject;
import java.util.Objects;

/** A TLS connection of a peer: shakes hands, then carries the script's bytes. */
final class TlsStream implements PeerStream {
  private static final int EAGAIN = 11;

  /** The first message of the handshake took the recordings' peer about so long. */
  private static final long HANDSHAKE_STEP_NANOS = 1_000_000;

  /** From a refusal to the end of TCP: what the client had sent by then stays unread. */
  private static final long REFUSAL_NANOS = 50_000;

  private static final int RECORD_BYTES = 16384;

  /** How long the peer waits for the answer to its goodbye, as the recordings' peer did. */
  private static final long GOODBYE_NANOS = 1_000_000_000;

  /** After so long without an end the peer gives the handshake up, as the recordings' peer did. */
  private static final long HANDSHAKE_NANOS = 20_000_000_000L;

  private final PeerWorld world;
  private final Endpoint endpoint;
  private final int index;
  private final ServerEngine engine;
  private final Listener listener;
  private final Runnable onOpen;
  private State state = State.HANDSHAKE;
  private boolean nameNoted;
  private boolean paused;
  private boolean working;

  private enum State {
    HANDSHAKE,
    OPEN,
    /** The handshake failed; nothing is read any more. */
    FAILED,
    /** Our goodbye is out, the client's is awaited. */
    CLOSING,
    CLOSED
  }

  /**
   * Takes a connection that was accepted.
   *
   * @param world where the peer lives
   * @param endpoint the TCP connection
   * @param index its number
   * @param engine the server's side
   * @param listener hears of the client's bytes
   * @param onOpen runs when the handshake is over
   */
  TlsStream(
      PeerWorld world,
      Endpoint endpoint,
      int index,
      ServerEngine engine,
      Listener listener,
      Runnable onOpen) {
    this.world = world;
    this.endpoint = endpoint;
    this.index = index;
    this.engine = engine;
    this.listener = listener;
    this.onOpen = onOpen;
  }

  /** Begins the handshake. */
  void start() {
    endpoint.onReady(this::ready);
    world.after(
        HANDSHAKE_NANOS,
        () -> {
          if (state == State.HANDSHAKE) {
            handshakeFailed("TimeoutError");
          }
        });
    ready();
  }

  /** A server takes a while for its keys: the client sees that nothing is there yet. */
  private void ready() {
    if (state == State.HANDSHAKE && !engine.helloSeen()) {
      world.after(HANDSHAKE_STEP_NANOS, this::work);
    } else {
      work();
    }
  }

  private void work() {
    if (working) {
      return;
    }
    working = true;
    try {
      flush();
      while (reads()) {
        int n = endpoint.read(engine.input(), engine.inputOffset(), engine.inputWanted(), false);
        if (n == -EAGAIN) {
          break;
        }
        received(n, n > 0 ? engine.received(n) : 0);
      }
    } finally {
      working = false;
    }
    if (state == State.OPEN) {
      listener.writable();
    }
  }

  private boolean reads() {
    return switch (state) {
      case HANDSHAKE, CLOSING -> true;
      case OPEN -> !paused;
      case FAILED, CLOSED -> false;
    };
  }

  private void received(int n, int code) {
    flush();
    if (!nameNoted && engine.helloSeen()) {
      nameNoted = true;
      JsonObject r = wire("tls_sni");
      r.map().remove("conn");
      if (engine.serverName() != null) {
        r.put("name", engine.serverName());
      }
      world.record(r);
    }
    switch (state) {
      case HANDSHAKE -> shakeHands(n, code);
      case OPEN -> deliver(n, code);
      case CLOSING -> {
        if (n <= 0 || code != 0 || engine.available() > 0) {
          end();
        }
      }
      case FAILED, CLOSED -> {
        // the script has closed it meanwhile
      }
    }
  }

  private void shakeHands(int n, int code) {
    if (n == 0) {
      handshakeFailed("UNEXPECTED_EOF_WHILE_READING");
    } else if (n < 0) {
      handshakeFailed("ConnectionResetError");
    } else if (code != 0) {
      handshakeFailed(Objects.requireNonNullElse(engine.failureReason(), "UNKNOWN"));
    } else if (engine.handshakeDone()) {
      state = State.OPEN;
      Session session = Objects.requireNonNull(engine.session());
      world.record(
          wire("tls")
              .put("version", session.version())
              .put("cipher", session.cipher())
              .put("client_cert", session.peerCertificate()));
      onOpen.run();
      deliverPlaintext();
    }
  }

  private void handshakeFailed(String reason) {
    world.record(wire("tls_handshake_failed").put("error", reason));
    state = State.FAILED;
    world.after(
        REFUSAL_NANOS,
        () -> {
          if (state == State.FAILED) {
            state = State.CLOSED;
            endpoint.close();
          }
        });
  }

  private void deliver(int n, int code) {
    if (n == 0 || code == MbedTls.SSL_PEER_CLOSE_NOTIFY) {
      deliverPlaintext();
      finished("fin");
    } else if (n < 0) {
      finished("rst");
    } else if (code != 0) {
      finished("tls_error:" + engine.failureReason());
    } else {
      deliverPlaintext();
    }
  }

  private void deliverPlaintext() {
    int n = engine.available();
    if (n > 0) {
      byte[] bytes = new byte[n];
      int taken = engine.read(bytes, 0, n);
      assert taken == n : "all that is available comes at once";
      listener.data(bytes);
    }
  }

  /** Nothing more is read; what was not closed stays open until the script closes it. */
  private void finished(String how) {
    paused = true;
    listener.end(how);
  }

  private JsonObject wire(String what) {
    return JsonObject.create()
        .put("type", "wire")
        .put("conn", index)
        .put("dir", "c2s")
        .put("what", what);
  }

  /** Sends what the engine has to send; returns an errno or 0. */
  private int flush() {
    while (engine.outputLeft() > 0) {
      int n = endpoint.write(engine.output(), engine.outputOffset(), engine.outputLeft());
      if (n == -EAGAIN) {
        return 0;
      }
      if (n < 0) {
        return n;
      }
      engine.sent(n);
    }
    return 0;
  }

  @Override
  public int write(byte[] bytes, int offset) {
    int error = flush();
    if (error < 0 || engine.outputLeft() > 0) {
      return error;
    }
    int n = engine.write(bytes, offset, Math.min(RECORD_BYTES, bytes.length - offset));
    error = flush();
    return error < 0 ? error : n;
  }

  @Override
  public void pause() {
    paused = true;
  }

  @Override
  public void resume() {
    paused = false;
    ready();
  }

  @Override
  public void shutdownWrite() {
    var _ = endpoint.shutdown(Endpoint.SHUT_WR);
  }

  @Override
  public void close(boolean notify) {
    if (!notify || state != State.OPEN) {
      end();
      return;
    }
    state = State.CLOSING;
    engine.closeNotify();
    if (flush() < 0) {
      end();
      return;
    }
    world.after(GOODBYE_NANOS, this::end);
    ready();
  }

  private void end() {
    if (state != State.CLOSED) {
      state = State.CLOSED;
      var _ = endpoint.shutdown(Endpoint.SHUT_RDWR);
      endpoint.close();
    }
  }

  @Override
  public void reset() {
    state = State.CLOSED;
    var _ = endpoint.option(Option.LINGER, 0);
    endpoint.close();
  }
}
