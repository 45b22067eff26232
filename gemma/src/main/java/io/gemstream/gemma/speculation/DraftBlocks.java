package io.gemstream.gemma.speculation;

import io.gemstream.gemma.cache.BlockTable;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Hands out the draft model's free KV blocks. Nothing is shared and nobody waits: who gets none is not drafted for. Nor
 * is anything given back before a text ends, wherever windows are.
 */
final class DraftBlocks {

    private final int groups;
    private final int blockTokens;
    private final Deque<Integer> free = new ArrayDeque<>(); // used again at once: storage is made on first use

    DraftBlocks(int groups, int blocks, int blockTokens) {
        this.groups = groups;
        this.blockTokens = blockTokens;
        for (int block = 0; block < blocks; block++) {
            free.addLast(block);
        }
    }

    /** A table of no positions. */
    BlockTable none() {
        return new BlockTable(blockTokens, new int[groups][0]);
    }

    /** The table with room for at least {@code positions}, or as it is where too few blocks are free. */
    BlockTable grow(BlockTable table, int positions) {
        int had = table.length();
        int wanted = Math.ceilDiv(positions, blockTokens);
        if (wanted <= had || (wanted - had) * groups > free.size()) {
            return table;
        }
        int[][] ids = new int[groups][];
        for (int group = 0; group < groups; group++) {
            ids[group] = Arrays.copyOf(table.ids()[group], wanted);
            for (int i = had; i < wanted; i++) {
                ids[group][i] = free.removeFirst();
            }
        }
        return new BlockTable(blockTokens, ids);
    }

    void release(BlockTable table) {
        for (int[] ids : table.ids()) {
            for (int id : ids) {
                free.addFirst(id);
            }
        }
    }
}
