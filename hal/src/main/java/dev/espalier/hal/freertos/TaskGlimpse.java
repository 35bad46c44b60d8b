package dev.espalier.hal.freertos;

/**
 * A task as a tool outside of the board sees it. Unlike {@link TaskStatus} it costs the board no
 * time and makes nothing.
 *
 * @param name its name
 * @param state its state
 * @param priority the priority it is scheduled by
 * @param stackBytes its stack's size
 * @param stackLeft the least stack that was left, bytes; an estimate
 * @param cpuNanos CPU time it has taken, by the simulated clock
 * @param waitsFor what it waits for, in words; empty when it does not
 */
public record TaskGlimpse(
    String name,
    TaskState state,
    int priority,
    int stackBytes,
    int stackLeft,
    long cpuNanos,
    String waitsFor) {}
