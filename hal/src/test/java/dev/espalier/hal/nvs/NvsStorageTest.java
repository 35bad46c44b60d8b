package dev.espalier.hal.nvs;

import static dev.espalier.hal.nvs.NvsErr.ESP_ERR_NVS_KEY_TOO_LONG;
import static dev.espalier.hal.nvs.NvsErr.ESP_ERR_NVS_NOT_ENOUGH_SPACE;
import static dev.espalier.hal.nvs.NvsErr.ESP_ERR_NVS_NOT_FOUND;
import static dev.espalier.hal.nvs.NvsErr.ESP_ERR_NVS_VALUE_TOO_LONG;
import static dev.espalier.hal.system.EspErr.ESP_OK;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.hal.port.Flash;
import dev.espalier.hal.system.EspErr;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NvsStorageTest {
  /**
   * Made by ESP-IDF v4.4's nvs_partition_gen.py: namespace "storage" with u32, i8, u64, string and
   * blob, namespace "other" with an i16.
   */
  private static final String GENUINE =
      "H4sIAAAAAAACA+3XTSgEYRzH8ecZWywHjZSbllIcnMhLOUnauEjJ1WjH2iyjmSnkpLaQcldqD6QsJ3vy"
          + "cnOlHNzksFeFcrXtY7CTtWudHLR9PzWHp//zMv1uv6xSSnhyqlSi8+w0lXpQvxFSquDhWLXjWrYRNYVP"
          + "5ucyINV1sDltm45r2K7jz3Xv+5jrUk1ebtdHzLhriC+v/vkaqdJttf3Tsago5L8vWzTVMaD1Ok4sUjiv"
          + "83Ykx1fbF+PGghuyLWte/Pj/clATo8PdTXPmyrf7Q9725YOeE6G3dg1NzCxt7KTOr+6fVPFahqV6aTzS"
          + "S897GYjPfB7XN6OWO2vaBXMt/77WINXz7shqcT63OQUAAAAAwJ/JvnfgMv1/L5zsIyEAAAAAACqj/2tl"
          + "+v9WZm2KhAAAAAAAqIz+X1Wm/x8n9jMkBAAAAABAZfT/QJn+f5e+uCEhAAAAAAAAAAAAAAD+vzeO2gqv"
          + "AGAAAA==";

  private static final int I32 = NvsType.NVS_TYPE_I32.value();

  private final Map<String, byte[]> blocks = new HashMap<>();
  private final Flash flash =
      new Flash() {
        @Override
        public byte[] read(String name) {
          return Objects.requireNonNull(blocks.get(name)).clone();
        }

        @Override
        public void write(String name, byte[] data) {
          blocks.put(name, data.clone());
        }

        @Override
        public void erase(String name) {
          blocks.remove(name);
        }
      };
  private NvsStorage storage;
  private int ns;

  @BeforeEach
  void openEmptyPartition() {
    byte[] image = new byte[0x6000];
    Arrays.fill(image, (byte) 0xff);
    storage = open(image);
    ns = storage.openNamespace("test", true).orAbort();
  }

  private NvsStorage open(byte[] image) {
    var opened = new NvsStorage(flash, "nvs", image);
    assertEquals(ESP_OK, opened.load());
    return opened;
  }

  /** What a reset leaves: the image in flash memory. */
  private void reset() {
    assertEquals(ESP_OK, storage.save(ESP_OK));
    storage = open(Objects.requireNonNull(blocks.get("nvs")));
  }

  private EspErr set(String key, int value) {
    return storage.write(
        ns,
        I32,
        key,
        new byte[] {(byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24)});
  }

  private int get(String key) {
    return (int) (long) storage.readNumber(ns, NvsType.NVS_TYPE_I32, key).orAbort();
  }

  @Test
  void readsAnImageOfTheGenuineTool() throws IOException {
    byte[] image;
    try (var in =
        new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(GENUINE)))) {
      image = in.readAllBytes();
    }
    NvsStorage genuine = open(image);
    int storageNs = genuine.openNamespace("storage", false).orAbort();
    int otherNs = genuine.openNamespace("other", false).orAbort();
    assertEquals(
        17,
        genuine.readNumber(storageNs, NvsType.NVS_TYPE_U32, "restarts").orAbort() & 0xffffffffL);
    assertEquals(
        -5, genuine.readNumber(storageNs, NvsType.NVS_TYPE_I8, "delta").orAbort().byteValue());
    assertEquals(-1L, genuine.readNumber(storageNs, NvsType.NVS_TYPE_U64, "big").orAbort());
    assertEquals(
        -300, genuine.readNumber(otherNs, NvsType.NVS_TYPE_I16, "restarts").orAbort().shortValue());
    assertEquals(
        "plant room\0",
        new String(genuine.readText(storageNs, "ssid").orAbort(), StandardCharsets.UTF_8));
    byte[] blob = genuine.readBlob(storageNs, "key").orAbort();
    assertEquals(32, blob.length);
    assertEquals(0x22, blob[2]);
    List<String> keys = new ArrayList<>();
    genuine.entries(null, NvsType.NVS_TYPE_ANY).forEach(e -> keys.add(e.key() + " " + e.type()));
    assertEquals(
        List.of(
            "restarts NVS_TYPE_U32",
            "delta NVS_TYPE_I8",
            "big NVS_TYPE_U64",
            "ssid NVS_TYPE_STR",
            "key NVS_TYPE_BLOB",
            "restarts NVS_TYPE_I16"),
        keys);
  }

  @Test
  void keepsWhatWasSetOverAReset() {
    assertEquals(ESP_OK, set("a", 1));
    assertEquals(ESP_OK, set("a", -2));
    assertEquals(ESP_OK, storage.writeBlob(ns, "blob", new byte[5000]));
    reset();
    assertEquals(-2, get("a"));
    assertEquals(5000, storage.readBlob(ns, "blob").orAbort().length);
    assertTrue(storage.hasNamespace("test"));
    assertFalse(storage.hasNamespace("tes"));
  }

  @Test
  void countsEntriesAsTheGenuineCodeDoes() {
    assertEquals(new NvsStats(1, 755, 756, 1), storage.stats());
    assertEquals(ESP_OK, set("a", 1));
    assertEquals(ESP_OK, set("a", 2));
    assertEquals(ESP_OK, storage.write(ns, NvsPage.TYPE_SZ, "s", new byte[33]));
    assertEquals(new NvsStats(5, 751, 756, 1), storage.stats());
    assertEquals(ESP_OK, storage.writeBlob(ns, "b", new byte[64]));
    // two entries of data, their header, the index
    assertEquals(9, storage.stats().usedEntries());
    assertEquals(8, storage.usedEntries(ns));
    assertEquals(ESP_OK, storage.eraseKey(ns, "b"));
    assertEquals(4, storage.usedEntries(ns));
    assertEquals(ESP_OK, storage.eraseNamespace(ns));
    assertEquals(0, storage.usedEntries(ns));
    assertTrue(storage.hasNamespace("test"));
  }

  @Test
  void aKeyHasFifteenCharactersAtMost() {
    assertEquals(ESP_OK, set("a23456789012345", 1));
    assertEquals(ESP_ERR_NVS_KEY_TOO_LONG, set("b234567890123456", 1));
    assertEquals(ESP_ERR_NVS_KEY_TOO_LONG, storage.openNamespace("n234567890123456", true).err());
  }

  @Test
  void anotherTypeIsAnotherValueThatCannotBeReadFromTheSamePage() {
    assertEquals(ESP_OK, set("a", 1));
    assertEquals(ESP_ERR_NVS_NOT_FOUND, storage.readNumber(ns, NvsType.NVS_TYPE_U8, "a").err());
    assertEquals(ESP_OK, storage.write(ns, NvsType.NVS_TYPE_U8.value(), "a", new byte[] {7}));
    // v4.4 stops at the first item of the key, whose type is another.
    assertEquals(ESP_ERR_NVS_NOT_FOUND, storage.readNumber(ns, NvsType.NVS_TYPE_U8, "a").err());
    assertEquals(ESP_OK, storage.eraseKey(ns, "a"));
    assertEquals(7, storage.readNumber(ns, NvsType.NVS_TYPE_U8, "a").orAbort() & 0xff);
  }

  @Test
  void textsAndBlobsHaveTheirLimits() {
    assertEquals(ESP_OK, storage.write(ns, NvsPage.TYPE_SZ, "s", new byte[4000]));
    assertEquals(
        ESP_ERR_NVS_VALUE_TOO_LONG, storage.write(ns, NvsPage.TYPE_SZ, "s", new byte[4001]));
    assertEquals(ESP_ERR_NVS_VALUE_TOO_LONG, storage.writeBlob(ns, "b", new byte[20001]));
  }

  @Test
  void saysThatThePartitionIsFullAndGoesOnWhenSomethingIsErased() {
    int count = 0;
    EspErr err = ESP_OK;
    while (err.equals(ESP_OK)) {
      err = set("k" + count, count);
      count++;
    }
    assertEquals(ESP_ERR_NVS_NOT_ENOUGH_SPACE, err);
    // five pages of six, less one entry for the namespace
    assertEquals(5 * 126 - 1, count - 1);
    for (int i = 0; i < count - 1; i++) {
      assertEquals(i, get("k" + i));
    }
    assertEquals(ESP_OK, storage.eraseKey(ns, "k3"));
    assertEquals(ESP_OK, set("new", 5));
    reset();
    assertEquals(5, get("new"));
    assertEquals(4, get("k4"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void behavesLikeAMapUnderRandomChanges(long seed) {
    var random = new Random(seed);
    var numbers = new HashMap<String, Integer>();
    var blobs = new HashMap<String, byte[]>();
    for (int step = 0; step < 1500; step++) {
      String key = "k" + random.nextInt(40);
      String blobKey = "b" + random.nextInt(6);
      switch (random.nextInt(10)) {
        case 0 -> {
          EspErr err = storage.eraseKey(ns, key);
          assertEquals(numbers.remove(key) == null ? ESP_ERR_NVS_NOT_FOUND : ESP_OK, err);
        }
        case 1 -> {
          byte[] blob = new byte[random.nextInt(1500)];
          random.nextBytes(blob);
          EspErr err = storage.writeBlob(ns, blobKey, blob);
          assertEquals(ESP_OK, err, () -> "blob of " + blob.length);
          blobs.put(blobKey, blob);
        }
        case 2 -> reset();
        default -> {
          int value = random.nextInt(100);
          assertEquals(ESP_OK, set(key, value));
          numbers.put(key, value);
        }
      }
    }
    numbers.forEach((key, value) -> assertEquals(value, get(key)));
    blobs.forEach((key, value) -> assertArrayEquals(value, storage.readBlob(ns, key).orAbort()));
  }
}
