package io.gemstream.gemma.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.cache.BlockGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WarmUpTest {

    @Test
    void runsPrefillAndDecodeInsideTheBackendsBlocks() {
        for (int blocks : new int[] {1, 2, 100}) {
            CountingBackend backend = new CountingBackend(blocks);
            WarmUp.run(backend, Duration.ofMinutes(1));
            assertThat(backend.counts).contains(1).anyMatch(count -> count > 1);
            assertThat(backend.last).isLessThanOrEqualTo(blocks * 16);
        }
    }

    @Test
    void noTimeMeansNoStep() {
        CountingBackend backend = new CountingBackend(4);
        WarmUp.run(backend, Duration.ZERO);
        assertThat(backend.counts).isEmpty();
    }

    private static final class CountingBackend implements Backend {
        private final int blocks;
        private final List<Integer> counts = new ArrayList<>();
        private int last;

        private CountingBackend(int blocks) {
            this.blocks = blocks;
        }

        @Override
        public String device() {
            return "none";
        }

        @Override
        public String numericProfile() {
            return "none";
        }

        @Override
        public int vocabularySize() {
            return 10;
        }

        @Override
        public int blockTokens() {
            return 16;
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
        public void run(StepPlan plan, float[][] logits) {
            StepSlice slice = plan.slices().getFirst();
            counts.add(slice.count());
            last = Math.max(last, slice.start() + slice.count());
        }

        @Override
        public void close() {}
    }
}
