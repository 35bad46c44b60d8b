package dev.espalier.emulator.flash;

import dev.espalier.hal.port.Flash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The flash memory of one board in one file. A write makes a whole new file beside it, brings that
 * to the disk and moves it into place: whatever happens in between, the file is the old one or the
 * new one. A file that is damaged all the same is never written over: reading and writing fail with
 * its name, and erasing moves it out of the way first.
 */
public final class FileFlash implements Flash {
  private final Path file;

  /**
   * Describes the flash memory; the file is made with the first write.
   *
   * @param file the board's file
   */
  public FileFlash(Path file) {
    this.file = file;
  }

  @Override
  public byte @Nullable [] read(String name) throws IOException {
    byte[] block = load().get(name);
    return block == null ? null : block.clone();
  }

  @Override
  public void write(String name, byte[] data) throws IOException {
    Map<String, byte[]> blocks = load();
    blocks.put(name, data);
    store(blocks);
  }

  @Override
  public void erase(String name) throws IOException {
    Map<String, byte[]> blocks;
    try {
      blocks = load();
    } catch (DamagedException e) {
      Path aside = file.resolveSibling(file.getFileName() + ".damaged");
      Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
      return;
    }
    if (blocks.remove(name) != null) {
      store(blocks);
    }
  }

  private Map<String, byte[]> load() throws IOException {
    if (!Files.exists(file)) {
      return new LinkedHashMap<>();
    }
    byte[] content = Files.readAllBytes(file);
    try {
      return FlashImage.decode(content);
    } catch (IOException e) {
      throw new DamagedException(
          file + " is damaged (" + e.getMessage() + "): restore it from a copy or move it away", e);
    }
  }

  private void store(Map<String, byte[]> blocks) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer content = ByteBuffer.wrap(FlashImage.encode(blocks));
      while (content.hasRemaining()) {
        int written = channel.write(content);
        assert written > 0 : "a file takes at least a byte at a time";
      }
      channel.force(true);
    }
    try {
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException(
          file + " cannot be replaced in one step on this file system: use another folder", e);
    }
  }

  /** The file is there, but its content is not what was written. */
  private static final class DamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
