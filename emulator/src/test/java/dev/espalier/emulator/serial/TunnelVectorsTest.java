package dev.espalier.emulator.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The golden frames of docs/tunnel.md, as this end makes and takes them. */
final class TunnelVectorsTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final int BODY_MAX = 1025;

  /** A block of the file: its lines as pairs, the first says what it is. */
  private record Block(List<String[]> lines) {
    String get(String key) {
      return lines.stream().filter(line -> line[0].equals(key)).findFirst().orElseThrow()[1];
    }

    int number(String key) {
      return HexFormat.fromHexDigits(get(key));
    }

    byte[] bytes(String key) {
      return HEX.parseHex(get(key));
    }

    List<String> all(String key) {
      return lines.stream().filter(line -> line[0].equals(key)).map(line -> line[1]).toList();
    }
  }

  private static Path file() {
    String root = System.getProperty("maven.multiModuleProjectDirectory", "..");
    return Path.of(root, "tools", "board-agent", "vectors.txt");
  }

  private static List<Block> blocks(String kind) throws IOException {
    List<Block> found = new ArrayList<>();
    for (String part : Files.readString(file()).split("\n\n")) {
      List<String[]> lines =
          part.lines().filter(line -> !line.startsWith("#")).map(TunnelVectorsTest::pair).toList();
      if (!lines.isEmpty() && lines.getFirst()[0].equals(kind)) {
        found.add(new Block(lines));
      }
    }
    return found;
  }

  private static String[] pair(String line) {
    int colon = line.indexOf(':');
    return new String[] {line.substring(0, colon), line.substring(colon + 1).strip()};
  }

  /** What a decoder found, in the words of the file. */
  private static final class Found implements FrameDecoder.Sink {
    final List<String> lines = new ArrayList<>();

    @Override
    public void frame(int type, int seq, int ack, byte[] body) {
      lines.add(
          "frame %02x %02x %02x %s".formatted(type, seq, ack, HEX.formatHex(body)).stripTrailing());
    }

    @Override
    public void bad() {
      lines.add("bad");
    }

    @Override
    public void text(byte[] bytes) {
      lines.add("text " + HEX.formatHex(bytes));
    }
  }

  @Test
  void fileIsWhatTheToolMakes() throws IOException {
    Path made = Path.of("target", "vectors.txt");
    Files.createDirectories(Objects.requireNonNull(made.getParent()));
    Files.writeString(made, TunnelVectors.render());
    assertEquals(
        Files.readString(made),
        Files.exists(file()) ? Files.readString(file()) : "",
        "renew it: cp emulator/target/vectors.txt tools/board-agent/vectors.txt");
  }

  @Test
  void framesAreEncodedAndDecoded() throws Exception {
    for (Block block : blocks("frame")) {
      String name = block.get("frame");
      FrameType type = Objects.requireNonNull(FrameType.of(block.number("type")), name);
      byte[] wire =
          FrameEncoder.encode(
              type.code(), block.number("seq"), block.number("ack"), block.bytes("body"));
      assertEquals(block.get("wire"), HEX.formatHex(wire), name);
      Found found = new Found();
      new FrameDecoder(BODY_MAX, found).feed(wire, 0, wire.length);
      assertEquals(
          List.of(
              ("frame " + block.get("type") + " " + block.get("seq") + " " + block.get("ack"))
                  + " "
                  + block.get("body")),
          found.lines,
          name);
      Message message = Message.read(type, block.bytes("body"));
      assertEquals(block.get("fields"), type + " " + TunnelVectors.fields(message), name);
      assertEquals(block.get("body"), HEX.formatHex(message.body()), name);
    }
  }

  @Test
  void streamsGiveTheirFramesInPiecesOfAnySize() throws Exception {
    for (Block block : blocks("stream")) {
      byte[] wire = block.bytes("wire");
      for (int piece = 1; piece <= wire.length; piece = piece < 64 ? piece + 1 : piece * 2) {
        Found found = new Found();
        FrameDecoder decoder = new FrameDecoder(BODY_MAX, found);
        for (int at = 0; at < wire.length; at += piece) {
          decoder.feed(wire, at, Math.min(piece, wire.length - at));
        }
        assertEquals(block.all("want"), found.lines, block.get("stream") + " by " + piece);
      }
    }
  }

  @Test
  void bodiesThatBreakTheRulesAreViolations() throws Exception {
    for (Block block : blocks("wrong")) {
      FrameType type = Objects.requireNonNull(FrameType.of(block.number("type")));
      assertThrows(
          ViolationException.class,
          () -> Message.read(type, block.bytes("body")),
          block.get("wrong"));
    }
  }
}
