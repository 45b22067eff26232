package io.gemstream.gemma.cache;

import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.OptionalInt;
import java.util.SequencedSet;

/**
 * Counts the holders of each fixed-size block of the KV cache. Knows only block numbers: the storage behind them
 * belongs to the backend, what is in them to {@link PrefixIndex}. Not thread-safe; the step loop owns it.
 *
 * <pre>
 *          take                   release, to be kept
 *   free --------> held (1..n) ------------------------> idle, the one released first in front
 *    ^               |    ^                               |  |
 *    +----release----+    +-------------hold--------------+  +-- take, where nothing is free --> held
 * </pre>
 */
final class KvBlockPool {

    private final int blockTokens;
    private final int[] holders; // [blocks]
    private final BitSet free;
    private final SequencedSet<Integer> idle = new LinkedHashSet<>();
    private int freeCount;

    /**
     * @param blocks number of blocks, at least 1
     * @param blockTokens positions per block, a power of two
     */
    KvBlockPool(int blocks, int blockTokens) {
        if (blocks < 1) {
            throw new IllegalArgumentException("blocks: " + blocks + " (expected: >= 1)");
        }
        if (Integer.bitCount(blockTokens) != 1) {
            throw new IllegalArgumentException("blockTokens: " + blockTokens + " (expected: a power of two)");
        }
        this.blockTokens = blockTokens;
        this.holders = new int[blocks];
        this.free = new BitSet(blocks);
        this.free.set(0, blocks);
        this.freeCount = blocks;
    }

    int blockTokens() {
        return blockTokens;
    }

    int blocks() {
        return holders.length;
    }

    /** Blocks that can be taken: free and idle ones. */
    int available() {
        return freeCount + idle.size();
    }

    /** Blocks that nobody holds and whose content is kept until they are taken. */
    int idle() {
        return idle.size();
    }

    /** Number of holders of a block. */
    int holders(int block) {
        return holders[block];
    }

    /** A block for one holder, its content void: a free one, else the one that has been idle longest. */
    OptionalInt take() {
        if (freeCount > 0) {
            int block = free.nextSetBit(0); // low numbers again and again: storage is made on first use
            free.clear(block);
            freeCount--;
            holders[block] = 1;
            return OptionalInt.of(block);
        }
        if (idle.isEmpty()) {
            return OptionalInt.empty();
        }
        int block = idle.removeFirst();
        holders[block] = 1;
        return OptionalInt.of(block);
    }

    /** One more holder for a block that is held or idle. */
    void hold(int block) {
        if (holders[block] == 0 && !idle.remove(block)) {
            throw new IllegalStateException("block " + block + " has no content");
        }
        holders[block]++;
    }

    /**
     * One holder less.
     *
     * @param keep whether the content is worth keeping when nobody holds it
     */
    void release(int block, boolean keep) {
        if (holders[block] == 0) {
            throw new IllegalStateException("block " + block + " is not held");
        }
        holders[block]--;
        if (holders[block] > 0) {
            return;
        }
        if (keep) {
            idle.addLast(block);
        } else {
            free.set(block);
            freeCount++;
        }
    }
}
