package dev.espalier.emulator.trace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.trace.NetworkTap.Flow;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The file as a reader of pcapng takes it apart. */
final class PcapNgTest {
  private static final InetSocketAddress BOARD = at("192.168.4.2", 50_000);
  private static final InetSocketAddress SERVER = at("10.0.0.1", 80);

  @SuppressWarnings("ArrayRecordComponent") // taken apart, never compared
  private record Block(int type, byte[] body) {}

  private static InetSocketAddress at(String address, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), port);
  }

  private static List<Block> blocks(byte[] file) {
    List<Block> blocks = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      int type = in.getInt();
      int total = in.getInt();
      assertEquals(0, total % 4);
      byte[] body = new byte[total - 12];
      in.get(body);
      assertEquals(total, in.getInt(), "a block ends with its length");
      blocks.add(new Block(type, body));
    }
    return blocks;
  }

  private static byte[] packet(Block block) {
    ByteBuffer body = ByteBuffer.wrap(block.body()).order(ByteOrder.LITTLE_ENDIAN);
    return Arrays.copyOfRange(block.body(), 20, 20 + body.getInt(12));
  }

  @Test
  void writesAConnectionWithNamesAndSecrets() throws Exception {
    var file = new ByteArrayOutputStream();
    var flow = new Flow("esp32", 1, Flow.TCP);
    try (var pcap = new PcapNg(file)) {
      pcap.resolved(0, "esp32", "server", List.of(SERVER.getAddress()));
      pcap.connected(1, flow, BOARD, SERVER, true);
      pcap.secret("CLIENT_RANDOM 00 11");
      pcap.bytes(
          2_000_000_000_000L,
          flow,
          BOARD,
          SERVER,
          true,
          "hello".getBytes(StandardCharsets.US_ASCII));
      pcap.bytes(3, flow, BOARD, SERVER, false, new byte[2000]);
      pcap.ended(4, flow, false, true);
    }
    List<Block> blocks = blocks(file.toByteArray());
    assertEquals(
        List.of(0x0A0D0D0A, 1, 4, 6, 6, 6, 10, 6, 6, 6, 6),
        blocks.stream().map(Block::type).toList());
    String names = new String(blocks.get(2).body(), StandardCharsets.ISO_8859_1);
    assertTrue(names.contains("server\0"));
    String secrets = new String(blocks.get(6).body(), StandardCharsets.US_ASCII);
    assertTrue(secrets.contains("CLIENT_RANDOM 00 11\n"));
    byte[] hello = packet(blocks.get(7));
    assertEquals(45, hello.length);
    assertEquals("hello", new String(hello, 40, 5, StandardCharsets.US_ASCII));
    assertEquals(0, Packets.checksum(Arrays.copyOf(hello, 20)), "the header's checksum");
    ByteBuffer tcp = ByteBuffer.wrap(hello, 20, 20);
    assertEquals(50_000, tcp.getShort() & 0xFFFF);
    assertEquals(80, tcp.getShort());
    assertEquals(1, tcp.getInt());
    assertEquals(1, tcp.getInt());
    ByteBuffer time = ByteBuffer.wrap(blocks.get(7).body()).order(ByteOrder.LITTLE_ENDIAN);
    long nanos = (long) time.getInt(4) << 32 | (time.getInt(8) & 0xFFFF_FFFFL);
    assertEquals(2_000_000_000_000L, nanos);
    assertEquals(2000 - 1440 + 40, packet(blocks.get(9)).length, "segments as on the line");
    byte[] reset = packet(blocks.get(10));
    assertEquals(Packets.RST | Packets.ACK, reset[33]);
    assertEquals(2001, ByteBuffer.wrap(reset).getInt(24));
  }

  @Test
  void putsTogetherWhatIsReadAtOnce() throws Exception {
    var file = new ByteArrayOutputStream();
    var flow = new Flow("esp32", 1, Flow.TCP);
    try (var pcap = new PcapNg(file)) {
      pcap.connected(0, flow, BOARD, SERVER, true);
      pcap.bytes(1_000, flow, BOARD, SERVER, false, new byte[] {1, 2});
      pcap.bytes(2_000, flow, BOARD, SERVER, false, new byte[] {3});
      pcap.bytes(51_001, flow, BOARD, SERVER, false, new byte[] {4});
      pcap.bytes(51_002, flow, BOARD, SERVER, true, new byte[] {5});
      pcap.bytes(51_003, flow, BOARD, SERVER, false, new byte[] {6});
    }
    List<Integer> lengths =
        blocks(file.toByteArray()).stream()
            .filter(block -> block.type() == 6)
            .map(block -> packet(block).length - 40)
            .toList();
    assertEquals(List.of(0, 0, 0, 3, 1, 1, 1), lengths);
  }

  @Test
  void writesDatagramsOfBothFamilies() throws Exception {
    var file = new ByteArrayOutputStream();
    var flow = new Flow("esp32", 1, Flow.UDP);
    try (var pcap = new PcapNg(file)) {
      pcap.bytes(1, flow, BOARD, SERVER, false, new byte[] {1, 2, 3});
      pcap.bytes(2, flow, at("::1", 1), at("fe80::1", 53), true, new byte[] {4});
    }
    List<Block> blocks = blocks(file.toByteArray());
    byte[] four = packet(blocks.get(2));
    assertEquals(31, four.length);
    assertEquals(17, four[9]);
    assertEquals(10, four[12], "from the server");
    byte[] six = packet(blocks.get(3));
    assertEquals(49, six.length);
    assertEquals(0x60, six[0]);
  }

  @Test
  void writesWhatARawSocketSendsAsItIs() throws Exception {
    var file = new ByteArrayOutputStream();
    byte[] echo = {8, 0, (byte) 0x96, (byte) 0x9a, 0, 1, 0, 2, 97, 98};
    try (var pcap = new PcapNg(file)) {
      pcap.bytes(1, new Flow("esp32", 1, 1), BOARD, SERVER, true, echo);
    }
    byte[] packet = packet(blocks(file.toByteArray()).get(2));
    assertEquals(1, packet[9]);
    assertArrayEquals(echo, Arrays.copyOfRange(packet, 20, packet.length));
  }
}
