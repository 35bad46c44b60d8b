package dev.espalier.cli;

import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.StringEntry;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** Finds the options of {@code sdkconfig} that firmware asks for. */
final class OptionNames {
  private static final String NAME = "CONFIG_[A-Z0-9_]+";

  private OptionNames() {}

  /** Returns the texts in class files that are names of options. */
  static Set<String> in(Collection<byte[]> classes) {
    Set<String> names = new TreeSet<>();
    for (byte[] bytes : classes) {
      ClassFile.of()
          .parse(bytes)
          .constantPool()
          .forEach(entry -> {
            if (entry instanceof StringEntry text && text.stringValue().matches(NAME)) {
              names.add(text.stringValue());
            }
          });
    }
    return names;
  }
}
