package dev.espalier.hal.nvs;

/**
 * What an iterator is at ({@code nvs_entry_info_t}).
 *
 * @param namespaceName the namespace
 * @param key the key
 * @param type the value's type
 */
public record NvsEntryInfo(String namespaceName, String key, NvsType type) {}
