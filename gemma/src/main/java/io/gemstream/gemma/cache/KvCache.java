package io.gemstream.gemma.cache;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * The blocks of a KV cache and, where they may be used again, what is in them. Sequences hold blocks through leases. Not
 * thread-safe; the step loop owns it.
 */
public final class KvCache {

    private final KvBlockPool pool;
    private final Optional<PrefixIndex> index;

    private KvCache(KvBlockPool pool, Optional<PrefixIndex> index) {
        this.pool = pool;
        this.index = index;
    }

    /**
     * An empty cache.
     *
     * @param blocks number of blocks, at least 1
     * @param blockTokens positions per block, a power of two
     * @param reuse whether sequences that begin with the same tokens share blocks
     */
    public static KvCache create(int blocks, int blockTokens, boolean reuse) {
        return new KvCache(
                new KvBlockPool(blocks, blockTokens), reuse ? Optional.of(new PrefixIndex(blocks)) : Optional.empty());
    }

    /** Whether sequences that begin with the same tokens share blocks. */
    public boolean reuses() {
        return index.isPresent();
    }

    /** Positions per block. */
    public int blockTokens() {
        return pool.blockTokens();
    }

    /** Blocks in all. */
    public int blocks() {
        return pool.blocks();
    }

    /** Blocks that {@code positions} positions take. */
    public int blocksFor(int positions) {
        return Math.ceilDiv(positions, blockTokens());
    }

    /** Positions one sequence could have at most, were the cache empty. */
    public int capacityTokens() {
        return blocks() * blockTokens();
    }

    /** Blocks that a lease can still take. */
    public int available() {
        return pool.available();
    }

    /** How full it is. */
    public KvUse use() {
        return new KvUse(blocks() - available(), pool.idle(), blocks());
    }

    /** A lease that holds nothing yet. */
    public KvLease open() {
        return new KvLease(this);
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
