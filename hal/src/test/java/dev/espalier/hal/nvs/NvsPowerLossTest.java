package dev.espalier.hal.nvs;

import static dev.espalier.hal.nvs.NvsErr.ESP_ERR_NVS_NOT_FOUND;
import static dev.espalier.hal.system.EspErr.ESP_OK;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.hal.port.Flash;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Power is lost at every byte of a change: afterwards the old value is there, or the new one. */
class NvsPowerLossTest {
  private static final int I32 = NvsType.NVS_TYPE_I32.value();
  private static final int SECTOR = 4096;

  private final List<Flash.Step> steps = new ArrayList<>();
  private byte[] image = empty(0x3000);
  private NvsStorage storage = open(image);
  private int ns = storage.openNamespace("test", true).orAbort();

  private static byte[] empty(int size) {
    byte[] empty = new byte[size];
    Arrays.fill(empty, (byte) 0xff);
    return empty;
  }

  private NvsStorage open(byte[] from) {
    image = from.clone();
    var opened = new NvsStorage(new Recorder(), "nvs", from.clone());
    assertEquals(ESP_OK, opened.save(opened.load()));
    return opened;
  }

  /** Notes the steps of all writes. */
  private final class Recorder implements Flash {
    @Override
    public byte[] read(String name) {
      return image.clone();
    }

    @Override
    public void write(String name, byte[] data) {
      image = data.clone();
    }

    @Override
    public void write(String name, byte[] data, List<Step> done) {
      steps.addAll(done);
      write(name, data);
    }

    @Override
    public void erase(String name) {
      image = empty(image.length);
    }
  }

  private EspErr set(String key, int value) {
    return storage.write(ns, I32, key, new byte[] {(byte) value, (byte) (value >> 8), 0, 0});
  }

  private EspErr setText(String key, String text) {
    return storage.write(ns, NvsPage.TYPE_SZ, key, text.getBytes(UTF_8));
  }

  private static String number(NvsStorage from, int ns, String key) {
    EspResult<Long> value = from.readNumber(ns, NvsType.NVS_TYPE_I32, key);
    return value.isOk() ? String.valueOf((int) (long) value.orAbort()) : value.err().toString();
  }

  private static String text(NvsStorage from, int ns, String key) {
    EspResult<byte[]> value = from.readText(ns, key);
    return value.isOk() ? new String(value.orAbort(), UTF_8) : value.err().toString();
  }

  /** How many bytes a step programs; an erasure has two halves. */
  private static int units(Flash.Step step) {
    byte[] data = step.data();
    return data == null ? 2 : data.length;
  }

  /** What flash memory has when the power is lost after so many bytes. */
  private static byte[] torn(byte[] before, List<Flash.Step> done, int bytes) {
    byte[] flash = before.clone();
    int left = bytes;
    for (Flash.Step step : done) {
      byte[] data = step.data();
      int count = Math.min(left, units(step));
      if (data == null) {
        Arrays.fill(flash, step.offset(), step.offset() + count * (SECTOR / 2), (byte) 0xff);
      } else {
        for (int i = 0; i < count; i++) {
          flash[step.offset() + i] &= data[i];
        }
      }
      left -= count;
    }
    return flash;
  }

  /**
   * Makes a change and cuts the power at each of its bytes; what is read must be the old value or
   * the new one, and once it is the new one it stays.
   */
  private void cutEverywhere(Supplier<EspErr> change, Function<NvsStorage, String> look) {
    assertEquals(ESP_OK, storage.save(ESP_OK));
    byte[] before = image.clone();
    String old = look.apply(open(before));
    steps.clear();
    assertEquals(ESP_OK, storage.save(change.get()));
    byte[] after = image.clone();
    List<Flash.Step> done = List.copyOf(steps);
    int total = done.stream().mapToInt(NvsPowerLossTest::units).sum();
    assertArrayEquals(after, torn(before, done, total));
    String renewed = look.apply(open(after));
    boolean isNew = false;
    for (int bytes = 0; bytes <= total; bytes++) {
      NvsStorage woken = open(torn(before, done, bytes));
      String found = look.apply(woken);
      assertTrue(
          found.equals(renewed) || (found.equals(old) && !isNew),
          "after " + bytes + " of " + total + " bytes: " + found);
      isNew = !found.equals(old);
      assertEquals(found, look.apply(open(image)), "and after another boot");
    }
    storage = open(after);
  }

  @Test
  void aNumber() {
    assertEquals(ESP_OK, set("other", 7));
    cutEverywhere(() -> set("n", 1), from -> number(from, ns, "n") + number(from, ns, "other"));
    cutEverywhere(() -> set("n", 2), from -> number(from, ns, "n") + number(from, ns, "other"));
    cutEverywhere(() -> storage.eraseKey(ns, "n"), from -> number(from, ns, "n"));
  }

  @Test
  void aTextOverSeveralEntries() {
    assertEquals(ESP_OK, setText("t", "a".repeat(100)));
    cutEverywhere(() -> setText("t", "b".repeat(150)), from -> text(from, ns, "t"));
    cutEverywhere(() -> setText("t", "c".repeat(10)), from -> text(from, ns, "t"));
    cutEverywhere(() -> storage.eraseKey(ns, "t"), from -> text(from, ns, "t"));
  }

  private static String blob(NvsStorage from, int ns) {
    EspResult<byte[]> value = from.readBlob(ns, "b");
    return value.isOk()
        ? value.orAbort().length + " of " + value.orAbort()[0]
        : value.err().toString();
  }

  private static byte[] filled(int length, int with) {
    byte[] blob = new byte[length];
    Arrays.fill(blob, (byte) with);
    return blob;
  }

  @Test
  void aBlob() {
    cutEverywhere(() -> storage.writeBlob(ns, "b", filled(70, 1)), from -> blob(from, ns));
    cutEverywhere(() -> storage.writeBlob(ns, "b", filled(90, 2)), from -> blob(from, ns));
  }

  @Test
  void aBlobOverTwoPages() {
    for (int i = 0; i < 110; i++) {
      assertEquals(ESP_OK, set("k" + i % 3, i));
    }
    assertEquals(ESP_OK, storage.writeBlob(ns, "b", filled(200, 1)));
    cutEverywhere(() -> storage.writeBlob(ns, "b", filled(600, 2)), from -> blob(from, ns));
  }

  @Test
  void aPageThatIsMovedToMakeRoom() {
    for (int i = 0; i < 40; i++) {
      assertEquals(ESP_OK, set("keep" + i, i));
    }
    int written = 41;
    while (written % 126 != 125 || written < 251) {
      assertEquals(ESP_OK, set("n", written));
      written++;
    }
    Function<NvsStorage, String> look =
        from -> {
          int kept = 0;
          for (int i = 0; i < 40; i++) {
            kept += number(from, ns, "keep" + i).equals("" + i) ? 1 : 0;
          }
          return kept + " kept, n " + number(from, ns, "n");
        };
    boolean moved = false;
    for (int i = 0; i < 3; i++) {
      int value = 1000 + i;
      cutEverywhere(() -> set("n", value), look);
      moved |= steps.stream().anyMatch(step -> step.data() == null);
    }
    assertTrue(moved);
    assertEquals("40 kept, n 1002", look.apply(storage));
  }

  @Test
  void aNewNamespace() {
    cutEverywhere(
        () -> storage.openNamespace("second", true).err(),
        from -> from.hasNamespace("second") + " " + from.hasNamespace("test"));
    assertEquals(ESP_ERR_NVS_NOT_FOUND, storage.openNamespace("third", false).err());
  }
}
