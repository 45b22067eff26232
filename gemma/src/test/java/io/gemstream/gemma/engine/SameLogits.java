package io.gemstream.gemma.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.cache.BlockGroup;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Watches a backend: logits after the same tokens must be the same bits, whenever and wherever they are computed. */
final class SameLogits implements Backend {

    private final Backend backend;
    private final Map<List<Integer>, float[]> known; // by all tokens up to the logits
    private final Runnable beforeRun;

    /** @param known logits of other runs, to which those of this one are added */
    SameLogits(Backend backend, Map<List<Integer>, float[]> known) {
        this(backend, known, () -> {});
    }

    /** @param beforeRun called before each step, on the engine's thread */
    SameLogits(Backend backend, Map<List<Integer>, float[]> known, Runnable beforeRun) {
        this.backend = backend;
        this.known = known;
        this.beforeRun = beforeRun;
    }

    @Override
    public void run(StepPlan plan, float[][] logits) {
        beforeRun.run();
        backend.run(plan, logits);
        for (int i = 0; i < logits.length; i++) {
            StepSlice slice = plan.slices().get(i);
            if (slice.wantsLogits()) {
                List<Integer> seen = Arrays.stream(slice.tokens(), 0, slice.start() + slice.count()).boxed().toList();
                float[] before = known.putIfAbsent(seen, logits[i].clone());
                assertThat(logits[i]).isEqualTo(before == null ? logits[i] : before);
            }
        }
    }

    @Override
    public String device() {
        return backend.device();
    }

    @Override
    public String numericProfile() {
        return backend.numericProfile();
    }

    @Override
    public int vocabularySize() {
        return backend.vocabularySize();
    }

    @Override
    public int blockTokens() {
        return backend.blockTokens();
    }

    @Override
    public int blocks() {
        return backend.blocks();
    }

    @Override
    public List<BlockGroup> groups() {
        return backend.groups();
    }

    @Override
    public void close() {
        backend.close();
    }
}
