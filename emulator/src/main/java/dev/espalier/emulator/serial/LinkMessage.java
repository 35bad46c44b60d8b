package dev.espalier.emulator.serial;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** What the two ends of the line tell each other, unnumbered. */
@SuppressWarnings("ArrayRecordComponent") // a body is compared by its bytes, never by equals
sealed interface LinkMessage extends Message {
  int MAJOR = 1;
  int MINOR = 0;
  int FRAMES_MAX = 16;
  int PAYLOAD_MIN = 288;
  int PAYLOAD_MAX = 2048;
  int WINDOW_MIN = 1280;
  int SOCKETS_MAX = 64;
  int AGENT_MAX = 63;
  int BYE_TEXT_MAX = 100;

  /** Capability: the line has no rate to agree on. */
  int FIXED_RATE = 1 << 3;

  int CAN_IPV6 = 1;
  int CAN_UDP = 1 << 1;
  int CAN_LISTEN = 1 << 2;
  int CAN_JOIN = 1 << 4;
  int CAN_STORE = 1 << 5;

  int BYE_DONE = 0;
  int BYE_RESTART = 1;
  int BYE_VIOLATION = 2;
  int BYE_SILENCE = 3;
  int BYE_VERSION = 4;

  /** A version of the protocol. */
  record Version(int major, int minor) {
    static final Version OWN = new Version(MAJOR, MINOR);

    /** Says that this version, the board's, does not go with ours, and what helps. */
    String misfit() {
      return "the agent on the board speaks version "
          + this
          + " of the tunnel, this Espalier version "
          + OWN
          + ": flash the agent of this Espalier (tools/board-agent/README.md)";
    }

    @Override
    public String toString() {
      return major + "." + minor;
    }
  }

  /** How much of numbered frames one end takes. */
  record Intake(int frames, int payload, int window) {
    void write(BodyWriter to) {
      to.u8(frames).u16(payload).u16(window);
    }

    static Intake read(BodyReader from) throws ViolationException {
      return new Intake(
          from.u8(1, FRAMES_MAX), from.u16(PAYLOAD_MIN, PAYLOAD_MAX), from.u16(WINDOW_MIN, 0xffff));
    }
  }

  /** The host begins a session. */
  record Rst(long nonce, Version version, long capabilities, Intake intake) implements LinkMessage {
    @Override
    public FrameType type() {
      return FrameType.RST;
    }

    @Override
    public void write(BodyWriter to) {
      to.u32(nonce).u8(version.major).u8(version.minor).u32(capabilities);
      intake.write(to);
    }

    static Rst read(BodyReader from) throws ViolationException {
      return new Rst(from.u32(), new Version(from.u8(), from.u8()), from.u32(), Intake.read(from));
    }
  }

  /** How every HELLO begins, of whatever version. */
  record Greeting(long nonce, long boot, Version version) {
    static Greeting read(byte[] body) throws ViolationException {
      BodyReader from = new BodyReader(FrameType.HELLO, body);
      return new Greeting(from.u32(), from.u32(), new Version(from.u8(), from.u8()));
    }
  }

  /** How much the board takes. */
  record Limits(
      int sockets, Intake intake, int ring, int socketBuffer, int datagramMax, int lookups) {}

  /** What the board is. */
  record Identity(int resetReason, int chip, byte[] mac, long baudMax, String agent) {
    public Identity {
      mac = mac.clone();
    }
  }

  /** The board answers, or tells that it has booted or has no session. */
  record Hello(
      long nonce, long boot, Version version, long capabilities, Limits limits, Identity identity)
      implements LinkMessage {
    @Override
    public FrameType type() {
      return FrameType.HELLO;
    }

    boolean can(int capability) {
      return (capabilities & capability) != 0;
    }

    @Override
    public void write(BodyWriter to) {
      to.u32(nonce).u32(boot).u8(version.major).u8(version.minor).u32(capabilities);
      to.u8(limits.sockets);
      limits.intake.write(to);
      to.u16(limits.ring).u16(limits.socketBuffer).u16(limits.datagramMax).u8(limits.lookups);
      to.u8(identity.resetReason).u8(identity.chip).bytes(identity.mac).u32(identity.baudMax);
      to.counted(identity.agent.getBytes(UTF_8));
    }

    static Hello read(BodyReader from) throws ViolationException {
      return new Hello(
          from.u32(),
          from.u32(),
          new Version(from.u8(), from.u8()),
          from.u32(),
          new Limits(
              from.u8(1, SOCKETS_MAX),
              Intake.read(from),
              from.u16(),
              from.u16(1, 0xffff),
              from.u16(),
              from.u8(1, 255)),
          new Identity(
              from.u8(),
              from.u8(),
              from.bytes(6),
              from.u32(),
              new String(from.counted(AGENT_MAX), UTF_8)));
    }
  }

  /** What has come, out of order too. */
  record Ack(int bitmap) implements LinkMessage {
    @Override
    public FrameType type() {
      return FrameType.ACK;
    }

    @Override
    public void write(BodyWriter to) {
      to.u16(bitmap);
    }
  }

  /** Asks for a sign of life. */
  record Ping(int id) implements LinkMessage {
    @Override
    public FrameType type() {
      return FrameType.PING;
    }

    @Override
    public void write(BodyWriter to) {
      to.u16(id);
    }
  }

  /** A sign of life, and the sender's counters. */
  record Pong(int id, int bitmap, long good, long bad, long dropped, long heap)
      implements LinkMessage {
    @Override
    public FrameType type() {
      return FrameType.PONG;
    }

    @Override
    public void write(BodyWriter to) {
      to.u16(id).u16(bitmap).u32(good).u32(bad).u32(dropped).u32(heap);
    }
  }

  /** A step of changing the rate. */
  record Baud(int op, long baud, int payload, int window) implements LinkMessage {
    static final int SET = 0;
    static final int ACCEPT = 1;
    static final int REFUSE = 2;
    static final int COMMIT = 3;
    static final int COMMITTED = 4;

    Baud with(int newOp) {
      return new Baud(newOp, baud, payload, window);
    }

    @Override
    public FrameType type() {
      return FrameType.BAUD;
    }

    @Override
    public void write(BodyWriter to) {
      to.u8(op).u32(baud).u16(payload).u16(window);
    }

    static Baud read(BodyReader from) throws ViolationException {
      return new Baud(
          from.u8(SET, COMMITTED),
          from.u32(),
          from.u16(PAYLOAD_MIN - 31, PAYLOAD_MAX),
          from.u16(WINDOW_MIN, 0xffff));
    }
  }

  /** Bytes to try the line with. */
  record Test(int op, int index, byte[] pattern) implements LinkMessage {
    static final int REQUEST = 0;
    static final int REPLY = 1;

    /** The pattern of an index. */
    static byte[] pattern(int index, int length) {
      byte[] bytes = new byte[length];
      for (int i = 0; i < length; i++) {
        bytes[i] = (byte) (7 * index + 31 * i + (i >> 8));
      }
      return bytes;
    }

    boolean isWhole() {
      return Arrays.equals(pattern, pattern(index, pattern.length));
    }

    @Override
    public FrameType type() {
      return FrameType.TEST;
    }

    @Override
    public void write(BodyWriter to) {
      to.u8(op).u16(index).bytes(pattern);
    }
  }

  /** Text of the board's log. */
  record Log(byte[] text) implements LinkMessage {
    @Override
    public FrameType type() {
      return FrameType.LOG;
    }

    @Override
    public void write(BodyWriter to) {
      to.bytes(text);
    }
  }

  /** The session ends. */
  record Bye(int reason, String text) implements LinkMessage {
    /** Why the board ends it, in words. */
    String meaning() {
      String more = text.isEmpty() ? "" : ": " + BoardLog.line(text);
      return switch (reason) {
        case BYE_RESTART -> "the board restarts" + more;
        case BYE_VIOLATION -> "the board refuses what Espalier sent" + more;
        case BYE_SILENCE -> "the board has not heard Espalier" + more;
        default -> "the board has ended the session" + more;
      };
    }

    @Override
    public FrameType type() {
      return FrameType.BYE;
    }

    @Override
    public void write(BodyWriter to) {
      byte[] bytes = text.getBytes(UTF_8);
      to.u8(reason).bytes(Arrays.copyOf(bytes, Math.min(bytes.length, BYE_TEXT_MAX)));
    }
  }

  /** Reads the body of an unnumbered frame. */
  static LinkMessage read(FrameType type, BodyReader from) throws ViolationException {
    return switch (type) {
      case RST -> Rst.read(from);
      case HELLO -> Hello.read(from);
      case ACK -> new Ack(from.u16());
      case PING -> new Ping(from.u16());
      case PONG -> new Pong(from.u16(), from.u16(), from.u32(), from.u32(), from.u32(), from.u32());
      case BAUD -> Baud.read(from);
      case TEST -> new Test(from.u8(Test.REQUEST, Test.REPLY), from.u16(), from.rest(0));
      case LOG -> new Log(from.rest(1));
      case BYE -> new Bye(from.u8(), new String(from.rest(0), UTF_8));
      default -> throw new IllegalArgumentException(type.toString());
    };
  }
}
