package dev.espalier.testkit.fault;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles source files with a fault in them, in memory. */
public final class FaultCompiler implements AutoCloseable {
  private static final String SOURCE_ROOT = "src/main/java/";
  private static final Pattern ANNOTATION =
      Pattern.compile(
          "import ((?:org\\.jspecify|com\\.google\\.errorprone)\\.annotations)\\.(\\w+);");
  private static final List<String> OPTIONS =
      List.of(
          "-proc:none",
          "-nowarn",
          "-Xlint:none",
          "-implicit:none",
          "-parameters",
          "-g",
          "--add-exports",
          "java.base/jdk.internal.vm=ALL-UNNAMED",
          "-cp",
          System.getProperty("java.class.path"));

  private final Path project;
  private final JavaCompiler javac;
  private final StandardJavaFileManager files;

  /**
   * Makes a compiler.
   *
   * @param project the top of the project, where the sources are
   */
  public FaultCompiler(Path project) {
    this.project = project;
    javac = ToolProvider.getSystemJavaCompiler();
    if (javac == null) {
      throw new FaultException("this Java has no compiler: use a JDK 25, not a JRE");
    }
    files = javac.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);
  }

  /**
   * Puts a fault into its source file and compiles that.
   *
   * @param fault the fault
   * @return class files by class name
   * @throws FaultException when the file is not what the fault was made for
   */
  public Map<String, byte[]> compile(Fault fault) {
    int root = fault.file().indexOf(SOURCE_ROOT);
    Path path = project.resolve(fault.file());
    if (root < 0 || !Files.isRegularFile(path)) {
      throw new FaultException(fault.name() + ": there is no source file " + fault.file());
    }
    String source;
    try {
      source = Files.readString(path);
    } catch (IOException e) {
      throw new FaultException(fault.name() + ": " + fault.file() + " cannot be read: " + e);
    }
    List<JavaFileObject> units = new ArrayList<>(stubs(source));
    units.add(
        new Source(fault.file().substring(root + SOURCE_ROOT.length()), fault.putInto(source)));
    var written = new LinkedHashMap<String, ByteArrayOutputStream>();
    var messages = new StringWriter();
    if (!javac.getTask(messages, new Memory(files, written), null, OPTIONS, null, units).call()) {
      throw new FaultException(fault.name() + " does not compile:\n" + messages);
    }
    Map<String, byte[]> classes = new LinkedHashMap<>();
    written.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
    return classes;
  }

  /** The build's annotations are not in the jar of the command; the compiler asks for them. */
  private static List<JavaFileObject> stubs(String source) {
    List<JavaFileObject> stubs = new ArrayList<>();
    for (MatchResult used : ANNOTATION.matcher(source).results().toList()) {
      String file = (used.group(1) + "." + used.group(2)).replace('.', '/');
      if (FaultCompiler.class.getClassLoader().getResource(file + ".class") == null) {
        stubs.add(
            new Source(
                file + ".java",
                "package "
                    + used.group(1)
                    + "; import java.lang.annotation.*; @Target({ElementType.TYPE_USE,"
                    + " ElementType.METHOD, ElementType.TYPE}) public @interface "
                    + used.group(2)
                    + " {}"));
      }
    }
    return stubs;
  }

  @Override
  public void close() {
    try {
      files.close();
    } catch (IOException e) {
      throw new FaultException("the compiler's files cannot be closed: " + e);
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String path, String text) {
      super(URI.create("memory:///" + path), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /** Keeps what javac writes. */
  private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, ByteArrayOutputStream> written;

    Memory(JavaFileManager files, Map<String, ByteArrayOutputStream> written) {
      super(files);
      this.written = written;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
      return new SimpleJavaFileObject(
          URI.create("memory:///" + name.replace('.', '/') + ".class"), kind) {
        @Override
        public OutputStream openOutputStream() {
          var bytes = new ByteArrayOutputStream();
          written.put(name, bytes);
          return bytes;
        }
      };
    }
  }
}
