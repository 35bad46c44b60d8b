package dev.espalier.hal.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bytes in, bytes out: no board, no clock. */
final class WsCodecTest {
  private static final int MASK = 0x0D0C0B0A; // 0a 0b 0c 0d on the wire

  private static String hex(byte[] bytes, int from, int to) {
    return HexFormat.of().formatHex(bytes, from, to);
  }

  @Test
  void masksAnyLengthAtAnyOffsetAsBytewiseDoes() {
    Random random = new Random(7);
    byte[] source = new byte[80];
    random.nextBytes(source);
    for (int offset = 0; offset < 9; offset++) {
      for (int length = 0; length <= 64; length++) {
        byte[] expected = new byte[80];
        for (int i = 0; i < length; i++) {
          expected[3 + i] = (byte) (source[offset + i] ^ (MASK >>> (8 * (i % 4))));
        }
        byte[] actual = new byte[80];
        WsMask.copy(source, offset, actual, 3, length, MASK);
        assertArrayEquals(expected, actual, "offset " + offset + ", length " + length);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "129, 0,     81800a0b0c0d",
    "1,   1,     01810a0b0c0d",
    "130, 125,   82fd0a0b0c0d",
    "130, 126,   82fe007e0a0b0c0d",
    "130, 65535, 82feffff0a0b0c0d",
    "130, 65536, 82ff00000000000100000a0b0c0d",
    "0,   70000, 00ff00000000000111700a0b0c0d",
  })
  void writesTheShortestFormOfTheLength(int firstByte, int length, String header) {
    WsFrameEncoder encoder = new WsFrameEncoder();
    encoder.encode(firstByte, new byte[length], 0, length, MASK);
    assertEquals(header, hex(encoder.frame(), 0, encoder.headerLength()));
    assertEquals(encoder.headerLength() + length, encoder.length());
  }

  @Test
  void masksThePayloadBehindTheHeaderAndLeavesTheCallersBytes() {
    byte[] payload = "xHello".getBytes(StandardCharsets.US_ASCII);
    WsFrameEncoder encoder = new WsFrameEncoder();
    encoder.encode(0x81, payload, 1, 5, MASK);
    assertEquals("81850a0b0c0d426e606165", hex(encoder.frame(), 0, encoder.length()));
    assertEquals("xHello", new String(payload, StandardCharsets.US_ASCII));
  }

  @ParameterizedTest
  @CsvSource({
    "8100,                             1, 0,          0",
    "827d,                             2, 125,        0",
    "8a7e0003,                         10, 3,         0",
    "027effff,                         2, 65535,      0",
    "817f000000007fffffff,             1, 2147483647, 0",
    "817f0000000080000000,             1, -2147483648, 0",
    "817f00000000ffffffff,             1, -1,         0",
    "817f0000000100000000,             1, -1,         0",
    "817fffffffffffffffff,             1, -1,         0",
    "8183 0a0b0c0d,                    1, 3,          218893066",
    "82fe0100 0a0b0c0d,                2, 256,        218893066",
    // A mask without payload is not read: the header ends here.
    "8180,                             1, 0,          0",
  })
  void readsHeaders(String header, int opcode, int length, int mask) {
    byte[] bytes = HexFormat.of().parseHex(header.replace(" ", ""));
    WsFrameState state = new WsFrameState();
    state.begin();
    int at = 0;
    while (state.wanted() > 0) {
      System.arraycopy(bytes, at, state.target(), state.targetOffset(), state.wanted());
      at += state.wanted();
      state.accept();
    }
    assertEquals(bytes.length, at, "bytes taken");
    state.headerDone();
    assertEquals(opcode, state.opcode());
    assertEquals(length, state.length());
    assertEquals(length, state.remaining());
    assertEquals(mask, state.mask());
  }

  @Test
  void provesAServerWithTheExampleOfTheRfc() {
    // RFC 6455, section 1.3.
    assertEquals(
        "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", WsHandshake.expectedAccept("dGhlIHNhbXBsZSBub25jZQ=="));
  }

  @Test
  void writesTheRequestAsTheCCodeDoes() {
    String expected =
        """
        GET /p?q HTTP/1.1
        Connection: Upgrade
        Host: ::1:81
        User-Agent: agent
        Upgrade: websocket
        Sec-WebSocket-Version: 13
        Sec-WebSocket-Key: KEY
        """;
    assertEquals(
        expected.replace("\n", "\r\n"),
        WsHandshake.requestLines("/p?q", "::1", 81, "agent", "KEY"));
  }

  private static @Nullable String accept(String answer) {
    byte[] bytes = answer.getBytes(StandardCharsets.ISO_8859_1);
    return WsHandshake.accept(bytes, bytes.length);
  }

  @Test
  void findsTheAcceptLineAnywhereInAnyCase() {
    assertEquals("abc=", accept("HTTP/1.1 101\r\nSec-WebSocket-Accept:abc=\r\n\r\n"));
    assertEquals("abc=", accept("sec-websocket-ACCEPT: \t abc= \t\r\n"));
    assertEquals("abc", accept("X: Sec-WebSocket-Accept: abc\r\nSec-WebSocket-Accept: def\r\n"));
    assertEquals("", accept("Sec-WebSocket-Accept:\r\n\r\n"));
    assertNull(accept("Sec-WebSocket-Accept : abc\r\n"));
    assertNull(accept("Sec-WebSocket-Accept: abc\n\n"));
    assertNull(accept("Sec-WebSocket-Accept: abc"));
    assertNull(accept("X: y\0\r\nSec-WebSocket-Accept: abc\r\n"));
  }

  @Test
  void endsTheHeadersAtTheEmptyLineUnlessANulComesFirst() {
    byte[] answer = "HTTP/1.1 101\r\n\r\nrest".getBytes(StandardCharsets.US_ASCII);
    assertEquals(16, WsHandshake.headersEnd(answer, answer.length));
    for (int length = 0; length < 16; length++) {
      assertEquals(-1, WsHandshake.headersEnd(answer, length));
    }
    answer[3] = 0;
    assertEquals(-1, WsHandshake.headersEnd(answer, answer.length));
  }
}
