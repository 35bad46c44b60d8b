package dev.espalier.hal.system;

import java.util.IdentityHashMap;

/** The blocks that firmware has taken with {@link HeapCaps}, so that a second free is seen. */
final class FirmwareBlocks {
  private final IdentityHashMap<byte[], Boolean> live = new IdentityHashMap<>();

  void taken(byte[] block) {
    live.put(block, true);
  }

  /** Whether it was taken and not yet freed; it is not after this. */
  boolean freed(byte[] block) {
    return live.remove(block) != null;
  }

  boolean has(byte[] block) {
    return live.containsKey(block);
  }
}
