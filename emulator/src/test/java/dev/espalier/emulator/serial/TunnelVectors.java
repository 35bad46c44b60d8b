package dev.espalier.emulator.serial;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.lang.reflect.RecordComponent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.StringJoiner;

/** Makes {@code tools/board-agent/vectors.txt}: golden frames for both ends of the tunnel. */
final class TunnelVectors {
  private static final HexFormat HEX = HexFormat.of();

  private static final String HEAD =
      """
      # Golden frames of the serial tunnel, docs/tunnel.md. Made by TunnelVectorsTest of the emulator; do not edit.
      # Blocks of "key: value" lines, parted by an empty line; lines with # are comments. All bytes are hex.
      #
      # frame:  a name. Encoding (type, seq, ack, body) gives wire; decoding wire gives them back.
      #   about, from (host or board), type, seq, ack: hex numbers, fields: the body in words, body, wire
      # stream: a name. Decoding wire, in pieces of any size, by a receiver of bodies up to 1025 bytes gives
      #   in order: want lines "frame TYPE SEQ ACK BODY", "bad" (one bad frame) or "text BYTES",
      #   which a board, that shows no text, counts as bad too.
      # wrong:  a name. A whole frame whose body is a violation.
      #   about, type, body
      """;

  private final StringBuilder text = new StringBuilder(HEAD);

  /** The whole file. */
  static String render() {
    TunnelVectors vectors = new TunnelVectors();
    vectors.link();
    vectors.rates();
    vectors.sockets();
    vectors.answers();
    vectors.data();
    vectors.ends();
    vectors.board();
    vectors.wifi();
    vectors.lengths();
    return vectors.text + TunnelStreams.render();
  }

  private void frame(String name, String about, String from, int seq, int ack, Message message) {
    byte[] body = message.body();
    line("\nframe", name);
    line("about", about);
    line("from", from);
    line("type", hex(message.type().code()));
    line("seq", hex(seq));
    line("ack", hex(ack));
    line("fields", message.type() + " " + fields(message));
    line("body", HEX.formatHex(body));
    line("wire", HEX.formatHex(FrameEncoder.encode(message.type().code(), seq, ack, body)));
  }

  private void line(String key, String value) {
    text.append(key).append(": ").append(value).append('\n');
  }

  private static String hex(int value) {
    return HEX.toHexDigits((byte) value);
  }

  static String fields(Object message) {
    StringJoiner joiner = new StringJoiner(" ");
    for (RecordComponent component : message.getClass().getRecordComponents()) {
      try {
        Object value = component.getAccessor().invoke(message);
        if (value instanceof Record nested && !(value instanceof Message)) {
          joiner.add(fields(nested));
        } else {
          joiner.add(component.getName() + "=" + show(value));
        }
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
    return joiner.toString();
  }

  private static String show(Object value) {
    return switch (value) {
      case null -> "none";
      case byte[] bytes -> bytes.length == 0 ? "-" : HEX.formatHex(bytes);
      case InetSocketAddress address ->
          address.getAddress().getHostAddress() + "/" + address.getPort();
      case InetAddress address -> address.getHostAddress();
      case String string -> "\"" + string + "\"";
      default -> value.toString();
    };
  }

  private static InetSocketAddress at(String host, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(host), port);
  }

  static LinkMessage.Hello hello(long nonce, long boot) {
    return new LinkMessage.Hello(
        nonce,
        boot,
        LinkMessage.Version.OWN,
        0x37,
        new LinkMessage.Limits(16, new LinkMessage.Intake(16, 1025, 9216), 12288, 5744, 1472, 4),
        new LinkMessage.Identity(
            1, 5, new byte[] {0x24, 0x0a, (byte) 0xc4, 0, 0x10, 0x20}, 2_000_000, "espalier 1.0"));
  }

  private void link() {
    frame(
        "rst",
        "the host begins a session",
        "host",
        0,
        0,
        new LinkMessage.Rst(
            0x12345678, LinkMessage.Version.OWN, 0, new LinkMessage.Intake(16, 1500, 16640)));
    frame("hello", "the board answers", "board", 0, 0, hello(0x12345678, 0xdeadbeefL));
    frame(
        "hello_no_session",
        "the board has booted, or heard a frame outside of a session",
        "board",
        0,
        0,
        hello(0, 0xdeadbeefL));
    frame(
        "ack", "frames up to 4 have come, 6 and 9 too", "board", 0, 5, new LinkMessage.Ack(0b1001));
    frame("ping", "the host asks for a sign of life", "host", 0, 0, new LinkMessage.Ping(0x0102));
    frame(
        "pong",
        "the board gives one",
        "board",
        0,
        255,
        new LinkMessage.Pong(0x0102, 0, 1000, 3, 7, 123_456));
  }

  private void rates() {
    frame(
        "baud_set",
        "the host asks for 921600",
        "host",
        0,
        1,
        new LinkMessage.Baud(0, 921_600, 1025, 5120));
    frame(
        "baud_accept",
        "the board will switch",
        "board",
        0,
        0,
        new LinkMessage.Baud(1, 921_600, 1025, 5120));
    frame(
        "baud_committed",
        "the new rate stands",
        "board",
        0,
        0,
        new LinkMessage.Baud(4, 921_600, 1025, 5120));
    frame(
        "test_request",
        "pattern 3 of 48 bytes",
        "host",
        0,
        0,
        new LinkMessage.Test(0, 3, LinkMessage.Test.pattern(3, 48)));
    frame(
        "test_reply",
        "the same back, of 254 bytes: a body of 257",
        "board",
        0,
        0,
        new LinkMessage.Test(1, 9, LinkMessage.Test.pattern(9, 254)));
    frame(
        "log",
        "a line of the board's log",
        "board",
        0,
        3,
        new LinkMessage.Log("I (312) wifi: mode : sta\n".getBytes(US_ASCII)));
    frame("bye", "the host is done", "host", 0, 0, new LinkMessage.Bye(0, ""));
    frame(
        "bye_violation",
        "the board ends the session",
        "board",
        0,
        0,
        new LinkMessage.Bye(2, "DATA without credit"));
  }

  private void sockets() {
    frame("open_tcp", "a TCP socket", "host", 0, 0, new SocketMessage.Open(0, 0, 5744, 0));
    frame("open_udp", "a UDP socket", "host", 1, 0, new SocketMessage.Open(1, 1, 8832, 6));
    frame(
        "open_tcp6", "a TCP socket for IPv6", "host", 2, 0, new SocketMessage.Open(2, 2, 65535, 0));
    frame(
        "bind",
        "any address, port 8080",
        "host",
        3,
        1,
        new SocketMessage.Bind(0, at("0.0.0.0", 8080)));
    frame(
        "connect",
        "to an IPv4 address",
        "host",
        4,
        1,
        new SocketMessage.Connect(0, at("192.168.1.7", 443)));
    frame(
        "connect6",
        "to an IPv6 address",
        "host",
        255,
        254,
        new SocketMessage.Connect(2, at("2001:db8::7", 80)));
    frame(
        "connect_none",
        "takes a datagram socket's peer away",
        "host",
        5,
        1,
        new SocketMessage.Connect(1, null));
    frame("listen", "with a backlog of 4", "host", 6, 1, new SocketMessage.Listen(3, 4));
  }

  private void answers() {
    frame(
        "accept_slot",
        "id 4 for the listener 3",
        "host",
        7,
        1,
        new SocketMessage.AcceptSlot(3, 4, 5744));
    frame(
        "accepted",
        "a connection has come into it",
        "board",
        0,
        8,
        new SocketMessage.Accepted(3, 4, at("192.168.1.9", 50123), at("192.168.1.50", 8080)));
    frame(
        "status_connected",
        "CONNECT worked",
        "board",
        1,
        8,
        new SocketMessage.Status(0, 0x22, 0, at("192.168.1.50", 49153)));
    frame(
        "status_refused",
        "CONNECT failed: ECONNREFUSED",
        "board",
        2,
        8,
        new SocketMessage.Status(0, 0x22, 111, null));
    frame(
        "status_reset",
        "the connection failed by itself: ECONNRESET",
        "board",
        3,
        8,
        new SocketMessage.Status(4, 0, 104, null));
    frame(
        "status_closed",
        "the id is free again",
        "board",
        4,
        8,
        new SocketMessage.Status(4, 0x2b, 0, null));
    frame(
        "status_wifi",
        "WIFI_JOIN was taken",
        "board",
        5,
        8,
        new SocketMessage.Status(0xff, 0x30, 0, null));
  }

  private void data() {
    frame(
        "data", "five bytes", "host", 8, 6, new SocketMessage.Data(0, "hello".getBytes(US_ASCII)));
    frame("data_zeros", "four bytes 00", "board", 6, 9, new SocketMessage.Data(0, new byte[4]));
    frame(
        "dgram",
        "a whole datagram",
        "host",
        9,
        7,
        new SocketMessage.Dgram(1, 3, 4, at("192.168.1.1", 123), new byte[] {1, 2, 3, 4}));
    frame(
        "dgram_peer",
        "to the connected peer",
        "host",
        10,
        7,
        new SocketMessage.Dgram(1, 3, 2, null, new byte[] {5, 6}));
    frame(
        "dgram_empty",
        "a datagram without bytes",
        "board",
        7,
        11,
        new SocketMessage.Dgram(1, 3, 0, at("192.168.1.1", 123), new byte[0]));
    frame(
        "dgram_first",
        "the first piece of a datagram of 300 bytes",
        "board",
        8,
        11,
        new SocketMessage.Dgram(
            1, 1, 300, at("2001:db8::1", 53), LinkMessage.Test.pattern(1, 237)));
    frame(
        "dgram_last",
        "the other piece",
        "board",
        9,
        11,
        new SocketMessage.Dgram(1, 2, 0, null, LinkMessage.Test.pattern(2, 63)));
    frame("credit", "2872 bytes more", "board", 10, 11, new SocketMessage.Credit(0, 2872, 0));
    frame("credit_dgram", "2 datagrams more", "host", 11, 11, new SocketMessage.Credit(1, 200, 2));
  }

  private void ends() {
    frame("eof", "no more data", "host", 12, 11, new SocketMessage.Eof(0));
    frame("close", "in order", "host", 13, 11, new SocketMessage.Close(0, 0));
    frame("close_abort", "with a reset", "host", 14, 11, new SocketMessage.Close(4, 1));
    frame("setopt", "TCP_NODELAY on", "host", 15, 11, new SocketMessage.SetOpt(0, 5, 1));
    frame("setopt_linger", "SO_LINGER off", "host", 16, 11, new SocketMessage.SetOpt(0, 8, -1));
  }

  private void board() {
    frame("resolve", "a name", "host", 17, 11, new BoardMessage.Resolve(1, "example.org"));
    frame(
        "resolved",
        "two addresses",
        "board",
        11,
        18,
        new BoardMessage.Resolved(
            1,
            0,
            List.of(
                InetAddress.ofLiteral("93.184.216.34"), InetAddress.ofLiteral("2001:db8::22"))));
    frame(
        "resolved_unknown",
        "no such name",
        "board",
        12,
        18,
        new BoardMessage.Resolved(2, 118, List.of()));
    InetAddress none = InetAddress.ofLiteral("0.0.0.0");
    frame(
        "netinfo_down",
        "not joined, nothing stored",
        "board",
        0,
        0,
        new BoardMessage.NetInfo(
            new BoardMessage.Link(0, 0, 0, 0, new BoardMessage.Point(0, 0, new byte[6]), ""),
            new BoardMessage.Addresses(none, none, none, none, none, List.of())));
    frame(
        "netinfo_up",
        "joined, with an address",
        "board",
        13,
        18,
        new BoardMessage.NetInfo(
            new BoardMessage.Link(
                3,
                201,
                1,
                -57,
                new BoardMessage.Point(11, 3, new byte[] {2, 0, 0, 0, 0, 7}),
                "bench"),
            new BoardMessage.Addresses(
                InetAddress.ofLiteral("192.168.1.50"),
                InetAddress.ofLiteral("255.255.255.0"),
                InetAddress.ofLiteral("192.168.1.1"),
                InetAddress.ofLiteral("192.168.1.1"),
                none,
                List.of(InetAddress.ofLiteral("fe80::260a:c4ff:fe00:1020")))));
  }

  private void wifi() {
    frame(
        "wifi_join",
        "join and store",
        "host",
        18,
        14,
        new BoardMessage.WifiJoin(1, "bench", "not a secret"));
    frame(
        "wifi_join_stored",
        "join with what is stored",
        "host",
        19,
        14,
        new BoardMessage.WifiJoin(0, "", ""));
    frame(
        "wifi_leave", "leave, keep what is stored", "host", 20, 14, new BoardMessage.WifiLeave(0));
  }

  /** Lengths around the blocks of COBS: type, seq, ack and id are no zeros, the data neither. */
  private void lengths() {
    for (int length : new int[] {245, 246, 247, 248, 249, 250, 251, 256, 500, 501, 1024}) {
      byte[] bytes = new byte[length];
      for (int i = 0; i < length; i++) {
        bytes[i] = (byte) (1 + i % 255);
      }
      frame(
          "data_" + length,
          "no 00 but what the check sum may have",
          "host",
          1,
          1,
          new SocketMessage.Data(1, bytes));
    }
  }
}
