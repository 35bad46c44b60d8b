package dev.espalier.emulator.flash;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileFlashTest {
  private static final byte[] NVS = {1, 2, 3};

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("boards").resolve("esp32.flash");
  }

  @Test
  void keepsBlocksOverAResetAndLeavesNothingElseBehind() throws IOException {
    var flash = new FileFlash(file());
    assertNull(flash.read("nvs"));
    flash.write("nvs", NVS);
    flash.write("storage", new byte[70000]);
    var again = new FileFlash(file());
    assertArrayEquals(NVS, again.read("nvs"));
    again.erase("storage");
    assertNull(again.read("storage"));
    assertArrayEquals(NVS, again.read("nvs"));
    try (Stream<Path> files = Files.list(file().getParent())) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void aWriteThatBreaksOffLeavesTheOldContent() throws IOException {
    var flash = new FileFlash(file());
    flash.write("nvs", NVS);
    // What a loss of power between writing and moving leaves: half a new file beside the old one.
    byte[] half = new byte[17];
    Files.write(file().resolveSibling("esp32.flash.new"), half);
    assertArrayEquals(NVS, flash.read("nvs"));
    flash.write("nvs", new byte[] {9});
    assertArrayEquals(new byte[] {9}, flash.read("nvs"));
  }

  @Test
  void everyDamagedByteIsNoticedAndNothingIsWrittenOver() throws IOException {
    var flash = new FileFlash(file());
    flash.write("nvs", NVS);
    byte[] good = Files.readAllBytes(file());
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 1;
      Files.write(file(), bad);
      var e = assertThrows(IOException.class, () -> flash.read("nvs"));
      assertTrue(e.toString().contains(file() + " is damaged ("), e.toString());
      assertThrows(IOException.class, () -> flash.write("nvs", NVS));
      assertArrayEquals(bad, Files.readAllBytes(file()));
    }
  }

  @Test
  void everyCutIsNoticed() throws IOException {
    var flash = new FileFlash(file());
    flash.write("nvs", NVS);
    byte[] good = Files.readAllBytes(file());
    for (int length = 0; length < good.length; length++) {
      Files.write(file(), Arrays.copyOf(good, length));
      assertThrows(IOException.class, () -> flash.read("nvs"));
    }
  }

  @Test
  void erasingADamagedFileKeepsItAside() throws IOException {
    var flash = new FileFlash(file());
    flash.write("nvs", NVS);
    Files.write(file(), new byte[] {0});
    flash.erase("nvs");
    assertFalse(Files.exists(file()));
    assertArrayEquals(
        new byte[] {0}, Files.readAllBytes(file().resolveSibling("esp32.flash.damaged")));
    flash.write("nvs", NVS);
    assertArrayEquals(NVS, flash.read("nvs"));
  }
}
