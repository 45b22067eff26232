package io.gemstream.gemma.cache;

import java.util.BitSet;
import java.util.Optional;

/**
 * Hands out fixed-size blocks of the KV cache. Knows only block numbers: the storage behind them belongs to the
 * backend, the sequences to the scheduler. Not thread-safe; the step loop owns it.
 */
public final class KvBlockPool {

    private final int blocks;
    private final int blockTokens;
    private final BitSet used;
    private int free;

    /**
     * @param blocks number of blocks, at least 1
     * @param blockTokens positions per block, a power of two
     */
    public KvBlockPool(int blocks, int blockTokens) {
        if (blocks < 1) {
            throw new IllegalArgumentException("blocks: " + blocks + " (expected: >= 1)");
        }
        if (Integer.bitCount(blockTokens) != 1) {
            throw new IllegalArgumentException("blockTokens: " + blockTokens + " (expected: a power of two)");
        }
        this.blocks = blocks;
        this.blockTokens = blockTokens;
        this.used = new BitSet(blocks);
        this.free = blocks;
    }

    /** Positions per block. */
    public int blockTokens() {
        return blockTokens;
    }

    /** Blocks in all. */
    public int blocks() {
        return blocks;
    }

    /** Blocks not handed out. */
    public int freeBlocks() {
        return free;
    }

    /** Positions one sequence could have at most, were the pool empty. */
    public int capacityTokens() {
        return blocks * blockTokens;
    }

    /** Room for {@code tokens} positions, or empty where too few blocks are free. All or nothing. */
    public Optional<BlockTable> allocate(int tokens) {
        int wanted = Math.ceilDiv(tokens, blockTokens);
        if (wanted > free) {
            return Optional.empty();
        }
        int[] ids = new int[wanted];
        int next = 0;
        for (int i = 0; i < wanted; i++) {
            next = used.nextClearBit(next);
            used.set(next);
            ids[i] = next;
        }
        free -= wanted;
        return Optional.of(new BlockTable(blockTokens, ids));
    }

    /** Takes a table's blocks back; a block that is not handed out is refused. */
    public void release(BlockTable table) {
        for (int id : table.ids()) {
            if (!used.get(id)) {
                throw new IllegalStateException("block " + id + " is not handed out");
            }
            used.clear(id);
            free++;
        }
    }
}
