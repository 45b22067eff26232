package io.gemstream.gemma.cache;

/**
 * Where one sequence's keys and values live: position {@code p} is row {@code p % blockTokens} of block
 * {@code ids[p / blockTokens]}. Immutable. Sequences that begin with the same tokens may have blocks in common.
 *
 * @param blockTokens positions per block, a power of two
 * @param ids block numbers, in order of position
 */
public record BlockTable(int blockTokens, int[] ids) {

    /** Positions this table has room for. */
    public int capacityTokens() {
        return blockTokens * ids.length;
    }

    /** Positions from {@code position} to the end of its block, or to {@code last} if that comes first. */
    public int run(int position, int last) {
        return Math.min(last + 1, (position / blockTokens + 1) * blockTokens) - position;
    }

    /** Row of {@code position} in the pool's storage, counted over all blocks. */
    public long row(int position) {
        return (long) ids[position / blockTokens] * blockTokens + position % blockTokens;
    }
}
