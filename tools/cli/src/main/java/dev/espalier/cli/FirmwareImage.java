package dev.espalier.cli;

import dev.espalier.hal.Firmware;
import dev.espalier.testkit.FileErrors;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Firmware ready to boot: from one source file or from a jar. */
final class FirmwareImage {
  /** Names the firmware class in a jar's manifest; {@code Main-Class} does as well. */
  static final String MANIFEST_ATTRIBUTE = "Espalier-Firmware";

  private final String className;
  private final List<String> passedOver;
  private final Supplier<ClassLoader> loaders;
  private final Supplier<Collection<byte[]>> classes;

  private FirmwareImage(
      String className,
      List<String> passedOver,
      Supplier<ClassLoader> loaders,
      Supplier<Collection<byte[]>> classes) {
    this.className = className;
    this.passedOver = List.copyOf(passedOver);
    this.loaders = loaders;
    this.classes = classes;
  }

  /**
   * Loads a {@code .java} or {@code .jar} file.
   *
   * @throws CliException when there is no such file or no firmware in it
   */
  static FirmwareImage load(Path file) {
    return load(file, Map.of());
  }

  /**
   * Loads a {@code .java} or {@code .jar} file.
   *
   * @param embedded further resources of a {@code .java} file; a file beside it wins
   * @throws CliException when there is no such file or no firmware in it
   */
  static FirmwareImage load(Path file, Map<String, byte[]> embedded) {
    String name = fileName(file);
    if (!Files.isRegularFile(file)) {
      throw new CliException(
          ExitCode.USAGE, "there is no file " + file + ": give a .java or .jar file of firmware");
    }
    try {
      if (name.endsWith(".java")) {
        return fromSource(file.toString(), Files.readString(file), directoryOf(file), embedded);
      }
      if (name.endsWith(".jar")) {
        return fromJar(file);
      }
    } catch (IOException e) {
      throw new CliException(
          ExitCode.NO_FIRMWARE, "cannot read " + file + ": " + FileErrors.reason(e));
    }
    throw new CliException(ExitCode.USAGE, "firmware is a .java or a .jar file: " + file);
  }

  /** Compiles a source text; its resources are the files in {@code directory}. */
  static FirmwareImage fromSource(String name, String text, Path directory) {
    return fromSource(name, text, directory, Map.of());
  }

  private static FirmwareImage fromSource(
      String name, String text, Path directory, Map<String, byte[]> embedded) {
    Map<String, byte[]> classes = CompiledSources.compile(name, text);
    String simpleName = fileName(Path.of(name)).replaceFirst("\\.java$", "");
    var loader = new MemoryClassLoader(classes, directory, embedded);
    List<String> found = firmwareClasses(loader, classes.keySet());
    String className = pick(name, simpleName, found);
    found.remove(className);
    boolean shared = !StaticState.isIn(classes.values());
    return new FirmwareImage(
        className,
        found,
        () -> shared ? loader : new MemoryClassLoader(classes, directory, embedded),
        classes::values);
  }

  private static FirmwareImage fromJar(Path file) throws IOException {
    URL[] urls = {file.toUri().toURL()};
    ClassLoader parent = FirmwareImage.class.getClassLoader();
    String className;
    try (var jar = new JarFile(file.toFile());
        var loader = new URLClassLoader(urls, parent)) {
      className = namedInManifest(file, loader, jar.getManifest());
      if (className == null) {
        List<String> names =
            classEntries(jar)
                .map(entry -> entry.getName().replaceFirst("\\.class$", "").replace('/', '.'))
                .toList();
        className = pick(file.toString(), "", firmwareClasses(loader, names));
      }
    }
    return new FirmwareImage(
        className, List.of(), () -> new URLClassLoader(urls, parent), () -> classFiles(file));
  }

  private static Stream<JarEntry> classEntries(JarFile jar) {
    return jar.stream()
        .filter(entry -> entry.getName().endsWith(".class"))
        .filter(entry -> !entry.getName().startsWith("META-INF/"))
        .filter(entry -> !entry.getName().endsWith("-info.class"));
  }

  private static Collection<byte[]> classFiles(Path file) {
    try (var jar = new JarFile(file.toFile())) {
      List<byte[]> all = new ArrayList<>();
      for (JarEntry entry : classEntries(jar).toList()) {
        try (InputStream in = jar.getInputStream(entry)) {
          all.add(in.readAllBytes());
        }
      }
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable String namedInManifest(
      Path file, ClassLoader loader, @Nullable Manifest manifest) {
    if (manifest == null) {
      return null;
    }
    String named = manifest.getMainAttributes().getValue(MANIFEST_ATTRIBUTE);
    String main = manifest.getMainAttributes().getValue("Main-Class");
    if (named != null && firmwareClasses(loader, List.of(named)).isEmpty()) {
      throw new CliException(
          ExitCode.NO_FIRMWARE,
          file
              + ": its manifest names "
              + MANIFEST_ATTRIBUTE
              + ": "
              + named
              + ", which is no class in it that implements Firmware");
    }
    if (named != null) {
      return named;
    }
    return main == null || firmwareClasses(loader, List.of(main)).isEmpty() ? null : main;
  }

  private static List<String> firmwareClasses(ClassLoader loader, Iterable<String> names) {
    List<String> found = new ArrayList<>();
    for (String name : names) {
      try {
        Class<?> type = Class.forName(name, false, loader);
        if (Firmware.class.isAssignableFrom(type)
            && !Modifier.isAbstract(type.getModifiers())
            && hasConstructor(type)) {
          found.add(name);
        }
      } catch (ClassNotFoundException | LinkageError e) {
        // A class that needs what is not there can be no firmware; a jar may have such classes.
      }
    }
    return found;
  }

  private static boolean hasConstructor(Class<?> type) {
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (constructor.getParameterCount() == 0) {
        return true;
      }
    }
    return false;
  }

  private static String pick(String file, String preferred, List<String> found) {
    for (String name : found) {
      if (found.size() == 1 || name.substring(name.lastIndexOf('.') + 1).equals(preferred)) {
        return name;
      }
    }
    if (found.isEmpty()) {
      throw new CliException(
          ExitCode.NO_FIRMWARE,
          file
              + ": no class implements dev.espalier.hal.Firmware with a constructor without"
              + " arguments; "
              + "write: public final class "
              + (preferred.isEmpty() ? "Blink" : preferred)
              + " implements Firmware { public void appMain() { … } }");
    }
    throw new CliException(
        ExitCode.NO_FIRMWARE,
        file
            + ": several classes implement Firmware ("
            + String.join(", ", found)
            + "): "
            + (preferred.isEmpty()
                ? "name one in the manifest as " + MANIFEST_ATTRIBUTE
                : "name one of them " + preferred));
  }

  /** Returns the name of the firmware class. */
  String className() {
    return className;
  }

  /** Returns the other classes of the file that are firmware too, and are not booted. */
  List<String> passedOver() {
    return passedOver;
  }

  /** Returns the names of the options of {@code sdkconfig} that it asks for. */
  Set<String> options() {
    return OptionNames.in(classes.get());
  }

  /**
   * Makes the firmware of one boot. Its classes are loaded anew, since a reset clears the RAM,
   * unless nothing in them can change: then they stay, as what the JVM has made of them does.
   *
   * @throws CliException when its constructor fails
   */
  Firmware create() {
    try {
      Class<?> type = Class.forName(className, true, loaders.get());
      Constructor<?> constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      return (Firmware) constructor.newInstance();
    } catch (InvocationTargetException e) {
      throw new CliException(ExitCode.PANIC, className + ": its constructor threw " + e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String fileName(Path file) {
    return Objects.toString(file.getFileName(), "");
  }

  static Path directoryOf(Path file) {
    try {
      return Objects.requireNonNull(file.toRealPath().getParent());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
