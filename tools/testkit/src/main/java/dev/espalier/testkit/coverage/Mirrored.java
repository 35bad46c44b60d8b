package dev.espalier.testkit.coverage;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.Fidelity;
import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One C name that a method carries.
 *
 * @param name the C name
 * @param java the method, such as {@code EspEvent.post}
 * @param fidelity how well it is mirrored
 * @param note what is missing
 * @param versions which versions of the separate component have it, in words; empty for all
 */
record Mirrored(String name, String java, Fidelity fidelity, String note, String versions) {

  /**
   * Everything that carries {@link EspApi} beside some classes.
   *
   * @param anchors one class of each place (folder or jar) to search
   */
  static List<Mirrored> beside(Class<?>... anchors) {
    Set<URI> places = new LinkedHashSet<>();
    for (Class<?> anchor : anchors) {
      try {
        places.add(anchor.getProtectionDomain().getCodeSource().getLocation().toURI());
      } catch (URISyntaxException e) {
        throw new IllegalStateException("class path with an unusable place", e);
      }
    }
    var found = new ArrayList<Mirrored>();
    for (URI place : places) {
      for (Class<?> type : classesIn(Path.of(place))) {
        collect(type, found);
      }
    }
    found.sort(Comparator.comparing(Mirrored::name).thenComparing(Mirrored::java));
    return found;
  }

  private static List<Class<?>> classesIn(Path place) {
    try {
      if (Files.isDirectory(place)) {
        return load(place);
      }
      try (FileSystem jar = FileSystems.newFileSystem(place, Map.of())) {
        return load(jar.getPath("/"));
      }
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException("cannot read the classes in " + place, e);
    }
  }

  private static List<Class<?>> load(Path root) throws IOException, ClassNotFoundException {
    var classes = new ArrayList<Class<?>>();
    List<Path> files;
    try (Stream<Path> walk = Files.walk(root)) {
      files = walk.filter(Mirrored::isOurs).sorted().toList();
    }
    for (Path file : files) {
      String path = root.relativize(file).toString().replace('\\', '/');
      String name = path.substring(0, path.length() - ".class".length()).replace('/', '.');
      classes.add(Class.forName(name, false, Mirrored.class.getClassLoader()));
    }
    return classes;
  }

  private static boolean isOurs(Path file) {
    String path = file.toString().replace('\\', '/');
    return path.endsWith(".class")
        && (path.contains("dev/espalier/hal/") || path.contains("dev/espalier/websocket/"))
        && !path.endsWith("package-info.class");
  }

  private static void collect(Class<?> type, List<Mirrored> found) {
    String owner = type.getSimpleName();
    add(type, owner, found);
    for (Method method : type.getDeclaredMethods()) {
      if (!method.isBridge()) {
        add(method, owner + "." + method.getName(), found);
      }
    }
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      add(constructor, "new " + owner, found);
    }
  }

  private static void add(AnnotatedElement element, String java, List<Mirrored> found) {
    for (EspApi api : element.getAnnotationsByType(EspApi.class)) {
      found.add(
          new Mirrored(
              api.value(), java, api.fidelity(), api.note(), versions(api.since(), api.until())));
    }
  }

  private static String versions(String since, String until) {
    if (!since.isEmpty()) {
      return "since component " + since;
    }
    return until.isEmpty() ? "" : "gone in component " + until;
  }
}
