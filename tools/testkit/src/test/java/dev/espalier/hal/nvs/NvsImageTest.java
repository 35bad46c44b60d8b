package dev.espalier.hal.nvs;

import static dev.espalier.hal.nvs.NvsErr.ESP_ERR_FLASH_OP_FAIL;
import static dev.espalier.hal.nvs.NvsErr.ESP_ERR_NVS_NEW_VERSION_FOUND;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.MemoryFlash;
import dev.espalier.hal.port.Flash;
import dev.espalier.testkit.OneBoard;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Images that no chip has written. */
final class NvsImageTest {
  private static final int PAGE = 4096;
  private static final int FIRST_ITEM = 64;
  private static final int ITEM_BYTES = 32;

  private final MemoryFlash flash = new MemoryFlash();

  private static Nvs open() {
    NvsFlash.init().orAbort();
    return Nvs.open("storage", NvsOpenMode.NVS_READWRITE).orAbort();
  }

  private byte[] written() {
    OneBoard.run(
        BoardConfig.defaults().withFlash(flash),
        () -> {
          Nvs nvs = open();
          nvs.setU8("a", 1).orAbort();
          nvs.setStr("b", "more than an entry has of room for a text").orAbort();
        });
    return Objects.requireNonNull(flash.read("nvs"));
  }

  private static int crc(int seed, byte[] data, int at, int length) {
    int crc = ~seed;
    for (int i = at; i < at + length; i++) {
      crc ^= data[i] & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = crc >>> 1 ^ ((crc & 1) == 0 ? 0 : 0xEDB88320);
      }
    }
    return ~crc;
  }

  private static void put(byte[] image, int at, int value) {
    ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
  }

  @Test
  void anItemOfNoEntriesIsPassedOver() {
    byte[] image = written();
    int text = FIRST_ITEM + 2 * ITEM_BYTES; // behind the namespace and the number
    image[text + 2] = 0;
    put(image, text + 4, crc(crc(-1, image, text, 4), image, text + 8, 24));
    for (int state : new int[] {NvsPage.ACTIVE, NvsPage.FULL}) {
      put(image, 0, state);
      put(image, 28, crc(-1, image, 4, 24));
      flash.write("nvs", image);
      OneBoard.run(
          BoardConfig.defaults().withFlash(flash),
          () -> assertEquals(1, open().getU8("a").orAbort()));
    }
  }

  @Test
  void anImageThatCannotBeReadNorWrittenIsAnErrorAndNoMore() {
    byte[] image = written();
    int number = FIRST_ITEM + ITEM_BYTES;
    image[number + 24] = 2; // its check sum is wrong now: loading erases it
    Arrays.fill(image, PAGE, PAGE + ITEM_BYTES, (byte) 0xff);
    put(image, PAGE, NvsPage.ACTIVE);
    image[PAGE + 8] = 0x10; // a version to come
    put(image, PAGE + 28, crc(-1, image, PAGE + 4, 24));
    flash.write("nvs", image);
    OneBoard.run(
        BoardConfig.defaults().withFlash(flash),
        () -> assertEquals(ESP_ERR_NVS_NEW_VERSION_FOUND, NvsFlash.init()));
    flash.write("nvs", image);
    var broken =
        new Flash() {
          @Override
          public byte[] read(String name) {
            return image.clone();
          }

          @Override
          public void write(String name, byte[] data) throws IOException {
            throw new IOException("disk full");
          }

          @Override
          public void erase(String name) {}
        };
    OneBoard.run(
        BoardConfig.defaults().withFlash(broken),
        () -> assertEquals(ESP_ERR_FLASH_OP_FAIL, NvsFlash.init()));
  }
}
