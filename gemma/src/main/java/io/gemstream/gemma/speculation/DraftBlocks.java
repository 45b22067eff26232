package io.gemstream.gemma.speculation;

import io.gemstream.gemma.cache.BlockTable;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** The draft model's KV blocks that no text has. Nothing is shared and nobody waits: who gets none is not guessed at. */
final class DraftBlocks {

    private final int blockTokens;
    private final Deque<Integer> free = new ArrayDeque<>(); // used again at once: storage is made on first use

    DraftBlocks(int blocks, int blockTokens) {
        this.blockTokens = blockTokens;
        for (int block = 0; block < blocks; block++) {
            free.addLast(block);
        }
    }

    /** A table of no positions. */
    BlockTable none() {
        return new BlockTable(blockTokens, new int[0]);
    }

    /** The table with room for at least {@code positions}, or as it is where too few blocks are free. */
    BlockTable grow(BlockTable table, int positions) {
        int had = table.ids().length;
        int wanted = Math.ceilDiv(positions, blockTokens);
        if (wanted <= had || wanted - had > free.size()) {
            return table;
        }
        int[] ids = Arrays.copyOf(table.ids(), wanted);
        for (int i = had; i < wanted; i++) {
            ids[i] = free.removeFirst();
        }
        return new BlockTable(blockTokens, ids);
    }

    void release(BlockTable table) {
        for (int id : table.ids()) {
            free.addFirst(id);
        }
    }
}
