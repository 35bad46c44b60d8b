package dev.espalier.emulator.serial;

import dev.espalier.emulator.net.ByteQueue;
import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.port.Network;
import dev.espalier.hal.port.Network.Endpoint;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** One id of a {@link SimulatedBoard}, with its socket. */
final class BoardSocket {
  private enum State {
    FRESH,
    /** Belongs to a listener that may put a connection here. */
    SLOT,
    CONNECTING,
    OPEN,
    LISTENING,
    DATAGRAMS,
    FAILED
  }

  private record Slot(int id, long credit) {}

  private static final int DATAGRAM_MAX = 1472;
  private static final int PIECE_OVERHEAD = 23;

  private final SimulatedBoard board;
  private final int id;
  private @Nullable Endpoint endpoint;
  private State state;
  private final ByteQueue outbox = new ByteQueue();
  private final Deque<Slot> slots = new ArrayDeque<>();
  private final Deque<SocketMessage.Dgram> pieces = new ArrayDeque<>();
  private int hostMaySend;
  private long mySend;
  private int myDatagrams;
  private int owed;
  private boolean endAsked;
  private boolean endDone;
  private boolean endTold;
  private boolean closing;
  private byte @Nullable [] incoming;
  private int incomingLength;
  private @Nullable InetSocketAddress incomingTo;

  private BoardSocket(SimulatedBoard board, int id, @Nullable Endpoint endpoint, State state) {
    this.board = board;
    this.id = id;
    this.endpoint = endpoint;
    this.state = state;
    if (endpoint != null) {
      endpoint.onReady(this::changed);
    }
  }

  static BoardSocket open(SimulatedBoard board, Network network, SocketMessage.Open open) {
    boolean datagrams = (open.kind() & SocketMessage.Open.DATAGRAMS) != 0;
    Endpoint made = network.open((open.kind() & SocketMessage.Open.IPV6) != 0, datagrams);
    BoardSocket socket =
        new BoardSocket(board, open.id(), made, datagrams ? State.DATAGRAMS : State.FRESH);
    socket.mySend = open.credit();
    socket.myDatagrams = open.datagrams();
    return socket;
  }

  static BoardSocket slot(SimulatedBoard board, int id) {
    return new BoardSocket(board, id, null, State.SLOT);
  }

  private void status(FrameType op, int result, @Nullable InetSocketAddress local) {
    board.send(new SocketMessage.Status(id, op.code(), -result, result == 0 ? local : null));
  }

  private void statusOfFailure(int errno) {
    state = State.FAILED;
    outbox.clear();
    board.send(new SocketMessage.Status(id, 0, errno, null));
  }

  private void changed() {
    board.step(this::service);
  }

  /** Does what the socket is ready for. */
  void service() {
    Endpoint socket = endpoint;
    if (socket == null) {
      return;
    }
    int ready = socket.ready();
    if (state == State.CONNECTING && ready != 0) {
      int error = (ready & Endpoint.ERROR) != 0 ? socket.takeError() : 0;
      connected(error == 0 ? 0 : -error, socket);
    }
    if (state == State.LISTENING) {
      accept(socket);
    } else if (state == State.DATAGRAMS) {
      receiveDatagrams(socket);
    }
    flushOut();
  }

  private void connected(int result, Endpoint socket) {
    status(FrameType.CONNECT, result, socket.local());
    state = result == 0 ? State.OPEN : State.FAILED;
    hostMaySend = result == 0 ? SimulatedBoard.SOCKET_BUFFER : 0;
  }

  private void accept(Endpoint socket) {
    while (!slots.isEmpty()) {
      Endpoint taken = socket.accept();
      if (taken == null) {
        return;
      }
      Slot slot = slots.remove();
      BoardSocket made = new BoardSocket(board, slot.id, taken, State.OPEN);
      made.mySend = slot.credit;
      made.hostMaySend = SimulatedBoard.SOCKET_BUFFER;
      board.put(slot.id, made);
      InetSocketAddress remote = taken.remote();
      InetSocketAddress local = taken.local();
      if (remote != null && local != null) {
        board.send(new SocketMessage.Accepted(id, slot.id, remote, local));
      }
    }
  }

  private void receiveDatagrams(Endpoint socket) {
    byte[] buffer = new byte[DATAGRAM_MAX];
    while (true) {
      int count = socket.read(buffer, 0, buffer.length, false);
      InetSocketAddress from = socket.sender();
      if (count < 0 || from == null) {
        return;
      }
      if (myDatagrams == 0 || mySend < count) {
        board.dropped();
        continue;
      }
      myDatagrams--;
      mySend -= count;
      int room = board.payload() - PIECE_OVERHEAD;
      for (int at = 0; at == 0 || at < count; at += room) {
        int length = Math.min(room, count - at);
        int flags =
            (at == 0 ? SocketMessage.Dgram.FIRST : 0)
                | (at + length == count ? SocketMessage.Dgram.LAST : 0);
        byte[] piece = Arrays.copyOfRange(buffer, at, at + length);
        pieces.add(
            new SocketMessage.Dgram(id, flags, at == 0 ? count : 0, at == 0 ? from : null, piece));
      }
    }
  }

  /** Gives lwIP what it takes, and the host its credit back. */
  private void flushOut() {
    Endpoint socket = endpoint;
    if (socket == null || state != State.OPEN) {
      return;
    }
    byte[] buffer = new byte[1024];
    while (!outbox.isEmpty()) {
      int length = outbox.peek(buffer, 0, buffer.length);
      int count = socket.write(buffer, 0, length);
      if (count == -Errno.EAGAIN) {
        break;
      }
      if (count < 0) {
        statusOfFailure(-count);
        return;
      }
      outbox.drop(count);
      owed += count;
    }
    if (owed > 0 && !closing && (owed * 2 >= SimulatedBoard.SOCKET_BUFFER || outbox.isEmpty())) {
      hostMaySend += owed;
      board.send(new SocketMessage.Credit(id, owed, 0));
      owed = 0;
    }
    if (outbox.isEmpty() && endAsked && !endDone) {
      endDone = true;
      int _ = socket.shutdown(Endpoint.SHUT_WR);
    }
    if (outbox.isEmpty() && closing) {
      finish(false);
    }
  }

  private void finish(boolean abort) {
    Endpoint socket = endpoint;
    if (socket != null) {
      if (abort) {
        int _ = socket.option(Network.Option.LINGER, 0);
      }
      socket.onReady(() -> {});
      socket.close();
    }
    board.put(id, null);
    board.send(new SocketMessage.Status(id, FrameType.CLOSE.code(), 0, null));
  }

  /** The session is over. */
  void drop() {
    Endpoint socket = endpoint;
    if (socket != null) {
      socket.onReady(() -> {});
      int _ = socket.option(Network.Option.LINGER, 0);
      socket.close();
    }
  }

  /** Takes a frame about this id. */
  void take(SocketMessage message) throws ViolationException {
    if (message instanceof SocketMessage.Close close) {
      close(close);
      return;
    }
    Endpoint socket = endpoint;
    if (socket == null || state == State.FAILED || closing) {
      return;
    }
    switch (message) {
      case SocketMessage.Bind bind -> {
        int result = socket.bind(bind.address());
        if (result < 0) {
          status(FrameType.BIND, result, null);
          state = State.FAILED;
        }
      }
      case SocketMessage.Connect connect -> connect(socket, connect);
      case SocketMessage.Listen listen -> {
        int result = socket.listen(listen.backlog());
        status(FrameType.LISTEN, result, socket.local());
        state = result == 0 ? State.LISTENING : State.FAILED;
      }
      case SocketMessage.AcceptSlot slot -> {
        slots.add(new Slot(slot.id(), slot.credit()));
        service();
      }
      case SocketMessage.Data data -> data(data.bytes());
      case SocketMessage.Dgram piece -> piece(socket, piece);
      case SocketMessage.Credit credit -> {
        mySend += credit.bytes();
        myDatagrams += credit.datagrams();
      }
      case SocketMessage.Eof _ -> {
        endAsked = true;
        flushOut();
      }
      case SocketMessage.SetOpt option -> option(socket, option);
      default -> throw new ViolationException("a host does not send " + message.type());
    }
  }

  private void close(SocketMessage.Close close) {
    boolean abort = (close.flags() & SocketMessage.Close.ABORT) != 0;
    closing = true;
    if (abort || state != State.OPEN || outbox.isEmpty()) {
      finish(abort);
    }
  }

  private void connect(Endpoint socket, SocketMessage.Connect connect) {
    int result = socket.connect(connect.address());
    if (state == State.DATAGRAMS) {
      status(FrameType.CONNECT, result, socket.local());
    } else if (result == -Errno.EINPROGRESS) {
      state = State.CONNECTING;
    } else {
      connected(result, socket);
    }
  }

  private void data(byte[] bytes) throws ViolationException {
    if (bytes.length > hostMaySend) {
      throw new ViolationException("DATA without credit");
    }
    hostMaySend -= bytes.length;
    outbox.add(bytes, 0, bytes.length);
    flushOut();
  }

  private void piece(Endpoint socket, SocketMessage.Dgram piece) throws ViolationException {
    if (piece.isFirst()) {
      incoming = new byte[Math.min(piece.length(), DATAGRAM_MAX)];
      incomingLength = 0;
      incomingTo = piece.address();
    }
    byte[] whole = incoming;
    if (whole == null || piece.bytes().length > whole.length - incomingLength) {
      throw new ViolationException("DGRAM pieces do not fit");
    }
    System.arraycopy(piece.bytes(), 0, whole, incomingLength, piece.bytes().length);
    incomingLength += piece.bytes().length;
    if (piece.isLast()) {
      incoming = null;
      InetSocketAddress to = incomingTo;
      int result =
          to == null
              ? socket.write(whole, 0, whole.length)
              : socket.sendTo(whole, 0, whole.length, to);
      if (result < 0) {
        board.dropped();
      }
    }
  }

  private void option(Endpoint socket, SocketMessage.SetOpt set) {
    for (Network.Option option : Network.Option.values()) {
      if (SerialOptions.code(option) == set.option() && option != Network.Option.LINGER) {
        int result = socket.option(option, set.value());
        if (result < 0) {
          status(FrameType.SETOPT, result, null);
        }
      }
    }
  }

  /** The next frame of data for the host, null when there is none. */
  @Nullable SocketMessage next(int payload) {
    if (state == State.DATAGRAMS) {
      return pieces.poll();
    }
    Endpoint socket = endpoint;
    if (socket == null || state != State.OPEN || endTold || closing) {
      return null;
    }
    int room = (int) Math.min(mySend, payload - 1);
    if (room <= 0 || (socket.ready() & Endpoint.READABLE) == 0) {
      return null;
    }
    byte[] buffer = new byte[room];
    int count = socket.read(buffer, 0, room, false);
    if (count > 0) {
      mySend -= count;
      return new SocketMessage.Data(id, Arrays.copyOf(buffer, count));
    }
    if (count == 0) {
      endTold = true;
      return new SocketMessage.Eof(id);
    }
    if (count != -Errno.EAGAIN) {
      state = State.FAILED;
      outbox.clear();
      return new SocketMessage.Status(id, 0, -count, null);
    }
    return null;
  }

  boolean isInPieces() {
    SocketMessage.Dgram first = pieces.peek();
    return first != null && !first.isFirst();
  }
}
