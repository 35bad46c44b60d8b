package dev.espalier.emulator.kernel;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import jdk.internal.vm.Continuation;
import org.jspecify.annotations.Nullable;

/**
 * The shorter way to run and suspend a virtual thread: what {@code VirtualThread.runContinuation}
 * and {@code Thread.yield} do, without handing the thread to its scheduler in between, and with one
 * change of its state each way instead of two. The JDK's own methods still mount and unmount it, so
 * monitors, interrupts, debuggers and thread dumps see nothing new.
 *
 * <p>Knows the inside of JDK 25; on another one {@link #isAvailable} is false and the thread goes
 * through its scheduler.
 */
final class ThreadSwitch {
  private static final int FEATURE = 25;

  // States of VirtualThread.
  private static final int STARTED = 1;
  private static final int RUNNING = 2;
  private static final int YIELDED = 11;

  /** A record, for the compiler takes its fields for constants. */
  private static final @Nullable Inside INSIDE = Inside.find();

  private ThreadSwitch() {}

  static boolean isAvailable() {
    return INSIDE != null;
  }

  private static Inside inside() {
    return Objects.requireNonNull(INSIDE);
  }

  /** What a virtual thread runs, for {@link #run}. */
  static Continuation continuationOf(Thread thread) {
    try {
      return (Continuation) inside().continuation.invokeExact(thread);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  /**
   * Runs a thread that has yielded, or was just started, until it yields, parks or ends. On the
   * reactor's thread.
   */
  static void run(Thread thread, Continuation continuation, boolean first) {
    Inside inside = inside();
    int from = first ? STARTED : YIELDED;
    try {
      while (!(boolean) inside.swapState.invokeExact(thread, from, RUNNING)) {
        Thread.onSpinWait(); // another thread is just looking at its stack
      }
      inside.mount.invokeExact(thread);
      try {
        continuation.run();
      } finally {
        inside.unmount.invokeExact(thread);
      }
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  /** Does what the JDK does after a thread that has come back otherwise than by yielding. */
  static void settle(Thread thread, Continuation continuation) {
    try {
      if (continuation.isDone()) {
        inside().afterDone.invokeExact(thread);
      } else {
        inside().afterYield.invokeExact(thread);
      }
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  /** The calling thread is about to yield its continuation, which lets {@link #run} return. */
  static void leaving(Thread thread) {
    Inside inside = inside();
    try {
      inside.setState.invokeExact(thread, YIELDED);
      inside.unmounting.invokeExact(thread, true);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  /** The calling thread is back, or could not leave. */
  static void back(Thread thread, boolean left) {
    Inside inside = inside();
    try {
      inside.mounted.invokeExact(thread, false);
      if (!left) {
        inside.setState.invokeExact(thread, RUNNING);
      }
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  private static RuntimeException unchecked(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    return thrown instanceof RuntimeException e ? e : new IllegalStateException(thrown);
  }

  /** Private members of {@code VirtualThread}. */
  private record Inside(
      MethodHandle continuation,
      MethodHandle setState,
      MethodHandle swapState,
      MethodHandle mount,
      MethodHandle unmount,
      MethodHandle unmounting,
      MethodHandle mounted,
      MethodHandle afterYield,
      MethodHandle afterDone) {

    static @Nullable Inside find() {
      if (Runtime.version().feature() != FEATURE) {
        return null;
      }
      try {
        Class<?> type = Class.forName("java.lang.VirtualThread");
        MethodHandles.Lookup lookup =
            MethodHandles.privateLookupIn(type, MethodHandles.lookup()).in(type);
        VarHandle state = lookup.findVarHandle(type, "state", int.class);
        return new Inside(
            lookup
                .findGetter(type, "cont", Continuation.class)
                .asType(MethodType.methodType(Continuation.class, Thread.class)),
            state
                .toMethodHandle(VarHandle.AccessMode.SET_RELEASE)
                .asType(MethodType.methodType(void.class, Thread.class, int.class)),
            state
                .toMethodHandle(VarHandle.AccessMode.COMPARE_AND_SET)
                .asType(MethodType.methodType(boolean.class, Thread.class, int.class, int.class)),
            method(lookup, "mount"),
            method(lookup, "unmount"),
            notice(lookup, "notifyJvmtiUnmount"),
            notice(lookup, "notifyJvmtiMount"),
            method(lookup, "afterYield"),
            method(lookup, "afterDone"));
      } catch (ReflectiveOperationException | RuntimeException e) {
        return null; // not opened to us: the way through the scheduler is as right
      }
    }

    private static MethodHandle method(MethodHandles.Lookup lookup, String name)
        throws ReflectiveOperationException {
      return lookup
          .findVirtual(lookup.lookupClass(), name, MethodType.methodType(void.class))
          .asType(MethodType.methodType(void.class, Thread.class));
    }

    /** What tells debuggers of a switch. */
    private static MethodHandle notice(MethodHandles.Lookup lookup, String name)
        throws ReflectiveOperationException {
      return lookup
          .findVirtual(lookup.lookupClass(), name, MethodType.methodType(void.class, boolean.class))
          .asType(MethodType.methodType(void.class, Thread.class, boolean.class));
    }
  }
}
