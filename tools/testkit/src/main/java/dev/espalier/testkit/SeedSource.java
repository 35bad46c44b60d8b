package dev.espalier.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Runs a {@code @ParameterizedTest} with the seeds 0 to count - 1; its one argument is a {@code
 * long}. The seed is in the test's name, and {@code -Dseed=7} runs that one alone.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ArgumentsSource(Seeds.class)
public @interface SeedSource {
  /**
   * How many seeds.
   *
   * @return 1 or more
   */
  int count() default 100;
}
