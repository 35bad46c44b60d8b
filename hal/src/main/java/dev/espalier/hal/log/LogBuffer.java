package dev.espalier.hal.log;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.hal.EspApi;
import dev.espalier.hal.Fidelity;
import dev.espalier.hal.port.BoardLocal;
import dev.espalier.hal.port.Chip;

/** Logs bytes, sixteen to a line. */
public final class LogBuffer {
  private static final int BYTES_PER_LINE = 16;
  private static final BoardLocal<Heap> HEAP = BoardLocal.of(Heap::new);

  private LogBuffer() {}

  /** Where the next dumped buffer seems to lie: a Java array has no address that stays the same. */
  private static final class Heap {
    int next = 0x3ffb4280;
  }

  /**
   * Logs bytes in hexadecimal.
   *
   * @param tag who says it
   * @param buffer the bytes
   * @param length how many of them, 0 to 65535
   * @param level how important
   */
  @EspApi("ESP_LOG_BUFFER_HEX_LEVEL")
  public static void hex(String tag, byte[] buffer, int length, EspLogLevel level) {
    if (!compiledIn(level)) {
      return;
    }
    for (int from = 0; from < length; from += BYTES_PER_LINE) {
      var line = new StringBuilder(BYTES_PER_LINE * 3);
      for (int i = from; i < Math.min(length, from + BYTES_PER_LINE); i++) {
        hexByte(line, buffer[i]).append(' ');
      }
      EspLog.level(level, tag, "%s", line);
    }
  }

  /**
   * Logs bytes in hexadecimal, at info level.
   *
   * @param tag who says it
   * @param buffer the bytes
   * @param length how many of them, 0 to 65535
   */
  @EspApi("ESP_LOG_BUFFER_HEX")
  public static void hex(String tag, byte[] buffer, int length) {
    hex(tag, buffer, length, EspLogLevel.ESP_LOG_INFO);
  }

  /**
   * Logs bytes as characters; a zero byte ends a line of sixteen early.
   *
   * @param tag who says it
   * @param buffer the bytes
   * @param length how many of them, 0 to 65535
   * @param level how important
   */
  @EspApi("ESP_LOG_BUFFER_CHAR_LEVEL")
  public static void characters(String tag, byte[] buffer, int length, EspLogLevel level) {
    if (!compiledIn(level)) {
      return;
    }
    for (int from = 0; from < length; from += BYTES_PER_LINE) {
      int count = Math.min(length - from, BYTES_PER_LINE);
      byte[] line = new byte[count];
      System.arraycopy(buffer, from, line, 0, count);
      EspLog.level(level, tag, "%s", line);
    }
  }

  /**
   * Logs bytes as characters, at info level.
   *
   * @param tag who says it
   * @param buffer the bytes
   * @param length how many of them, 0 to 65535
   */
  @EspApi("ESP_LOG_BUFFER_CHAR")
  public static void characters(String tag, byte[] buffer, int length) {
    characters(tag, buffer, length, EspLogLevel.ESP_LOG_INFO);
  }

  /**
   * Logs bytes as address, hexadecimal and characters side by side.
   *
   * @param tag who says it
   * @param buffer the bytes
   * @param length how many of them, 0 to 65535
   * @param level how important
   */
  @EspApi(
      value = "ESP_LOG_BUFFER_HEXDUMP",
      fidelity = Fidelity.PARTIAL,
      note = "the addresses are made up: a Java array has none")
  public static void hexdump(String tag, byte[] buffer, int length, EspLogLevel level) {
    if (!compiledIn(level) || length == 0) {
      return;
    }
    Heap heap = HEAP.get();
    int address = heap.next;
    heap.next = 0x3ffb0000 | (address + length + 15 & 0xfff0);
    for (int from = 0; from < length; from += BYTES_PER_LINE) {
      EspLog.level(level, tag, "%s", dumpLine(address + from, buffer, from, length));
    }
  }

  private static StringBuilder dumpLine(int address, byte[] buffer, int from, int length) {
    int count = Math.min(length - from, BYTES_PER_LINE);
    var line = new StringBuilder(96);
    line.append("0x").append(Integer.toHexString(address)).append(' ');
    for (int i = 0; i < BYTES_PER_LINE; i++) {
      if ((i & 7) == 0) {
        line.append(' ');
      }
      if (i < count) {
        hexByte(line.append(' '), buffer[from + i]);
      } else {
        line.append("   ");
      }
    }
    line.append("  |");
    for (int i = 0; i < count; i++) {
      byte b = buffer[from + i];
      line.append(b >= 0x20 && b < 0x7f ? (char) b : '.');
    }
    return line.append('|');
  }

  @CanIgnoreReturnValue
  private static StringBuilder hexByte(StringBuilder out, byte value) {
    return out.append(Character.forDigit(value >> 4 & 15, 16))
        .append(Character.forDigit(value & 15, 16));
  }

  private static boolean compiledIn(EspLogLevel level) {
    return level.value() <= Chip.current().config().logMaximumLevel();
  }
}
