package io.gemstream.gemma.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Watches a backend: logits after the same tokens must be the same bits, whenever and wherever they are computed. */
final class SameLogits extends ForwardingBackend {

    private final Map<List<Integer>, float[]> known; // by all tokens up to the logits
    private final Runnable beforeRun;

    /** @param known logits of other runs, to which those of this one are added */
    SameLogits(Backend backend, Map<List<Integer>, float[]> known) {
        this(backend, known, () -> {});
    }

    /** @param beforeRun called before each step, on the engine's thread */
    SameLogits(Backend backend, Map<List<Integer>, float[]> known, Runnable beforeRun) {
        super(backend);
        this.known = known;
        this.beforeRun = beforeRun;
    }

    @Override
    public void run(StepPlan plan, float[][] logits) {
        beforeRun.run();
        super.run(plan, logits);
        for (int i = 0; i < logits.length; i++) {
            StepSlice slice = plan.slices().get(i);
            if (slice.wantsLogits()) {
                List<Integer> seen = Arrays.stream(slice.tokens(), 0, slice.start() + slice.count()).boxed().toList();
                float[] before = known.putIfAbsent(seen, logits[i].clone());
                assertThat(logits[i]).isEqualTo(before == null ? logits[i] : before);
            }
        }
    }
}
