package dev.espalier.hal.nvs;

/** The type of a value ({@code nvs_type_t}). */
public enum NvsType {
  /** {@code uint8_t}. */
  NVS_TYPE_U8(0x01),
  /** {@code int8_t}. */
  NVS_TYPE_I8(0x11),
  /** {@code uint16_t}. */
  NVS_TYPE_U16(0x02),
  /** {@code int16_t}. */
  NVS_TYPE_I16(0x12),
  /** {@code uint32_t}. */
  NVS_TYPE_U32(0x04),
  /** {@code int32_t}. */
  NVS_TYPE_I32(0x14),
  /** {@code uint64_t}. */
  NVS_TYPE_U64(0x08),
  /** {@code int64_t}. */
  NVS_TYPE_I64(0x18),
  /** Text. */
  NVS_TYPE_STR(0x21),
  /** Bytes. */
  NVS_TYPE_BLOB(0x42),
  /** Any of them, for {@link NvsIterator#find}. */
  NVS_TYPE_ANY(0xff);

  private final int value;

  NvsType(int value) {
    this.value = value;
  }

  /**
   * The number in C and on flash.
   *
   * @return the number
   */
  public int value() {
    return value;
  }

  static NvsType of(int value) {
    for (NvsType type : values()) {
      if (type.value == value) {
        return type;
      }
    }
    throw new IllegalArgumentException("no type of NVS: " + value);
  }
}
