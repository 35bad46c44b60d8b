package dev.espalier.hal.nvs;

import static dev.espalier.hal.nvs.NvsErr.ESP_ERR_FLASH_OP_FAIL;
import static dev.espalier.hal.nvs.NvsErr.ESP_ERR_NVS_INVALID_HANDLE;
import static dev.espalier.hal.nvs.NvsErr.ESP_ERR_NVS_INVALID_LENGTH;
import static dev.espalier.hal.nvs.NvsErr.ESP_ERR_NVS_NOT_FOUND;
import static dev.espalier.hal.nvs.NvsErr.ESP_ERR_NVS_NOT_INITIALIZED;
import static dev.espalier.hal.nvs.NvsErr.ESP_ERR_NVS_PART_NOT_FOUND;
import static dev.espalier.hal.nvs.NvsErr.ESP_ERR_NVS_READ_ONLY;
import static dev.espalier.hal.nvs.NvsOpenMode.NVS_READONLY;
import static dev.espalier.hal.nvs.NvsOpenMode.NVS_READWRITE;
import static dev.espalier.hal.system.EspErr.ESP_OK;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.MemoryFlash;
import dev.espalier.emulator.flash.FileFlash;
import dev.espalier.hal.port.Flash;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspSystem;
import dev.espalier.hal.system.ResetReason;
import dev.espalier.testkit.OneBoard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NvsTest {
  private static Nvs open() {
    NvsFlash.init().orAbort();
    return Nvs.open("storage", NVS_READWRITE).orAbort();
  }

  @Test
  void numbersOfAllTypesComeBackAsTheyWere() {
    OneBoard.run(() -> {
      Nvs nvs = open();
      assertEquals(ESP_OK, nvs.setI8("i8", -128));
      assertEquals(ESP_OK, nvs.setU8("u8", 255));
      assertEquals(ESP_OK, nvs.setI16("i16", -32768));
      assertEquals(ESP_OK, nvs.setU16("u16", 65535));
      assertEquals(ESP_OK, nvs.setI32("i32", Integer.MIN_VALUE));
      assertEquals(ESP_OK, nvs.setU32("u32", 4294967295L));
      assertEquals(ESP_OK, nvs.setI64("i64", Long.MIN_VALUE));
      assertEquals(ESP_OK, nvs.setU64("u64", -1L));
      assertEquals(ESP_OK, nvs.commit());
      assertEquals(-128, nvs.getI8("i8").orAbort());
      assertEquals(255, nvs.getU8("u8").orAbort());
      assertEquals(-32768, nvs.getI16("i16").orAbort());
      assertEquals(65535, nvs.getU16("u16").orAbort());
      assertEquals(Integer.MIN_VALUE, nvs.getI32("i32").orAbort());
      assertEquals(4294967295L, nvs.getU32("u32").orAbort());
      assertEquals(Long.MIN_VALUE, nvs.getI64("i64").orAbort());
      assertEquals(-1L, nvs.getU64("u64").orAbort());
      assertEquals(ESP_ERR_NVS_NOT_FOUND, nvs.getU8("none").err());
      assertEquals(9, nvs.getU8("none").orElse(9));
      assertEquals(8, nvs.getUsedEntryCount().orAbort());
    });
  }

  @Test
  void textsAndBlobsHaveSizes() {
    OneBoard.run(() -> {
      Nvs nvs = open();
      nvs.setStr("text", "grün").orAbort();
      nvs.setBlob("blob", new byte[] {1, 2, 3}).orAbort();
      assertEquals("grün", nvs.getStr("text").orAbort());
      assertEquals(6, nvs.getStrSize("text").orAbort());
      assertEquals(3, nvs.getBlobSize("blob").orAbort());
      assertEquals(ESP_ERR_NVS_INVALID_LENGTH, nvs.getBlob("blob", new byte[2]).err());
      byte[] buffer = new byte[4];
      assertEquals(3, nvs.getBlob("blob", buffer).orAbort());
      assertArrayEquals(new byte[] {1, 2, 3, 0}, buffer);
    });
  }

  @Test
  void handlesKnowTheirLimits() {
    OneBoard.run(() -> {
      assertEquals(ESP_ERR_NVS_NOT_INITIALIZED, Nvs.open("storage", NVS_READWRITE).err());
      NvsFlash.init().orAbort();
      assertEquals(
          ESP_ERR_NVS_PART_NOT_FOUND,
          Nvs.openFromPartition("nvs2", "storage", NVS_READWRITE).err());
      assertEquals(EspErr.ESP_ERR_NOT_FOUND, NvsFlash.initPartition("nvs2"));
      assertEquals(ESP_ERR_NVS_NOT_FOUND, Nvs.open("storage", NVS_READONLY).err());
      Nvs nvs = open();
      nvs.setU8("a", 1).orAbort();
      Nvs reader = Nvs.open("storage", NVS_READONLY).orAbort();
      assertEquals(ESP_ERR_NVS_READ_ONLY, reader.setU8("a", 2));
      assertEquals(ESP_ERR_NVS_READ_ONLY, reader.eraseKey("a"));
      assertEquals(1, reader.getU8("a").orAbort());
      reader.close();
      assertEquals(ESP_ERR_NVS_INVALID_HANDLE, reader.getU8("a").err());
      NvsFlash.deinit().orAbort();
      assertEquals(ESP_ERR_NVS_NOT_INITIALIZED, NvsFlash.deinit());
      assertEquals(ESP_ERR_NVS_INVALID_HANDLE, nvs.setU8("a", 2));
      NvsFlash.init().orAbort();
      assertEquals(ESP_ERR_NVS_INVALID_HANDLE, nvs.commit());
      assertEquals(1, open().getU8("a").orAbort());
      NvsFlash.erase().orAbort();
      assertEquals(ESP_ERR_NVS_NOT_FOUND, open().getU8("a").err());
    });
  }

  @Test
  void iteratorsMeetEachValueOnce() {
    var seen = new ArrayList<String>();
    OneBoard.run(() -> {
      Nvs nvs = open();
      nvs.setU8("a", 1).orAbort();
      nvs.setBlob("b", new byte[5000]).orAbort();
      Nvs other = Nvs.open("other", NVS_READWRITE).orAbort();
      other.setStr("c", "x").orAbort();
      NvsIterator it = NvsIterator.find("nvs", null, NvsType.NVS_TYPE_ANY);
      while (it != null) {
        seen.add(it.info().toString());
        it = it.next();
      }
      NvsIterator blob = NvsIterator.find("nvs", "storage", NvsType.NVS_TYPE_BLOB);
      assertNotNull(blob);
      assertEquals("b", blob.info().key());
      assertNull(blob.next());
      assertNull(NvsIterator.find("nvs", "nowhere", NvsType.NVS_TYPE_ANY));
    });
    assertEquals(
        List.of(
            "NvsEntryInfo[namespaceName=storage, key=a, type=NVS_TYPE_U8]",
            "NvsEntryInfo[namespaceName=storage, key=b, type=NVS_TYPE_BLOB]",
            "NvsEntryInfo[namespaceName=other, key=c, type=NVS_TYPE_STR]"),
        seen);
  }

  @Test
  void valuesOutliveARestartAndRamDoesNot() {
    var reasons = new ArrayList<String>();
    OneBoard.run(() -> {
      Nvs nvs = open();
      int boots = nvs.getI32("boots").orElse(0);
      reasons.add(EspSystem.resetReason() + " " + boots);
      nvs.setI32("boots", boots + 1).orAbort();
      if (boots < 2) {
        EspSystem.restart();
      }
    });
    assertEquals(
        List.of(
            ResetReason.ESP_RST_POWERON + " 0",
            ResetReason.ESP_RST_SW + " 1",
            ResetReason.ESP_RST_SW + " 2"),
        reasons);
  }

  @Test
  void valuesOutliveThePowerInAFile(@TempDir Path folder) {
    Path file = folder.resolve("esp32.flash");
    OneBoard.run(
        BoardConfig.defaults().withFlash(new FileFlash(file)),
        () -> open().setStr("name", "fern").orAbort());
    OneBoard.run(
        BoardConfig.defaults().withFlash(new FileFlash(file)),
        () -> assertEquals("fern", open().getStr("name").orAbort()));
  }

  @Test
  void aDamagedFileIsNamedAndKept(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("esp32.flash");
    Files.write(file, new byte[100]);
    String output =
        OneBoard.run(
            BoardConfig.defaults().withFlash(new FileFlash(file)),
            () -> assertEquals(ESP_ERR_FLASH_OP_FAIL, NvsFlash.init()));
    assertTrue(
        output.contains("E (0) nvs: partition \"nvs\" not read: " + file + " is damaged"), output);
    assertEquals(100, Files.size(file));
  }

  @Test
  void aWriteThatFailsChangesNothing() {
    var flash = new MemoryFlash();
    var broken =
        new Flash() {
          private boolean full;

          @Override
          public byte @Nullable [] read(String name) {
            return flash.read(name);
          }

          @Override
          public void write(String name, byte[] data) throws IOException {
            if (full) {
              throw new IOException("disk full");
            }
            flash.write(name, data);
          }

          @Override
          public void erase(String name) {
            flash.erase(name);
          }
        };
    String output =
        OneBoard.run(
            BoardConfig.defaults().withFlash(broken),
            () -> {
              Nvs nvs = open();
              nvs.setU8("a", 1).orAbort();
              broken.full = true;
              assertEquals(ESP_ERR_FLASH_OP_FAIL, nvs.setU8("a", 2));
              assertEquals(1, nvs.getU8("a").orAbort());
              broken.full = false;
              nvs.setU8("a", 3).orAbort();
              assertEquals(3, nvs.getU8("a").orAbort());
            });
    assertEquals("E (0) nvs: partition \"nvs\" not written: disk full\n", output);
  }
}
