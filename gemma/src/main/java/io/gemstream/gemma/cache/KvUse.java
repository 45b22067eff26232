package io.gemstream.gemma.cache;

/**
 * Fill level of a KV cache, in blocks.
 *
 * @param used held by sequences, one that several share counted once
 * @param idle held by none, with content that a sequence to come may use; they make room when it is needed
 * @param blocks in all
 */
public record KvUse(int used, int idle, int blocks) {

    /** The share of the blocks that sequences hold, 0 to 1. */
    public double share() {
        return (double) used / blocks;
    }
}
