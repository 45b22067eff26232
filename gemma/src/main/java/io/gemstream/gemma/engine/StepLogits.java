package io.gemstream.gemma.engine;

import io.gemstream.gemma.sampling.Logits;
import java.util.ArrayList;
import java.util.List;

/** Has the backend compute steps, and owns the rows that logits come in, which are the same from step to step. */
final class StepLogits {

    private static final float[] NONE = {};

    private final Backend backend;
    private final int vocabularySize;
    private final List<float[]> rows = new ArrayList<>(); // of [vocabulary], as many as a step has needed so far
    private int used;

    /** @param vocabularySize ids that may be chosen */
    StepLogits(Backend backend, int vocabularySize) {
        this.backend = backend;
        this.vocabularySize = vocabularySize;
    }

    /**
     * Computes a step.
     *
     * @param best per slice, how many of the best tokens are enough; 0 for all logits
     * @return for each slice that wants logits, until the next step
     */
    List<Logits> of(StepPlan plan, int[] best) {
        used = 0;
        // Where rows end in padding, the best of a row may be none that may be chosen.
        if (backend instanceof TopKBackend topK && vocabularySize == backend.vocabularySize()) {
            int[] possible = new int[best.length];
            for (int i = 0; i < best.length; i++) {
                possible[i] = best[i] <= topK.mostBest() ? best[i] : 0;
            }
            return topK.run(plan, possible, _ -> row());
        }
        float[][] logits = new float[plan.slices().size()][];
        List<Logits> wanted = new ArrayList<>();
        for (int i = 0; i < logits.length; i++) {
            logits[i] = plan.slices().get(i).wantsLogits() ? row() : NONE;
            if (plan.slices().get(i).wantsLogits()) {
                wanted.add(Logits.Row.of(logits[i]));
            }
        }
        backend.run(plan, logits);
        return wanted;
    }

    private float[] row() {
        if (used == rows.size()) {
            rows.add(new float[backend.vocabularySize()]);
        }
        return rows.get(used++);
    }
}
