package dev.espalier.firmware;

import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.Kernel;
import dev.espalier.hal.system.EspAbort;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Firmware that is called back by native code and waits there. */
public final class NativeCallback {
  private static String refusal = "";

  private NativeCallback() {}

  /** Waits in a comparator of C's {@code qsort}; returns why that was refused. */
  @SuppressWarnings("restricted") // C's qsort is what a native frame is made of here
  public static String waitThere() {
    Linker linker = Linker.nativeLinker();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment comparator =
          linker.upcallStub(
              MethodHandles.lookup()
                  .findStatic(
                      NativeCallback.class,
                      "compare",
                      MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class)),
              FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS),
              arena);
      linker
          .downcallHandle(
              linker.defaultLookup().findOrThrow("qsort"),
              FunctionDescriptor.ofVoid(
                  ValueLayout.ADDRESS,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.ADDRESS))
          .invokeExact(arena.allocateFrom(ValueLayout.JAVA_INT, 2, 1), 2L, 4L, comparator);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    return refusal;
  }

  @SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // called by qsort, with what it compares
  private static int compare(MemorySegment a, MemorySegment b) {
    Kernel kernel = Chip.current().kernel();
    try {
      var _ = kernel.block(kernel.waitList("delay", ""), kernel.now() + 1000);
    } catch (EspAbort e) {
      refusal = String.valueOf(e.getMessage()); // an exception must not reach native code
    }
    return 0;
  }
}
