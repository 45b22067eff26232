package io.gemstream.gemma.cache;

/**
 * Block table of one sequence: says where its keys and values lie. For the layers of group {@code g}, position
 * {@code p} is row {@code p % blockTokens} of block {@code ids[g][p / blockTokens]}. Immutable. Sequences that begin
 * with the same tokens may have blocks in common.
 *
 * @param blockTokens positions per block, a power of two
 * @param ids block numbers, [groups][blocks] in order of position; {@link #GONE} for those given back because the
 *     group's window has passed them
 */
public record BlockTable(int blockTokens, int[][] ids) {

    /** In place of a block that was given back: no block has this number. */
    public static final int GONE = -1;

    /** A table of one group. */
    public BlockTable(int blockTokens, int[] ids) {
        this(blockTokens, new int[][] {ids});
    }

    /** A table of the {@code count} blocks of each group from the {@code first} on, as if no one else had any. */
    public static BlockTable consecutive(int groups, int blockTokens, int first, int count) {
        int[][] ids = new int[groups][count];
        for (int group = 0; group < groups; group++) {
            for (int i = 0; i < count; i++) {
                ids[group][i] = (first + i) * groups + group;
            }
        }
        return new BlockTable(blockTokens, ids);
    }

    /** Blocks of each group, those that are gone counted. */
    public int length() {
        return ids[0].length;
    }

    /** Positions this table has room for. */
    public int capacityTokens() {
        return blockTokens * length();
    }

    /** Positions from {@code position} to the end of its block, or to {@code last} if that comes first. */
    public int run(int position, int last) {
        return Math.min(last + 1, (position / blockTokens + 1) * blockTokens) - position;
    }

    /** The block of a group that {@code position} is in. */
    public int block(int group, int position) {
        return ids[group][position / blockTokens];
    }

    /** Row of {@code position} in a group's storage, counted over all blocks. */
    public long row(int group, int position) {
        return (long) block(group, position) * blockTokens + position % blockTokens;
    }
}
