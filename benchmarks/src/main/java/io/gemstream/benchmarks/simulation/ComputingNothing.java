package io.gemstream.benchmarks.simulation;

import io.gemstream.gemma.cache.BlockGroup;
import io.gemstream.gemma.engine.StepPlan;
import io.gemstream.gemma.engine.TopKBackend;
import io.gemstream.gemma.sampling.Logits;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A device without arithmetic. It picks the best token itself, so that the sampler has next to nothing to do either; when
 * and which is said by who extends it. For one thread, as all backends are.
 */
public abstract class ComputingNothing implements TopKBackend {

    protected static final int BLOCK_TOKENS = 16;

    private final int vocabularySize;
    private final int blocks;

    /** A device on which as many sequences as there are slots can have the whole context. */
    protected ComputingNothing(int vocabularySize, int slots, int contextLength) {
        this.vocabularySize = vocabularySize;
        this.blocks = slots * Math.ceilDiv(contextLength, BLOCK_TOKENS);
    }

    @Override
    public final String device() {
        return "cpu";
    }

    @Override
    public final String numericProfile() {
        return "simulated";
    }

    @Override
    public final int vocabularySize() {
        return vocabularySize;
    }

    @Override
    public final int blockTokens() {
        return BLOCK_TOKENS;
    }

    @Override
    public final int blocks() {
        return blocks;
    }

    @Override
    public final List<BlockGroup> groups() {
        return List.of(BlockGroup.GLOBAL);
    }

    @Override
    public final int mostBest() {
        return Integer.MAX_VALUE;
    }

    /** Work that is made up, to warm up: nobody reads the numbers. */
    @Override
    public final void run(StepPlan plan, float[][] logits) {
        for (float[] row : logits) {
            Arrays.fill(row, 0);
        }
    }

    @Override
    public final void close() {}

    /** What a row says that chooses a token. */
    protected static Logits chosen(int id) {
        return new Logits.Best(new int[] {id}, new float[] {1}, 0);
    }

    /** Waits until {@link System#nanoTime} is so far. */
    protected static void awaitNs(long dueNs) {
        for (long rest = dueNs - System.nanoTime(); rest > 0; rest = dueNs - System.nanoTime()) {
            LockSupport.parkNanos(rest);
        }
    }
}
