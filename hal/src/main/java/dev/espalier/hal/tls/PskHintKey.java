package dev.espalier.hal.tls;

/**
 * A pre-shared key ({@code psk_hint_key_t}).
 *
 * @param key its bytes, not copied
 * @param hint its name
 */
@SuppressWarnings("ArrayRecordComponent") // a handle of firmware's own bytes, never compared
public record PskHintKey(byte[] key, String hint) {}
