package io.gemstream.simulated.worker;

import io.gemstream.benchmarks.day.SimulatedAnswer;
import io.gemstream.benchmarks.simulation.ComputingNothing;
import io.gemstream.gemma.engine.StepPlan;
import io.gemstream.gemma.engine.StepSlice;
import io.gemstream.gemma.sampling.Logits;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A device whose steps take the same time for however many sequences, and more for prompts. In place of keys and values
 * it keeps the tokens themselves, each in its row of its block, and reads the answer's rule from there: a sequence that
 * is given another's blocks answers wrongly. For one thread, as all backends are.
 */
final class RememberingBackend extends ComputingNothing {

    private final long stepNs;
    private final long prefillTokenNs;
    private final int[] kept; // [blocks * BLOCK_TOKENS]

    RememberingBackend(int vocabularySize, int slots, int contextLength, long stepNs, long prefillTokenNs) {
        super(vocabularySize, slots, contextLength);
        this.stepNs = stepNs;
        this.prefillTokenNs = prefillTokenNs;
        this.kept = new int[blocks() * BLOCK_TOKENS];
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
        awaitNs(endNs);
        return chosen;
    }

    private Logits next(StepSlice slice) {
        int last = slice.start() + slice.count() - 1;
        int end = last <= SimulatedAnswer.RULE_AT + 1 ? Integer.MAX_VALUE : SimulatedAnswer.end(
                kept[row(slice, SimulatedAnswer.RULE_AT)], kept[row(slice, SimulatedAnswer.RULE_AT + 1)]);
        return chosen(SimulatedAnswer.next(kept[row(slice, last)], last, end));
    }

    private static int row(StepSlice slice, int position) {
        return (int) slice.blocks().row(0, position);
    }
}
