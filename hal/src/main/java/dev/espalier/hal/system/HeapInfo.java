package dev.espalier.hal.system;

/**
 * Figures of a heap ({@code multi_heap_info_t}).
 *
 * @param totalFreeBytes what is free
 * @param totalAllocatedBytes what is taken, headers of blocks included
 * @param largestFreeBlock the most that one block can have
 * @param minimumFreeBytes the least that was free since boot
 * @param allocatedBlocks how many blocks are taken
 * @param freeBlocks how many blocks are free
 * @param totalBlocks both together
 */
public record HeapInfo(
    int totalFreeBytes,
    int totalAllocatedBytes,
    int largestFreeBlock,
    int minimumFreeBytes,
    int allocatedBlocks,
    int freeBlocks,
    int totalBlocks) {}
