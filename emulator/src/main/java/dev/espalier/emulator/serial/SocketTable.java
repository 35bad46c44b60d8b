package dev.espalier.emulator.serial;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who has which id, and which lookups are open. Owner: one {@link HostSession}. */
final class SocketTable {
  private static final int LOOKUPS_WAITING_MAX = 64;
  private static final int REQUESTS = 256;

  /** Holds an id until the board has answered CLOSE. */
  private static final TunnelSocket CLOSING = new Closing();

  private record Lookup(String name, Consumer<List<InetAddress>> done) {}

  private final HostSession session;
  private final SessionEvents events;
  private final @Nullable TunnelSocket[] ids = new @Nullable TunnelSocket[LinkMessage.SOCKETS_MAX];
  private final Map<Integer, Lookup> lookups = new HashMap<>();
  private final Deque<Lookup> waiting = new ArrayDeque<>();
  private int nextRequest;

  SocketTable(HostSession session, SessionEvents events) {
    this.session = session;
    this.events = events;
  }

  private int count() {
    LinkMessage.Hello board = session.board();
    return board == null || !session.isUp() ? 0 : board.limits().sockets();
  }

  /** Ids that nobody has. */
  int free() {
    int free = 0;
    for (int id = 0; id < count(); id++) {
      free += ids[id] == null ? 1 : 0;
    }
    return free;
  }

  /** Gives a socket an id, -1 when none is free. */
  int take(TunnelSocket socket) {
    for (int id = 0; id < count(); id++) {
      if (ids[id] == null) {
        ids[id] = socket;
        return id;
      }
    }
    return -1;
  }

  /** Another socket takes an id over. */
  void replace(int id, TunnelSocket socket) {
    ids[id] = socket;
  }

  /** Closes an id's socket on the board; the id is free when the board has said so. */
  void close(int id, boolean abort, long now) {
    ids[id] = CLOSING;
    session.send(new SocketMessage.Close(id, abort ? SocketMessage.Close.ABORT : 0), now);
  }

  /** Looks a name up; {@code done} gets nothing when it is not known. */
  void resolve(String name, Consumer<List<InetAddress>> done, long now) {
    LinkMessage.Hello board = session.board();
    boolean fits = !name.isEmpty() && name.length() <= BoardMessage.NAME_MAX;
    if (board == null || !session.isUp() || !fits || waiting.size() >= LOOKUPS_WAITING_MAX) {
      done.accept(List.of());
      return;
    }
    waiting.add(new Lookup(name, done));
    startLookups(board, now);
  }

  private void startLookups(LinkMessage.Hello board, long now) {
    while (!waiting.isEmpty()
        && lookups.size() < Math.min(board.limits().lookups(), REQUESTS / 2)) {
      while (lookups.containsKey(nextRequest)) {
        nextRequest = (nextRequest + 1) % REQUESTS;
      }
      Lookup lookup = waiting.remove();
      lookups.put(nextRequest, lookup);
      session.send(new BoardMessage.Resolve(nextRequest, lookup.name), now);
      nextRequest = (nextRequest + 1) % REQUESTS;
    }
  }

  /** Takes a numbered frame of the board. */
  void take(Message message) throws ViolationException {
    switch (message) {
      case SocketMessage.Status status -> status(status);
      case SocketMessage.Data data -> of(data.id()).data(data.bytes());
      case SocketMessage.Dgram piece -> of(piece.id()).datagram(piece);
      case SocketMessage.Credit credit -> of(credit.id()).credit(credit);
      case SocketMessage.Eof eof -> of(eof.id()).end();
      case SocketMessage.Accepted accepted -> of(accepted.listener()).accepted(accepted);
      case BoardMessage.Resolved resolved -> resolved(resolved);
      default -> throw new ViolationException("a board does not send " + message.type());
    }
  }

  private TunnelSocket of(int id) throws ViolationException {
    TunnelSocket socket = id < ids.length ? ids[id] : null;
    if (socket == null) {
      throw new ViolationException("it sends to socket " + id + ", which is not open");
    }
    return socket;
  }

  private void status(SocketMessage.Status status) throws ViolationException {
    if (status.id() == BoardMessage.NO_SOCKET) {
      events.wifiStatus(status.error());
      return;
    }
    TunnelSocket socket = of(status.id());
    if (status.op() != FrameType.CLOSE.code()) {
      socket.status(status);
    } else if (socket instanceof Closing) {
      ids[status.id()] = null;
    } else {
      throw new ViolationException("it closes socket " + status.id() + " by itself");
    }
  }

  @Nullable TunnelSocket at(int id) {
    return id < ids.length ? ids[id] : null;
  }

  private void resolved(BoardMessage.Resolved resolved) throws ViolationException {
    Lookup lookup = lookups.remove(resolved.request());
    LinkMessage.Hello board = session.board();
    if (lookup == null || board == null) {
      throw new ViolationException(
          "it answers lookup " + resolved.request() + ", which is not open");
    }
    startLookups(board, 0);
    lookup.done.accept(resolved.error() == 0 ? resolved.addresses() : List.of());
  }

  /** The session has ended. */
  void lost() {
    TunnelSocket[] had = new TunnelSocket[ids.length];
    for (int id = 0; id < ids.length; id++) {
      TunnelSocket socket = ids[id];
      had[id] = socket == null ? CLOSING : socket;
      ids[id] = null;
    }
    for (TunnelSocket socket : had) {
      socket.lost();
    }
    List<Lookup> open = new ArrayList<>(lookups.values());
    open.addAll(waiting);
    lookups.clear();
    waiting.clear();
    for (Lookup lookup : open) {
      lookup.done.accept(List.of());
    }
  }

  /** What comes for an id that was closed is passed over. */
  private static final class Closing implements TunnelSocket {
    @Override
    public void status(SocketMessage.Status status) {}

    @Override
    public void data(byte[] bytes) {}

    @Override
    public void datagram(SocketMessage.Dgram piece) {}

    @Override
    public void credit(SocketMessage.Credit credit) {}

    @Override
    public void end() {}

    @Override
    public void accepted(SocketMessage.Accepted accepted) {}

    @Override
    public @Nullable SocketMessage next(int payload) {
      return null;
    }

    @Override
    public void lost() {}
  }
}
