package dev.espalier.emulator.flash;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * The content of a flash file: a magic text, the blocks with their names, a check sum of all before
 * it.
 */
final class FlashImage {
  private static final byte[] MAGIC = {'E', 'S', 'P', 'F', 'L', 'S', 'H', '1'};
  private static final int CHECKSUM_BYTES = 4;
  private static final int BLOCKS_MAX = 64;

  private FlashImage() {}

  static byte[] encode(Map<String, byte[]> blocks) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.write(MAGIC);
      out.writeInt(blocks.size());
      for (Map.Entry<String, byte[]> block : blocks.entrySet()) {
        out.writeUTF(block.getKey());
        out.writeInt(block.getValue().length);
        out.write(block.getValue());
      }
      out.writeInt(checksum(bytes.toByteArray(), bytes.size()));
    }
    return bytes.toByteArray();
  }

  /**
   * Reads the content.
   *
   * @throws IOException when it is not what {@link #encode} made; the message says what is wrong
   */
  static Map<String, byte[]> decode(byte[] file) throws IOException {
    int body = file.length - CHECKSUM_BYTES;
    if (body < MAGIC.length || !Arrays.equals(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new IOException("it is no flash file of Espalier");
    }
    try (var in = new DataInputStream(new ByteArrayInputStream(file))) {
      in.skipNBytes(body);
      if (in.readInt() != checksum(file, body)) {
        throw new IOException("its check sum is wrong");
      }
    }
    var blocks = new LinkedHashMap<String, byte[]>();
    try (var in = new DataInputStream(new ByteArrayInputStream(file, 0, body))) {
      in.skipNBytes(MAGIC.length);
      int count = in.readInt();
      for (int i = 0; i < Math.min(count, BLOCKS_MAX); i++) {
        String name = in.readUTF();
        blocks.put(name, in.readNBytes(in.readInt()));
      }
    }
    return blocks;
  }

  private static int checksum(byte[] bytes, int length) {
    var crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
