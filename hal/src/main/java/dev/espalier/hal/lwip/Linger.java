package dev.espalier.hal.lwip;

/**
 * What {@code close} does with unsent data ({@code struct linger}).
 *
 * @param on whether to linger at all
 * @param seconds how long; 0 throws the data away
 */
public record Linger(boolean on, int seconds) {}
