import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Gives old class files of a jar the format of Java 8: {@code java NewClassFormat.java picocli.jar}.
 *
 * <p>picocli's are of Java 5. The start-up cache takes none of before Java 6, and the JVM checks
 * them without stack maps, slowly: together most of the time to {@code app_main}. The code stays as
 * it is; stack maps are added. Run by start-up-cache.xml on the copy in {@code target/lib}.
 */
final class NewClassFormat {
  private static final int FIRST_WITH_STACK_MAPS = ClassFile.JAVA_6_VERSION;

  private NewClassFormat() {}

  public static void main(String[] args) throws IOException {
    Path jar = Path.of(args[0]);
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (var zip = new ZipInputStream(Files.newInputStream(jar))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
    }
    ClassFile classFile = classFile(entries);
    int changed = 0;
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      if (entry.getKey().endsWith(".class")) {
        ClassModel model = classFile.parse(entry.getValue());
        if (model.majorVersion() < FIRST_WITH_STACK_MAPS) {
          entry.setValue(classFile.transformClass(model, newFormat()));
          changed++;
        }
      }
    }
    if (changed > 0) {
      write(entries, jar);
    }
    System.out.println(jar.getFileName() + ": " + changed + " classes in a new format");
  }

  /** Knows the classes of the jar, whose hierarchy stack maps depend on. */
  private static ClassFile classFile(Map<String, byte[]> entries) {
    var resolver =
        ClassHierarchyResolver.ofResourceParsing((ClassDesc type) -> stream(entries, type))
            .orElse(ClassHierarchyResolver.defaultResolver());
    return ClassFile.of(
        ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
        ClassFile.ClassHierarchyResolverOption.of(resolver));
  }

  private static InputStream stream(Map<String, byte[]> entries, ClassDesc type) {
    String descriptor = type.descriptorString(); // Lpackage/Name;
    byte[] bytes = entries.get(descriptor.substring(1, descriptor.length() - 1) + ".class");
    return bytes == null ? null : new ByteArrayInputStream(bytes);
  }

  private static ClassTransform newFormat() {
    ClassTransform version =
        (builder, element) -> {
          ClassElement other = element;
          if (element instanceof ClassFileVersion) {
            other = ClassFileVersion.of(ClassFile.JAVA_8_VERSION, 0);
          }
          builder.with(other);
        };
    // Each body is taken apart and put together, or it would be copied without stack maps.
    return version.andThen(ClassTransform.transformingMethodBodies((b, element) -> b.with(element)));
  }

  private static void write(Map<String, byte[]> entries, Path jar) throws IOException {
    Path next = jar.resolveSibling(jar.getFileName() + ".new");
    try (var zip = new ZipOutputStream(Files.newOutputStream(next))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
        zip.closeEntry();
      }
    }
    Files.move(next, jar, StandardCopyOption.REPLACE_EXISTING);
  }
}
