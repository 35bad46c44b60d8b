/**
 * Tests of firmware with JUnit: a {@link dev.espalier.testkit.lab.Lab} for each test, its parts as
 * parameters, and a failure for whatever the firmware leaves behind.
 *
 * <p>Read {@link dev.espalier.testkit.junit.EspalierTest} first.
 */
@NullMarked
package dev.espalier.testkit.junit;

import org.jspecify.annotations.NullMarked;
