package dev.espalier.cli;

import dev.espalier.hal.Firmware;
import dev.espalier.websocket.EspWebsocketClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** Compiles one source file of firmware in memory, against what firmware may use and no more. */
final class SourceCompiler {
  // Most of what follows the first few comes from them.
  private static final int SHOWN_ERRORS = 10;

  private SourceCompiler() {}

  /**
   * Compiles a file.
   *
   * @param name its name, for messages
   * @param text its content; may have several top-level classes
   * @return class files by class name, in the order of the source
   * @throws CliException with every error of the compiler when it does not compile
   */
  static Map<String, byte[]> compile(String name, String text) {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    if (javac == null) {
      throw new CliException(
          ExitCode.FAILURE, "this Java has no compiler: start espalier with a JDK 25, not a JRE");
    }
    var diagnostics = new DiagnosticCollector<JavaFileObject>();
    var classes = new LinkedHashMap<String, ClassFile>();
    boolean compiled;
    try (StandardJavaFileManager files =
        javac.getStandardFileManager(diagnostics, Locale.ROOT, StandardCharsets.UTF_8)) {
      files.setLocationFromPaths(StandardLocation.CLASS_PATH, firmwareClassPath());
      var manager = new MemoryFiles(files, classes);
      List<String> options = List.of("-proc:none", "-parameters", "-g", "-Xlint:none");
      var unit = new SourceFile(name, text);
      compiled = javac.getTask(null, manager, diagnostics, options, null, List.of(unit)).call();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!compiled) {
      throw new CliException(ExitCode.NO_FIRMWARE, errors(name, diagnostics.getDiagnostics()));
    }
    var bytes = new LinkedHashMap<String, byte[]>();
    classes.forEach((className, file) -> bytes.put(className, file.bytes.toByteArray()));
    return bytes;
  }

  /** Returns where {@code hal} and the client are: jars, or directories in a test. */
  static Set<Path> firmwareClassPath() {
    Set<Path> paths = new LinkedHashSet<>();
    for (Class<?> type : List.of(Firmware.class, EspWebsocketClient.class)) {
      try {
        paths.add(Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()));
      } catch (URISyntaxException e) {
        throw new IllegalStateException(e);
      }
    }
    return paths;
  }

  private static String errors(
      String name, List<Diagnostic<? extends JavaFileObject>> diagnostics) {
    List<String> errors =
        diagnostics.stream()
            .filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
            .map(SourceCompiler::describe)
            .toList();
    return name
        + " does not compile ("
        + errors.size()
        + (errors.size() == 1 ? " error)\n" : " errors)\n")
        + errors.stream().limit(SHOWN_ERRORS).collect(Collectors.joining("\n"))
        + (errors.size() > SHOWN_ERRORS ? "\nthese are the first " + SHOWN_ERRORS : "");
  }

  /** Describes an error as javac prints it: place, what, the line, and a mark below. */
  private static String describe(Diagnostic<? extends JavaFileObject> error) {
    String message = error.getMessage(Locale.ROOT);
    if (!(error.getSource() instanceof SourceFile source)) {
      return message;
    }
    String line =
        source.text.lines().skip(Math.max(0, error.getLineNumber() - 1)).findFirst().orElse("");
    int column = (int) Math.max(0, Math.min(error.getColumnNumber() - 1, line.length()));
    return source.name
        + ":"
        + error.getLineNumber()
        + ": "
        + message
        + "\n"
        + line
        + "\n"
        + line.substring(0, column).replaceAll("[^\t]", " ")
        + "^";
  }

  /** The source, which javac thinks is a file. */
  private static final class SourceFile extends SimpleJavaFileObject {
    final String name;
    final String text;

    SourceFile(String name, String text) {
      super(Path.of(name).toUri(), Kind.SOURCE);
      this.name = name;
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }

    /** Lets a public class have any name, as with {@code java File.java}. */
    @Override
    public boolean isNameCompatible(String simpleName, Kind kind) {
      return kind == Kind.SOURCE;
    }
  }

  /** A class that javac writes. */
  private static final class ClassFile extends SimpleJavaFileObject {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    ClassFile(String className) {
      super(URI.create("memory:///" + className.replace('.', '/') + ".class"), Kind.CLASS);
    }

    @Override
    public OutputStream openOutputStream() {
      return bytes;
    }
  }

  /** Keeps what javac writes. */
  private static final class MemoryFiles extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, ClassFile> classes;

    MemoryFiles(JavaFileManager files, Map<String, ClassFile> classes) {
      super(files);
      this.classes = classes;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
      var file = new ClassFile(className);
      classes.put(className, file);
      return file;
    }
  }
}
