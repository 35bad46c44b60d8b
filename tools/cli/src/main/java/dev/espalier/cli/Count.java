package dev.espalier.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads from a command line how many times something is to be done. */
final class Count implements ITypeConverter<Integer> {
  Count() {}

  @Override
  public Integer convert(String text) {
    try {
      int count = Integer.parseInt(text);
      if (count > 0) {
        return count;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new TypeConversionException("expected a whole number, 1 or more: '" + text + "'");
  }
}
