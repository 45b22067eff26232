package io.gemstream.gemma.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.backend.cpu.CpuBackend;
import io.gemstream.gemma.backend.cpu.CpuOptions;
import io.gemstream.gemma.cache.BlockGroup;
import io.gemstream.gemma.cache.BlockTable;
import io.gemstream.testing.oracle.Golden;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts of many windows: every logit is, bit for bit, that of an engine that gives nothing back. */
class WindowInvarianceTest {

    private static final int LENGTH = 400; // 25 windows

    @ParameterizedTest
    @CsvSource({"gemma2-tiny-f32, 1", "gemma2-tiny-f32, 50", "gemma3-tiny-f32, 1", "gemma3-tiny-f32, 50"})
    void givingBackChangesNoBit(String name, int budget) {
        Map<List<Integer>, float[]> known = new HashMap<>();
        try (GemmaModel model = GemmaModel.load(Golden.path(name + ".gguf"))) {
            Watched keeping = run(model, known, budget, true);
            int wanted = known.size();
            Watched giving = run(model, known, budget, false);

            assertThat(giving.tokens()).isEqualTo(keeping.tokens()).hasSize(LENGTH / 2);
            assertThat(known).hasSize(wanted);
            assertThat(giving.mostBlocks()).isLessThan(keeping.mostBlocks());
        }
    }

    private record Watched(List<EngineEvent.TokenSampled> tokens, long mostBlocks) {}

    private static Watched run(
            GemmaModel model, Map<List<Integer>, float[]> known, int budget, boolean keeps) {
        try (CpuBackend cpu = CpuBackend.create(
                model.config(), model.weights(),
                        CpuOptions.builder().threads(2).blockTokens(8).kvCacheTokens(LENGTH).build())) {
            SameLogits same = new SameLogits(cpu, known);
            List<Long> held = new ArrayList<>();
            Counting backend = new Counting(same, keeps, held);
            Recording recording = new Recording();
            try (Engine engine = Engine.start(backend, model.tokenizer(),
                    EngineOptions.ofSlots(1).withMaxBatchTokens(budget))) {
                engine.submit(
                        Requests.of("a", Requests.prompt(3, LENGTH / 2), Requests.greedy(LENGTH / 2)
                                .ignoreEos(true).build()), recording);
                assertThat(recording.finished().failure()).isEmpty();
            }
            return new Watched(recording.tokens(), held.stream().mapToLong(count -> count).max().orElse(0));
        }
    }

    /** Counts the blocks of each step. */
    private static final class Counting extends ForwardingBackend {

        private final List<BlockGroup> groups;
        private final List<Long> held;

        /** @param keeps whether all groups are said to see everything */
        Counting(Backend of, boolean keeps, List<Long> held) {
            super(of);
            this.groups = keeps ? of.groups().stream().map(_ -> BlockGroup.GLOBAL).toList() : of.groups();
            this.held = held;
        }

        @Override
        public void run(StepPlan plan, float[][] logits) {
            held.add(Arrays.stream(plan.slices().getFirst().blocks().ids())
                    .flatMapToInt(Arrays::stream)
                    .filter(block -> block != BlockTable.GONE)
                    .count());
            super.run(plan, logits);
        }

        @Override
        public List<BlockGroup> groups() {
            return groups;
        }
    }
}
