package dev.espalier.emulator;

import dev.espalier.hal.port.Flash;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Flash that is gone with the simulation, but not with a reset. */
public final class MemoryFlash implements Flash {
  private final Map<String, byte[]> blocks = new HashMap<>();

  /** Makes empty flash. */
  public MemoryFlash() {}

  @Override
  public byte @Nullable [] read(String name) {
    byte[] block = blocks.get(name);
    return block == null ? null : block.clone();
  }

  @Override
  public void write(String name, byte[] data) {
    blocks.put(name, data.clone());
  }

  @Override
  public void erase(String name) {
    blocks.remove(name);
  }
}
