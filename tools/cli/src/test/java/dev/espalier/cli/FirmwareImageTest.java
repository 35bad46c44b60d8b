package dev.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.hal.Firmware;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirmwareImageTest {
  private static final String BLINK =
      """
      import dev.espalier.hal.Firmware;

      public final class Blink implements Firmware {
        static int boots;

        @Override
        public void appMain() {
          boots++;
          System.setProperty("blink.boots", boots + Part.TEXT);
        }
      }

      class Part {
        static final String TEXT = "!".repeat(2);
      }
      """;

  @TempDir private Path directory;

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private static CliException refused(Path file) {
    return assertThrows(CliException.class, () -> FirmwareImage.load(file));
  }

  @Test
  void compilesOneFileWithSeveralClasses() throws IOException {
    FirmwareImage image = FirmwareImage.load(write("Blink.java", BLINK));
    assertEquals("Blink", image.className());
    image.create().appMain();
    assertEquals("1!!", System.clearProperty("blink.boots"));
  }

  @Test
  void loadsClassesAnewForEachBoot() throws IOException {
    FirmwareImage image = FirmwareImage.load(write("Blink.java", BLINK));
    Firmware first = image.create();
    Firmware second = image.create();
    assertNotSame(first.getClass(), second.getClass());
    first.appMain();
    second.appMain();
    assertEquals("1!!", System.clearProperty("blink.boots"), "RAM is lost in a reset");
  }

  private static final String QUIET =
      """
      import dev.espalier.hal.Firmware;
      import dev.espalier.hal.config.*;
      import dev.espalier.hal.port.BoardLocal;
      import java.util.*;

      public final class Quiet implements Firmware {
        %s
        public void appMain() {}
      }
      """;

  private static boolean keepsState(String fields) {
    return StaticState.isIn(SourceCompiler.compile("Quiet.java", QUIET.formatted(fields)).values());
  }

  @Test
  void keepsClassesInWhichNothingCanChange() throws IOException {
    String values =
        """
        static final String TAG = "quiet";
        static final int LIMIT = 3;
        static final SdkOption<Integer> SIZE =
            SdkOption.integer("CONFIG_EXAMPLE_SIZE", 1, 0, 9, "a size");
        static final BoardLocal<List<String>> NAMES = BoardLocal.of(ArrayList::new);
        int boots;
        """;
    assertFalse(keepsState(values));
    FirmwareImage image = FirmwareImage.load(write("Quiet.java", QUIET.formatted(values)));
    assertSame(image.create().getClass(), image.create().getClass());

    assertTrue(keepsState("static int boots;"));
    assertTrue(keepsState("static final int[] BOOTS = new int[1];"));
    assertTrue(keepsState("static final List<String> NAMES = new ArrayList<>();"));
    assertTrue(keepsState("static final Object LOCK = new Object();"));
    assertTrue(keepsState("static { new Random().nextInt(); }"));
    String local = "static final BoardLocal<String> NAME = BoardLocal.of(() -> \"x\");";
    assertFalse(keepsState(local));
    assertTrue(keepsState(local + " static final String OF_THIS_BOOT = NAME.get();"));
  }

  @Test
  void showsEachErrorOfTheCompilerWithItsLine() throws IOException {
    CliException e =
        refused(write("Bad.java", "class Bad {\n  int x = \"one\";\n  void f() { g(); }\n}\n"));
    assertEquals(ExitCode.NO_FIRMWARE, e.code());
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains("does not compile (2 errors)"), message);
    assertTrue(message.contains("Bad.java:2: incompatible types"), message);
    assertTrue(message.contains("  int x = \"one\";\n          ^"), message);
    assertTrue(message.contains("Bad.java:3: cannot find symbol"), message);
  }

  @Test
  void picksTheClassWithTheNameOfTheFileAmongSeveral() throws IOException {
    String two =
        BLINK.replace(
            "class Part {", "class Part implements Firmware {" + " public void appMain() {}");
    assertEquals("Blink", FirmwareImage.load(write("Blink.java", two)).className());
    String message = String.valueOf(refused(write("Other.java", two)).getMessage());
    assertTrue(message.contains("several classes implement Firmware (Blink, Part)"), message);
    assertTrue(message.contains("name one of them Other"), message);
  }

  @Test
  void saysHowToWriteFirmwareWhereThereIsNone() throws IOException {
    CliException e = refused(write("None.java", "class None {}"));
    assertEquals(ExitCode.NO_FIRMWARE, e.code());
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains("public final class None implements Firmware"), message);
  }

  @Test
  void callsAMissingFileAUsageError() {
    CliException e = refused(directory.resolve("Missing.java"));
    assertEquals(ExitCode.USAGE, e.code());
    assertTrue(String.valueOf(e.getMessage()).contains("there is no file"), e.getMessage());
  }

  @Test
  void refusesOtherKindsOfFiles() throws IOException {
    assertEquals(ExitCode.USAGE, refused(write("blink.c", "")).code());
  }

  @Test
  void findsFilesBesideTheSourceAsResources() throws IOException {
    write("ca.pem", "certificate");
    write("secret.txt", "not below the source");
    Path inner = Files.createDirectory(directory.resolve("inner"));
    Files.writeString(inner.resolve("ca.pem"), "inner certificate");
    FirmwareImage image = FirmwareImage.load(Files.writeString(inner.resolve("Blink.java"), BLINK));
    ClassLoader loader = image.create().getClass().getClassLoader();
    try (var resource = loader.getResourceAsStream("ca.pem")) {
      assertEquals(
          "inner certificate", new String(resource.readAllBytes(), StandardCharsets.UTF_8));
    }
    assertNull(loader.getResource("../secret.txt"));
  }

  @Test
  void takesTheFirmwareThatAManifestNames() throws IOException {
    assertEquals("Blink", FirmwareImage.load(jar("Espalier-Firmware", "Blink")).className());
    assertEquals("Blink", FirmwareImage.load(jar("Main-Class", "Blink")).className());
    // A Main-Class that is no firmware is another program's.
    assertEquals("Blink", FirmwareImage.load(jar("Main-Class", "Part")).className());
  }

  @Test
  void takesTheOnlyFirmwareOfAJar() throws IOException {
    FirmwareImage image = FirmwareImage.load(jar("Built-By", "a test"));
    image.create().appMain();
    assertEquals("1!!", System.clearProperty("blink.boots"));
  }

  @Test
  void refusesAManifestThatNamesNoFirmware() throws IOException {
    String message = String.valueOf(refused(jar("Espalier-Firmware", "Part")).getMessage());
    assertTrue(message.contains("Espalier-Firmware: Part"), message);
  }

  private Path jar(String attribute, String value) throws IOException {
    Path file = directory.resolve(attribute + value.replace(' ', '-') + ".jar");
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue(attribute, value);
    try (OutputStream out = Files.newOutputStream(file);
        var jar = new JarOutputStream(out, manifest)) {
      for (Map.Entry<String, byte[]> type :
          SourceCompiler.compile("Blink.java", BLINK).entrySet()) {
        jar.putNextEntry(new JarEntry(type.getKey() + ".class"));
        jar.write(type.getValue());
      }
    }
    return file;
  }
}
