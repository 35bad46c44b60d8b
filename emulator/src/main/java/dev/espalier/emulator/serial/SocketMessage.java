package dev.espalier.emulator.serial;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** What is said about one socket, numbered. */
@SuppressWarnings("ArrayRecordComponent") // a body is compared by its bytes, never by equals
sealed interface SocketMessage extends Message {
  /** The socket it is about. */
  int id();

  /** An address as a socket names it: on one for IPv6 those of IPv4 are mapped. */
  static InetSocketAddress named(boolean ipv6, InetSocketAddress address) {
    if (!ipv6 || !(address.getAddress() instanceof Inet4Address ipv4)) {
      return address;
    }
    byte[] mapped = new byte[16];
    mapped[10] = -1;
    mapped[11] = -1;
    System.arraycopy(ipv4.getAddress(), 0, mapped, 12, 4);
    return new InetSocketAddress(BodyReader.ipv6(mapped), address.getPort());
  }

  /** Makes a socket. */
  record Open(int id, int kind, long credit, int datagrams) implements SocketMessage {
    static final int DATAGRAMS = 1;
    static final int IPV6 = 2;

    @Override
    public FrameType type() {
      return FrameType.OPEN;
    }

    @Override
    public void write(BodyWriter to) {
      to.u8(id).u8(kind).u32(credit).u16(datagrams);
    }
  }

  /** Gives it a local address. */
  record Bind(int id, InetSocketAddress address) implements SocketMessage {
    @Override
    public FrameType type() {
      return FrameType.BIND;
    }

    @Override
    public void write(BodyWriter to) {
      to.u8(id).address(address);
    }
  }

  /** Connects it. */
  record Connect(int id, @Nullable InetSocketAddress address) implements SocketMessage {
    @Override
    public FrameType type() {
      return FrameType.CONNECT;
    }

    @Override
    public void write(BodyWriter to) {
      to.u8(id).address(address);
    }
  }

  /** Makes it wait for connections. */
  record Listen(int id, int backlog) implements SocketMessage {
    @Override
    public FrameType type() {
      return FrameType.LISTEN;
    }

    @Override
    public void write(BodyWriter to) {
      to.u8(id).u8(backlog);
    }
  }

  /** Gives a listening socket an id for one connection. */
  record AcceptSlot(int listener, int id, long credit) implements SocketMessage {
    @Override
    public FrameType type() {
      return FrameType.ACCEPT_SLOT;
    }

    @Override
    public void write(BodyWriter to) {
      to.u8(listener).u8(id).u32(credit);
    }
  }

  /** A connection has come. */
  record Accepted(int listener, int id, InetSocketAddress remote, InetSocketAddress local)
      implements SocketMessage {
    @Override
    public FrameType type() {
      return FrameType.ACCEPTED;
    }

    @Override
    public void write(BodyWriter to) {
      to.u8(listener).u8(id).address(remote).address(local);
    }
  }

  /** How a request went, or the failure of a connection. */
  record Status(int id, int op, int error, @Nullable InetSocketAddress local)
      implements SocketMessage {
    @Override
    public FrameType type() {
      return FrameType.STATUS;
    }

    @Override
    public void write(BodyWriter to) {
      to.u8(id).u8(op).u8(error).address(local);
    }
  }

  /** Bytes of a stream. */
  record Data(int id, byte[] bytes) implements SocketMessage {
    @Override
    public FrameType type() {
      return FrameType.DATA;
    }

    @Override
    public void write(BodyWriter to) {
      to.u8(id).bytes(bytes);
    }
  }

  /** A datagram or a piece of one; length and address are of the first piece. */
  record Dgram(int id, int flags, int length, @Nullable InetSocketAddress address, byte[] bytes)
      implements SocketMessage {
    static final int FIRST = 1;
    static final int LAST = 2;

    @Override
    public FrameType type() {
      return FrameType.DGRAM;
    }

    boolean isFirst() {
      return (flags & FIRST) != 0;
    }

    boolean isLast() {
      return (flags & LAST) != 0;
    }

    @Override
    public void write(BodyWriter to) {
      to.u8(id).u8(flags);
      if (isFirst()) {
        to.u16(length).address(address);
      }
      to.bytes(bytes);
    }

    static Dgram read(BodyReader from) throws ViolationException {
      int id = from.u8();
      int flags = from.u8(0, FIRST | LAST);
      boolean first = (flags & FIRST) != 0;
      int length = first ? from.u16() : 0;
      InetSocketAddress address = first ? from.address() : null;
      return new Dgram(id, flags, length, address, from.rest(0));
    }
  }

  /** More may be sent. */
  record Credit(int id, long bytes, int datagrams) implements SocketMessage {
    @Override
    public FrameType type() {
      return FrameType.CREDIT;
    }

    @Override
    public void write(BodyWriter to) {
      to.u8(id).u32(bytes).u16(datagrams);
    }
  }

  /** No more data in this direction. */
  record Eof(int id) implements SocketMessage {
    @Override
    public FrameType type() {
      return FrameType.EOF;
    }

    @Override
    public void write(BodyWriter to) {
      to.u8(id);
    }
  }

  /** The host lets go of an id. */
  record Close(int id, int flags) implements SocketMessage {
    static final int ABORT = 1;

    @Override
    public FrameType type() {
      return FrameType.CLOSE;
    }

    @Override
    public void write(BodyWriter to) {
      to.u8(id).u8(flags);
    }
  }

  /** Sets an option. */
  record SetOpt(int id, int option, int value) implements SocketMessage {
    static final int KEEP_ALIVE = 1;
    static final int KEEP_IDLE = 2;
    static final int KEEP_INTERVAL = 3;
    static final int KEEP_COUNT = 4;
    static final int NO_DELAY = 5;
    static final int REUSE_ADDRESS = 6;
    static final int BROADCAST = 7;
    static final int LINGER = 8;

    @Override
    public FrameType type() {
      return FrameType.SETOPT;
    }

    @Override
    public void write(BodyWriter to) {
      to.u8(id).u8(option).u32(value);
    }
  }

  /** Reads the body of a frame about a socket. */
  static SocketMessage read(FrameType type, BodyReader from) throws ViolationException {
    int id = type == FrameType.DGRAM ? 0 : from.u8();
    return switch (type) {
      case OPEN -> new Open(id, from.u8(0, Open.DATAGRAMS | Open.IPV6), from.u32(), from.u16());
      case BIND -> new Bind(id, from.someAddress());
      case CONNECT -> new Connect(id, from.address());
      case LISTEN -> new Listen(id, from.u8());
      case ACCEPT_SLOT -> new AcceptSlot(id, from.u8(), from.u32());
      case ACCEPTED -> new Accepted(id, from.u8(), from.someAddress(), from.someAddress());
      case STATUS -> new Status(id, from.u8(), from.u8(), from.address());
      case DATA -> new Data(id, from.rest(1));
      case DGRAM -> Dgram.read(from);
      case CREDIT -> new Credit(id, from.u32(), from.u16());
      case EOF -> new Eof(id);
      case CLOSE -> new Close(id, from.u8(0, Close.ABORT));
      case SETOPT -> new SetOpt(id, from.u8(), from.i32());
      default -> throw new IllegalArgumentException(type.toString());
    };
  }
}
