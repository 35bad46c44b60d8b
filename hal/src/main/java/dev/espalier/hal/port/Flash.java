package dev.espalier.hal.port;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Non-volatile storage: named blocks that survive resets. A write is whole or did not happen. */
public interface Flash {
  /**
   * Reads a block.
   *
   * @param name the partition's label, such as {@code "nvs"}
   * @return its bytes (a copy), or null when it was never written
   * @throws IOException when the storage cannot be read; the message names the file
   */
  byte @Nullable [] read(String name) throws IOException;

  /**
   * Replaces a block, all or nothing.
   *
   * @param name the partition's label
   * @param data its new bytes, copied
   * @throws IOException when the storage cannot be written; the old content is kept
   */
  void write(String name, byte[] data) throws IOException;

  /**
   * Forgets a block.
   *
   * @param name the partition's label
   * @throws IOException when the storage cannot be written
   */
  void erase(String name) throws IOException;
}
