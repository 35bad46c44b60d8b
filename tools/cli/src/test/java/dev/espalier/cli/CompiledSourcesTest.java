package dev.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Against directories of classes, as in a test, nothing is remembered: LauncherIT sees the rest.
 */
class CompiledSourcesTest {
  @TempDir private Path directory;

  @Test
  void remembersOnlyWhatIsCompiledAgainstJars() throws IOException {
    var sources = new CompiledSources(directory);
    for (int i = 0; i < 2; i++) {
      assertEquals(Set.of("A"), sources.get("A.java", "class A {}").keySet());
    }
    // The build has jars after packaging, an IDE has directories, which may change unseen.
    boolean jars = SourceCompiler.firmwareClassPath().stream().noneMatch(Files::isDirectory);
    try (var files = Files.list(directory)) {
      assertEquals(jars ? 1 : 0, files.count());
    }
  }

  @Test
  void reportsErrorsEachTime() {
    var sources = new CompiledSources(directory);
    for (int i = 0; i < 2; i++) {
      assertThrows(CliException.class, () -> sources.get("A.java", "class A { int i = x; }"));
    }
  }
}
