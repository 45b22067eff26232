package io.gemstream.gemma.cache;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Manages the blocks of a KV cache and, where they may be used again, knows what is in them. Sequences hold blocks
 * through leases, of each group of layers those that it still sees; any block may belong to any group. Not thread-safe;
 * the step loop owns it.
 */
public final class KvCache {

    private final List<BlockGroup> groups;
    private final KvBlockPool pool;
    private final Optional<PrefixIndex> index;

    private KvCache(List<BlockGroup> groups, KvBlockPool pool, Optional<PrefixIndex> index) {
        this.groups = groups;
        this.pool = pool;
        this.index = index;
    }

    /**
     * An empty cache.
     *
     * @param groups of layers, at least one; each has blocks of its own for the same positions
     * @param blocks number of blocks of all groups together, at least 1
     * @param blockTokens positions per block, a power of two
     * @param reuse whether sequences that begin with the same tokens share blocks
     */
    public static KvCache create(List<BlockGroup> groups, int blocks, int blockTokens, boolean reuse) {
        return new KvCache(
                List.copyOf(groups), new KvBlockPool(blocks, blockTokens),
                reuse ? Optional.of(new PrefixIndex(groups.size(), blocks)) : Optional.empty());
    }

    /** An empty cache of layers that all see everything. */
    public static KvCache create(int blocks, int blockTokens, boolean reuse) {
        return create(List.of(BlockGroup.GLOBAL), blocks, blockTokens, reuse);
    }

    /** Whether sequences that begin with the same tokens share blocks. */
    public boolean reuses() {
        return index.isPresent();
    }

    /** Positions per block. */
    public int blockTokens() {
        return pool.blockTokens();
    }

    /** Blocks in all, of whatever group. */
    public int blocks() {
        return pool.blocks();
    }

    /**
     * Blocks that a sequence holds at most while it grows to a length.
     *
     * @param chunk tokens of it that one step computes at most
     */
    public long mostHeld(int positions, int chunk) {
        long most = 0;
        for (BlockGroup group : groups) {
            most += group.mostHeld(blocksFor(positions), blockTokens(), chunk);
        }
        return most;
    }

    /**
     * Positions one sequence could have at most, were the cache empty.
     *
     * @param chunk tokens of it that one step computes at most
     */
    public int capacityTokens(int chunk) {
        int fits = 0;
        int tooMany = Integer.MAX_VALUE / blockTokens();
        while (tooMany - fits > 1) {
            int middle = fits + (tooMany - fits) / 2;
            if (mostHeld(middle * blockTokens(), chunk) <= blocks()) {
                fits = middle;
            } else {
                tooMany = middle;
            }
        }
        return fits * blockTokens();
    }

    /** Blocks that a lease can still take. */
    public int available() {
        return pool.available();
    }

    /** Numbers of blocks in use, idle and in all. */
    public KvUse use() {
        return new KvUse(blocks() - available(), pool.idle(), blocks());
    }

    /** A lease that holds nothing yet. */
    public KvLease open() {
        return new KvLease(this);
    }

    List<BlockGroup> groups() {
        return groups;
    }

    /** Blocks of a group that {@code positions} positions take. */
    int blocksFor(int positions) {
        return Math.ceilDiv(positions, blockTokens());
    }

    /** A block for one holder; what was in it is forgotten. */
    OptionalInt take() {
        OptionalInt block = pool.take();
        block.ifPresent(taken -> index.ifPresent(names -> names.forget(taken)));
        return block;
    }

    void hold(int block) {
        pool.hold(block);
    }

    void release(int block) {
        pool.release(block, index.isPresent() && index.get().knows(block));
    }

    Optional<PrefixIndex> index() {
        return index;
    }
}
