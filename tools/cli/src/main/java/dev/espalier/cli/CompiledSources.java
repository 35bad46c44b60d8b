package dev.espalier.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers compiled sources from run to run: javac takes as long as all the rest of a start.
 *
 * <p>What is remembered holds for this text, these jars and this JDK. Nothing depends on it: what
 * cannot be read or written is compiled.
 */
final class CompiledSources {
  private static final int KEPT_MAX = 50;

  private final Path directory;

  CompiledSources(Path directory) {
    this.directory = directory;
  }

  /** Compiles as {@link SourceCompiler#compile} does, or finds it in the user's cache. */
  static Map<String, byte[]> compile(String name, String text) {
    try {
      return new CompiledSources(UserCache.directory("compiled")).get(name, text);
    } catch (IOException e) {
      return SourceCompiler.compile(name, text);
    }
  }

  Map<String, byte[]> get(String name, String text) {
    Optional<Path> file = file(name, text);
    if (file.isEmpty()) {
      return SourceCompiler.compile(name, text);
    }
    try {
      return read(Files.readAllBytes(file.get()));
    } catch (IOException e) {
      // Not there yet, or damaged.
      Map<String, byte[]> classes = SourceCompiler.compile(name, text);
      remember(file.get(), classes);
      return classes;
    }
  }

  /** Returns the file for a source; empty when the classes it is compiled against may change. */
  private Optional<Path> file(String name, String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path path : SourceCompiler.firmwareClassPath()) {
        if (Files.isDirectory(path)) {
          return Optional.empty();
        }
        add(digest, path + " " + Files.size(path) + " " + Files.getLastModifiedTime(path));
      }
      add(digest, Runtime.version().toString());
      add(digest, name);
      add(digest, text);
      return Optional.of(directory.resolve(HexFormat.of().formatHex(digest.digest())));
    } catch (NoSuchAlgorithmException | IOException e) {
      return Optional.empty();
    }
  }

  private static void add(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
    digest.update(bytes);
  }

  private void remember(Path file, Map<String, byte[]> classes) {
    try {
      Path next = Files.createTempFile(directory, "new", ".tmp");
      Files.write(next, write(classes));
      // Another run sees all of it or nothing.
      Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      forgetOldest();
    } catch (IOException e) {
      // The next run compiles again.
    }
  }

  private void forgetOldest() throws IOException {
    try (var files = Files.list(directory)) {
      List<Path> oldestLast =
          files.sorted(Comparator.comparingLong(CompiledSources::modified).reversed()).toList();
      for (Path old :
          oldestLast.subList(Math.min(KEPT_MAX, oldestLast.size()), oldestLast.size())) {
        Files.deleteIfExists(old);
      }
    }
  }

  private static long modified(Path file) {
    return file.toFile().lastModified();
  }

  private static byte[] write(Map<String, byte[]> classes) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.writeInt(classes.size());
    for (Map.Entry<String, byte[]> entry : classes.entrySet()) {
      out.writeUTF(entry.getKey());
      out.writeInt(entry.getValue().length);
      out.write(entry.getValue());
    }
    return bytes.toByteArray();
  }

  private static Map<String, byte[]> read(byte[] bytes) throws IOException {
    var in = new DataInputStream(new ByteArrayInputStream(bytes));
    Map<String, byte[]> classes = new LinkedHashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      String name = in.readUTF();
      int length = in.readInt();
      if (length < 0 || length > in.available()) {
        throw new IOException("damaged");
      }
      classes.put(name, in.readNBytes(length));
    }
    return classes;
  }
}
