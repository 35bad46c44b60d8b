package dev.espalier.cli;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.reflect.AccessFlag;
import java.util.Collection;
import java.util.Set;

/**
 * Tells whether classes keep anything in static variables that a boot could change or that depends
 * on the boot. When they do not, boots can share them: to define classes and link their lambdas
 * takes longer than many a simulated minute.
 */
final class StaticState {
  /** What never changes, and whose making depends on nothing but its arguments. */
  private static final Set<String> VALUES =
      Set.of(
          "dev/espalier/hal/config/SdkOption",
          "dev/espalier/hal/event/EventBase",
          "dev/espalier/hal/freertos/Timeout",
          "dev/espalier/hal/port/BoardLocal",
          "java/lang/Boolean",
          "java/lang/Integer",
          "java/lang/Long",
          "java/lang/String",
          "java/time/Duration",
          "java/util/regex/Pattern");

  private StaticState() {}

  /** Looks at class files; true when in doubt. */
  static boolean isIn(Collection<byte[]> classes) {
    return classes.stream().map(bytes -> ClassFile.of().parse(bytes)).anyMatch(StaticState::has);
  }

  private static boolean has(ClassModel type) {
    return type.fields().stream().anyMatch(StaticState::mayChange)
        || type.methods().stream()
            .filter(method -> method.methodName().equalsString("<clinit>"))
            .anyMatch(StaticState::doesMore);
  }

  private static boolean mayChange(FieldModel field) {
    if (!field.flags().has(AccessFlag.STATIC)) {
      return false;
    }
    if (!field.flags().has(AccessFlag.FINAL)) {
      return true;
    }
    String type = field.fieldType().stringValue();
    return field.findAttribute(Attributes.constantValue()).isEmpty()
        && !(type.startsWith("L") && VALUES.contains(type.substring(1, type.length() - 1)));
  }

  /** An initialiser that calls anything else may find another world at the next boot. */
  private static boolean doesMore(MethodModel initialiser) {
    return initialiser.code().stream()
        .flatMap(CodeModel::elementStream)
        .anyMatch(StaticState::acts);
  }

  private static boolean acts(CodeElement element) {
    return switch (element) {
      case InvokeInstruction call ->
          !VALUES.contains(call.owner().asInternalName())
              || call.name().stringValue().startsWith("get"); // from the board, or from the JVM
      case FieldInstruction field ->
          field.opcode() == Opcode.GETSTATIC && !VALUES.contains(field.owner().asInternalName());
      default -> false;
    };
  }
}
