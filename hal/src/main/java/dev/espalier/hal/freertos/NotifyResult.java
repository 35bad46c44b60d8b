package dev.espalier.hal.freertos;

/**
 * What a call about notifications answers: C's return value and out-parameter.
 *
 * @param passed {@code pdPASS} or {@code pdTRUE}: a notification was sent or received
 * @param value the receiver's notification value: before the call changed it when sending, before
 *     bits are cleared on exit when waiting
 */
public record NotifyResult(boolean passed, int value) {}
