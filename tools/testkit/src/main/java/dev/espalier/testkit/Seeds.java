package dev.espalier.testkit;

import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.AnnotationBasedArgumentsProvider;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** Gives a test its seeds; see {@link SeedSource}. */
final class Seeds extends AnnotationBasedArgumentsProvider<SeedSource> {
  private static final String PROPERTY = "seed";

  /** For JUnit. */
  Seeds() {}

  @Override
  protected Stream<? extends Arguments> provideArguments(
      ParameterDeclarations parameters, ExtensionContext context, SeedSource source) {
    return seeds(source.count(), System.getProperty(PROPERTY)).mapToObj(Arguments::of);
  }

  static LongStream seeds(int count, @Nullable String only) {
    if (only == null) {
      return LongStream.range(0, count);
    }
    try {
      return LongStream.of(Long.parseLong(only));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("-Dseed must be a whole number: " + only, e);
    }
  }
}
