/**
 * The page {@code docs/coverage.md}: which functions of ESP-IDF are mirrored and how well, made
 * from {@code @EspApi} and the names in ESP-IDF's headers.
 *
 * <p>Read {@link dev.espalier.testkit.coverage.CoveragePage} first.
 */
@NullMarked
package dev.espalier.testkit.coverage;

import org.jspecify.annotations.NullMarked;
