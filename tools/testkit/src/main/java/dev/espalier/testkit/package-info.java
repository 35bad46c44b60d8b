/** Test kit for firmware: scripted peers, seeded tests and the runner of recorded scenarios. */
@NullMarked
package dev.espalier.testkit;

import org.jspecify.annotations.NullMarked;
