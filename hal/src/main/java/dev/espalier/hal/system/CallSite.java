package dev.espalier.hal.system;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.List;

/**
 * Where in the firmware a check stands: what C's macros get from {@code __FILE__} and the like.
 *
 * @param file the source file's name
 * @param line the line
 * @param function the method
 * @param expression what was checked; the call whose result it was, or {@code err}
 */
record CallSite(String file, int line, String function, String expression) {
  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  /** What stands where the expression cannot be told. */
  private static final String UNKNOWN = "err";

  /** The innermost caller that is in none of the given classes. */
  static CallSite outside(Class<?>... inside) {
    List<Class<?>> skip = List.of(inside);
    return WALKER.walk(frames ->
        frames
            .filter(f -> f.getDeclaringClass() != CallSite.class)
            .filter(f -> !skip.contains(f.getDeclaringClass()))
            .findFirst()
            .map(CallSite::of)
            .orElseThrow());
  }

  private static CallSite of(StackWalker.StackFrame frame) {
    String file = frame.getFileName();
    return new CallSite(
        file == null ? frame.getDeclaringClass().getSimpleName() : file,
        frame.getLineNumber(),
        frame.getMethodName(),
        expressionAt(frame));
  }

  /** A made-up return address in flash, the same in each run. */
  int address() {
    return 0x400d0000 + ((file + ':' + line).hashCode() & 0xfffe);
  }

  /** The call that made the value which the frame's current call checks. */
  private static String expressionAt(StackWalker.StackFrame frame) {
    Class<?> owner = frame.getDeclaringClass();
    String name = owner.getName();
    String resource = name.substring(name.lastIndexOf('.') + 1) + ".class";
    try (InputStream in = owner.getResourceAsStream(resource)) {
      if (in == null) {
        return UNKNOWN;
      }
      ClassModel model = ClassFile.of().parse(in.readAllBytes());
      for (MethodModel method : model.methods()) {
        if (method.methodName().equalsString(frame.getMethodName())
            && method.methodType().equalsString(frame.getDescriptor())
            && method.code().isPresent()) {
          return callBefore(method.code().get(), frame.getByteCodeIndex());
        }
      }
      return UNKNOWN;
    } catch (IOException | IllegalArgumentException e) {
      return UNKNOWN; // The place is known all the same; the text is a courtesy.
    }
  }

  private static String callBefore(CodeModel code, int checkedAt) {
    String call = UNKNOWN;
    int at = 0;
    for (CodeElement element : code) {
      if (at >= checkedAt) {
        break;
      }
      if (element instanceof InvokeInstruction invoke) {
        String type = invoke.owner().asInternalName();
        int start = Math.max(type.lastIndexOf('/'), type.lastIndexOf('$')) + 1;
        call = type.substring(start) + "." + invoke.name().stringValue() + "(...)";
      } else if (element instanceof Instruction) {
        call = UNKNOWN;
      }
      if (element instanceof Instruction instruction) {
        at += instruction.sizeInBytes();
      }
    }
    return call;
  }
}
