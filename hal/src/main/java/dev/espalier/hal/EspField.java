package dev.espalier.hal;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names the field of a C structure that a method reads or sets. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface EspField {
  /**
   * The field's name in C.
   *
   * @return the name
   */
  String value();

  /**
   * How far the field has C's effect.
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
}
