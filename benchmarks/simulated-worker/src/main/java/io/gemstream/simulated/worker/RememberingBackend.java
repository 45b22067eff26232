package io.gemstream.simulated.worker;

import io.gemstream.benchmarks.day.SimulatedAnswer;
import io.gemstream.gemma.cache.BlockGroup;
import io.gemstream.gemma.engine.StepPlan;
import io.gemstream.gemma.engine.StepSlice;
import io.gemstream.gemma.engine.TopKBackend;
import io.gemstream.gemma.sampling.Logits;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * A device whose steps take the same time for however many sequences, and more for prompts. In place of keys and values
 * it keeps the tokens themselves, each in its row of its block, and reads the answer's rule from there: a sequence that
 * is given another's blocks answers wrongly. For one thread, as all backends are.
 */
final class RememberingBackend implements TopKBackend {

    static final int BLOCK_TOKENS = 16;

    private final int vocabularySize;
    private final int blocks;
    private final long stepNs;
    private final long prefillTokenNs;
    private final int[] kept; // [blocks * BLOCK_TOKENS]

    RememberingBackend(int vocabularySize, int blocks, long stepNs, long prefillTokenNs) {
        this.vocabularySize = vocabularySize;
        this.blocks = blocks;
        this.stepNs = stepNs;
        this.prefillTokenNs = prefillTokenNs;
        this.kept = new int[blocks * BLOCK_TOKENS];
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

    /** Work that is made up, to warm up: nobody reads the numbers. */
    @Override
    public void run(StepPlan plan, float[][] logits) {
        for (float[] row : logits) {
            Arrays.fill(row, 0);
        }
    }

    @Override
    public List<Logits> run(StepPlan plan, int[] best, IntFunction<float[]> rows) {
        long endNs = System.nanoTime() + stepNs;
        int decoding = 0;
        for (StepSlice slice : plan.slices()) {
            for (int i = 0; i < slice.count(); i++) {
                kept[row(slice, slice.start() + i)] = slice.tokens()[slice.offset() + i];
            }
            decoding += slice.count() == 1 ? 1 : 0;
        }
        endNs += (plan.rows() - decoding) * prefillTokenNs;
        List<Logits> chosen = plan.slices().stream().filter(StepSlice::wantsLogits).map(this::next).toList();
        for (long rest = endNs - System.nanoTime(); rest > 0; rest = endNs - System.nanoTime()) {
            LockSupport.parkNanos(rest);
        }
        return chosen;
    }

    @Override
    public void close() {}

    private Logits next(StepSlice slice) {
        int last = slice.start() + slice.count() - 1;
        int end = last <= SimulatedAnswer.RULE_AT + 1 ? Integer.MAX_VALUE : SimulatedAnswer.end(
                kept[row(slice, SimulatedAnswer.RULE_AT)], kept[row(slice, SimulatedAnswer.RULE_AT + 1)]);
        int id = SimulatedAnswer.next(kept[row(slice, last)], last, end);
        return new Logits.Best(new int[] {id}, new float[] {1}, 0);
    }

    private static int row(StepSlice slice, int position) {
        return (int) slice.blocks().row(0, position);
    }
}
