package io.gemstream.gemma.backend.pjrt.hlo;

import io.gemstream.gemma.backend.pjrt.api.ElementType;

/**
 * The paged KV cache of one layer, on one device.
 *
 * @param element how keys and values are stored
 * @param blocks blocks in the pool
 * @param blockTokens positions per block
 * @param pages blocks that a sequence can have at most; a multiple of {@code chunkPages}
 * @param chunkPages blocks that attention reads at a time
 */
public record CacheSpec(ElementType element, int blocks, int blockTokens, int pages, int chunkPages) {

    public CacheSpec {
        if (pages % chunkPages != 0) {
            throw new IllegalArgumentException("pages: " + pages + " (expected: a multiple of " + chunkPages + ")");
        }
    }

    /** Positions over all blocks. */
    public int slots() {
        return blocks * blockTokens;
    }

    /** Positions that attention reads at a time. */
    int chunkTokens() {
        return chunkPages * blockTokens;
    }
}
