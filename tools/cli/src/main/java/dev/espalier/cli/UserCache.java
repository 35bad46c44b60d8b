package dev.espalier.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the command keeps what it can make again: {@code ~/.cache/espalier}. */
final class UserCache {
  private UserCache() {}

  /**
   * Returns a directory of it, made if need be.
   *
   * @throws IOException when it cannot be made
   */
  static Path directory(String name) throws IOException {
    String cache = System.getenv("XDG_CACHE_HOME");
    Path root =
        cache == null || cache.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(cache);
    return Files.createDirectories(root.resolve("espalier").resolve(name));
  }
}
