package io.gemstream.gemma.cache;

/**
 * Layers whose keys and values lie in blocks of their own. All groups of a backend have as many layers, or room for as
 * many, so a block may belong to any group.
 *
 * @param window positions a query sees, its own included; 0 where it sees all before it
 */
public record BlockGroup(int window) {

    /** Layers that see everything. */
    public static final BlockGroup GLOBAL = new BlockGroup(0);

    public BlockGroup {
        if (window < 0) {
            throw new IllegalArgumentException("window: " + window + " (expected: >= 0)");
        }
    }

    /** First position that a query at {@code position} sees. */
    public int firstVisible(int position) {
        return window == 0 ? 0 : Math.max(0, position - window + 1);
    }

    /**
     * Blocks that a sequence holds at most while it is computed.
     *
     * @param blocks blocks of the whole sequence
     * @param chunk tokens that one step computes at most: the first of them still sees a whole window
     */
    public int mostHeld(int blocks, int blockTokens, int chunk) {
        if (window == 0) {
            return blocks;
        }
        long touched = Math.ceilDiv((long) window + chunk - 2, blockTokens) + 1;
        return (int) Math.min(blocks, touched);
    }
}
