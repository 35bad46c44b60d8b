package dev.espalier.hal.nvs;

/**
 * How full a partition is ({@code nvs_stats_t}).
 *
 * @param usedEntries entries of 32 bytes in use
 * @param freeEntries the others, one page that must stay free included
 * @param totalEntries all
 * @param namespaceCount namespaces
 */
public record NvsStats(int usedEntries, int freeEntries, int totalEntries, int namespaceCount) {}
