package dev.espalier.hal.event;

import java.lang.reflect.RecordComponent;

/** How many bytes event data would take on the chip. */
final class DataSize {
  private static final int POINTER = 4;

  private static final ClassValue<Integer> OF_TYPE =
      new ClassValue<>() {
        @Override
        protected Integer computeValue(Class<?> type) {
          return ofType(type);
        }
      };

  private DataSize() {}

  static int of(Object data) {
    return data instanceof byte[] bytes ? bytes.length : OF_TYPE.get(data.getClass());
  }

  private static int ofType(Class<?> type) {
    if (type == boolean.class
        || type == Boolean.class
        || type == byte.class
        || type == Byte.class) {
      return 1;
    }
    if (type == short.class
        || type == Short.class
        || type == char.class
        || type == Character.class) {
      return 2;
    }
    if (type == long.class || type == Long.class || type == double.class || type == Double.class) {
      return 8;
    }
    return type.isRecord() ? ofRecord(type) : POINTER;
  }

  /** As a C struct: each field on a multiple of its size, the whole on that of its largest. */
  private static int ofRecord(Class<?> type) {
    int size = 0;
    int largest = 1;
    for (RecordComponent component : type.getRecordComponents()) {
      int field = ofType(component.getType());
      int alignment = Math.clamp(Integer.highestOneBit(Math.max(field, 1)), 1, 8);
      size = align(size, alignment) + field;
      largest = Math.max(largest, alignment);
    }
    return align(size, largest);
  }

  private static int align(int size, int to) {
    return (size + to - 1) / to * to;
  }
}
