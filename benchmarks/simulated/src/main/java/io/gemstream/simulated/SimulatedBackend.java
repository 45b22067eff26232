package io.gemstream.simulated;

import io.gemstream.benchmarks.throughput.StepBoard;
import io.gemstream.gemma.cache.BlockGroup;
import io.gemstream.gemma.engine.StepPlan;
import io.gemstream.gemma.engine.TopKBackend;
import io.gemstream.gemma.sampling.Logits;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * A device that takes the time a board says and chooses the tokens by which the board knows their steps. Picks the best
 * token itself, so that the sampler has next to nothing to do either.
 */
final class SimulatedBackend implements TopKBackend {

    /** Steps that a stream may be ahead of its client where no rate is set. */
    private static final int AHEAD = 32;
    private static final int BLOCK_TOKENS = 16;
    private static final long NAP_NS = 100_000;
    /** A client that takes nothing for so long has gone. */
    private static final long PATIENCE_NS = 1_000_000_000;

    private final StepBoard board;
    private final int vocabularySize;
    private final int blocks;
    private long dueNs = System.nanoTime();

    SimulatedBackend(StepBoard board, int vocabularySize, int slots, int contextLength) {
        this.board = board;
        this.vocabularySize = vocabularySize;
        this.blocks = slots * Math.ceilDiv(contextLength, BLOCK_TOKENS);
    }

    @Override
    public String device() {
        return "cpu";
    }

    @Override
    public String numericProfile() {
        return "simulated";
    }

    @Override
    public int vocabularySize() {
        return vocabularySize;
    }

    @Override
    public int blockTokens() {
        return BLOCK_TOKENS;
    }

    @Override
    public int blocks() {
        return blocks;
    }

    @Override
    public List<BlockGroup> groups() {
        return List.of(BlockGroup.GLOBAL);
    }

    @Override
    public int mostBest() {
        return Integer.MAX_VALUE;
    }

    @Override
    public void run(StepPlan plan, float[][] logits) {
        for (float[] row : logits) {
            Arrays.fill(row, 0);
        }
    }

    @Override
    public List<Logits> run(StepPlan plan, int[] best, IntFunction<float[]> rows) {
        int tokens = (int) plan.slices().stream().filter(slice -> slice.wantsLogits()).count();
        await(tokens);
        int id = board.sampled(tokens, System.nanoTime());
        Logits chosen = new Logits.Best(new int[] {id}, new float[] {1}, 0);
        return plan.slices().stream().filter(slice -> slice.wantsLogits()).map(_ -> chosen).toList();
    }

    @Override
    public void close() {}

    private void await(int tokens) {
        double rate = board.rate();
        if (rate <= 0) {
            long begunNs = System.nanoTime();
            while (board.outstanding() > (long) AHEAD * tokens && System.nanoTime() - begunNs < PATIENCE_NS) {
                LockSupport.parkNanos(NAP_NS);
            }
            return;
        }
        // A device that falls behind computes what it can, and makes up for nothing.
        dueNs = Math.max(System.nanoTime(), dueNs + (long) (tokens * 1e9 / rate));
        for (long rest = dueNs - System.nanoTime(); rest > 0; rest = dueNs - System.nanoTime()) {
            LockSupport.parkNanos(rest);
        }
    }
}
