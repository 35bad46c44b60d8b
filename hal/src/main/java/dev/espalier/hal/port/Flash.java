package dev.espalier.hal.port;

import java.io.IOException;
import java.util.List;
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
   * Replaces a block, with the operations that a chip would do for it, one after the other. What
   * imitates a loss of power between them keeps part of them.
   *
   * @param name the partition's label
   * @param data its new bytes, after all steps
   * @param steps the operations since the last write
   * @throws IOException when the storage cannot be written; the old content is kept
   */
  default void write(String name, byte[] data, List<Step> steps) throws IOException {
    write(name, data);
  }

  /**
   * One operation on flash memory: bytes are programmed one by one, which only clears bits, or a
   * sector is erased.
   *
   * @param offset where, in the block
   * @param data what to program; null to erase the 4096 bytes from there on
   */
  @SuppressWarnings("ArrayRecordComponent") // a value that is written once and never compared
  record Step(int offset, byte @Nullable [] data) {}

  /**
   * Forgets a block.
   *
   * @param name the partition's label
   * @throws IOException when the storage cannot be written
   */
  void erase(String name) throws IOException;
}
