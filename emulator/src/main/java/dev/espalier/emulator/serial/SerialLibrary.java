package dev.espalier.emulator.serial;

import com.fazecast.jSerialComm.SerialPort;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where jSerialComm's native library is loaded from: a directory of the user's own. By itself
 * jSerialComm loads, unchecked, what lies in a place that everybody can write to.
 */
public final class SerialLibrary {
  private static final String PATH = "jSerialComm.library.path";

  private SerialLibrary() {}

  /**
   * Puts the library of this machine into a directory, and makes jSerialComm load it from there. To
   * be called before anything else of jSerialComm.
   *
   * @param directory the user's own; only the user may write to it afterwards
   * @throws IOException when it cannot be written, or there is no library for this machine
   */
  public static void install(Path directory) throws IOException {
    String system = system(System.getProperty("os.name", ""));
    String file = file(system);
    byte[] library = null;
    for (String machine : machines(system, System.getProperty("os.arch", ""))) {
      library = library == null ? resource(system + "/" + machine + "/" + file) : library;
    }
    if (library == null) {
      throw new IOException(
          "there is no serial library for "
              + System.getProperty("os.name")
              + " on "
              + System.getProperty("os.arch"));
    }
    Files.createDirectories(directory);
    if (Files.getFileAttributeView(directory, PosixFileAttributeView.class) != null) {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }
    Path target = directory.resolve(file);
    if (!Files.exists(target) || !Arrays.equals(Files.readAllBytes(target), library)) {
      Path fresh = Files.createTempFile(directory, "new", ".tmp");
      Files.write(fresh, library);
      Files.move(fresh, target, StandardCopyOption.REPLACE_EXISTING);
    }
    System.setProperty(PATH, directory.toAbsolutePath().toString());
  }

  private static byte @Nullable [] resource(String name) throws IOException {
    try (InputStream in = SerialPort.class.getClassLoader().getResourceAsStream(name)) {
      return in == null ? null : in.readAllBytes();
    }
  }

  static String system(String name) {
    String small = name.toLowerCase(Locale.ROOT);
    if (small.contains("win")) {
      return "Windows";
    }
    return small.contains("mac") ? "OSX" : "Linux";
  }

  private static String file(String system) {
    return switch (system) {
      case "Windows" -> "jSerialComm.dll";
      case "OSX" -> "libjSerialComm.jnilib";
      default -> "libjSerialComm.so";
    };
  }

  static List<String> machines(String system, String arch) {
    return switch (arch) {
      case "amd64", "x86_64" -> List.of("x86_64");
      case "aarch64", "arm64" -> List.of(system.equals("Linux") ? "armv8_64" : "aarch64");
      case "x86", "i386", "i586", "i686" -> List.of("x86");
      case "ppc64le" -> List.of("ppc64le");
      case "arm" -> List.of("armv7hf", "armv7");
      default -> List.of();
    };
  }
}
