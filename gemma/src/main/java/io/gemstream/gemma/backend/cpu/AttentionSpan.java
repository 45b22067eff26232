package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.cache.BlockTable;

/**
 * Computes attention of the query heads that share a key head, over one span of positions. All heads of the group use a
 * block before the next one is read, so keys and values come from memory once.
 */
sealed interface AttentionSpan permits ArraySpan, MappedSpan {

    /**
     * Attends to positions {@code first} to {@code last}, inclusive.
     *
     * @param query of all heads
     */
    void attend(
            ThreadScratch on, float[] query, int kvHead, BlockTable table, int first, int last, AttentionPart part);
}
