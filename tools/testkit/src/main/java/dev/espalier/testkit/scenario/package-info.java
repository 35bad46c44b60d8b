/**
 * Scenario files: firmware, world, faults and expectations in YAML, and their runs. {@code
 * docs/scenarios.md} is the reference of the format.
 *
 * <p>Read {@link dev.espalier.testkit.scenario.Scenario} and {@link
 * dev.espalier.testkit.scenario.ScenarioRun} first.
 */
@NullMarked
package dev.espalier.testkit.scenario;

import org.jspecify.annotations.NullMarked;
