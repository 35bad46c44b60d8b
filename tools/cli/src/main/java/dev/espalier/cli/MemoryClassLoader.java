package dev.espalier.cli;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Classes compiled in memory. A file beside the source is a resource: what {@code EMBED_TXTFILES}
 * is for a component in C.
 */
final class MemoryClassLoader extends ClassLoader {
  private final Map<String, byte[]> classes;
  private final Path directory;
  private final Map<String, byte[]> embedded;

  /**
   * Makes the loader.
   *
   * @param classes class files by class name
   * @param directory where resources are looked for
   * @param embedded resources for what is not there
   */
  MemoryClassLoader(Map<String, byte[]> classes, Path directory, Map<String, byte[]> embedded) {
    super(MemoryClassLoader.class.getClassLoader());
    this.classes = classes;
    this.directory = directory;
    this.embedded = Map.copyOf(embedded);
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes = classes.get(name);
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    return defineClass(name, bytes, 0, bytes.length);
  }

  @Override
  public @Nullable InputStream getResourceAsStream(String name) {
    InputStream file = super.getResourceAsStream(name);
    byte[] bytes = embedded.get(name);
    return file != null || bytes == null ? file : new ByteArrayInputStream(bytes);
  }

  @Override
  protected @Nullable URL findResource(String name) {
    Path file = directory.resolve(name).normalize();
    if (!file.startsWith(directory) || !Files.isRegularFile(file)) {
      return null;
    }
    try {
      return file.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }
}
