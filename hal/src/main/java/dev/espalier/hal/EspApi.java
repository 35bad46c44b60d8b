package dev.espalier.hal;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the C function or macro that a method mirrors and how faithfully it does so.
 *
 * <p>The coverage page {@code docs/coverage.md} is made from these annotations. A method that
 * serves several C names carries the annotation several times.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.CONSTRUCTOR, ElementType.TYPE})
@Repeatable(EspApi.List.class)
public @interface EspApi {
  /**
   * The C name, as the header declares it.
   *
   * @return the function's or macro's name
   */
  String value();

  /**
   * How far the method does what the C function does.
   *
   * @return the fidelity
   */
  Fidelity fidelity() default Fidelity.FULL;

  /**
   * What is missing, for anything but {@link Fidelity#FULL}.
   *
   * @return the note, empty when nothing is missing
   */
  String note() default "";

  /**
   * The version of the separate component that brought the name, for what ESP-IDF v4.4 lacks.
   *
   * @return such as {@code "1.2.0"}, empty for what v4.4 has
   */
  String since() default "";

  /**
   * The version of the separate component that dropped the name.
   *
   * @return such as {@code "0.0.1"}, empty for what is still there
   */
  String until() default "";

  /** Holds several annotations at one method. */
  @Documented
  @Retention(RetentionPolicy.RUNTIME)
  @Target({ElementType.METHOD, ElementType.CONSTRUCTOR, ElementType.TYPE})
  @interface List {
    /**
     * The annotations.
     *
     * @return all of them, in source order
     */
    EspApi[] value();
  }
}
