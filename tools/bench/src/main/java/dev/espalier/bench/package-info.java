/** Measurements with JMH and on loopback; the figures stand in {@code docs/performance.md}. */
@NullMarked
package dev.espalier.bench;

import org.jspecify.annotations.NullMarked;
