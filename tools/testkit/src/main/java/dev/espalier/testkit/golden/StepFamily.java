package dev.espalier.testkit.golden;

import dev.espalier.testkit.JsonObject;

/** The steps that belong to one component. */
interface StepFamily {
  /**
   * Plays a step and notes what it returned.
   *
   * @param step the step
   * @param op its operation
   * @param id its number, with the prefix of where it stands
   * @return false when the operation is not one of this family
   */
  boolean play(JsonObject step, String op, String id);
}
