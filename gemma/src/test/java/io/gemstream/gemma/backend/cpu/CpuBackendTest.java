package io.gemstream.gemma.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.cache.BlockGroup;
import io.gemstream.gemma.cache.BlockTable;
import io.gemstream.gemma.engine.StepPlan;
import io.gemstream.gemma.engine.StepSlice;
import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.testing.oracle.Golden;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CpuBackendTest {

    @Test
    void describesItself() {
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma2-tiny-f32.gguf"));
                CpuBackend backend =
                        CpuBackend.create(model.config(), model.weights(),
                                CpuOptions.builder().threads(2).blockTokens(32).kvCacheTokens(100).build())) {
            assertThat(backend.device()).isEqualTo("cpu");
            assertThat(backend.numericProfile()).isEqualTo("exact");
            assertThat(backend.vocabularySize()).isEqualTo(512);
            assertThat(backend.blockTokens()).isEqualTo(32);
            assertThat(backend.groups()).containsExactly(BlockGroup.GLOBAL, new BlockGroup(16));
            assertThat(backend.blocks()).isEqualTo(2 * 4);
            assertThat(backend.kvCacheTokens()).isEqualTo(128);
        }
    }

    @Test
    void estimatesMemoryAndRefusesWhatDoesNotFit() {
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma2-tiny-f32.gguf"))) {
            MemoryEstimate estimate =
                    MemoryEstimate.of(model.config(), model.weights(),
                            CpuOptions.builder().threads(1).kvCacheTokens(1000).build());
            // 1008 positions, 4 layers, keys and values of 2 heads of 32 floats
            assertThat(estimate.kvBytes()).isEqualTo(1008L * 4 * 2 * 64 * 4);
            assertThat(estimate.weightBytes()).isEqualTo(4L * (512 * 64 + 4 * (3 * 128 * 64 + 128 * 128 + 2 * 64 * 64)));
            CpuOptions huge = CpuOptions.builder().threads(1).kvCacheTokens(1_000_000_000).build();
            assertThatThrownBy(() -> CpuBackend.create(model.config(), model.weights(), huge))
                    .isInstanceOf(InsufficientMemoryException.class)
                    .hasMessageContaining("1000000000 tokens needs 2048000000000 bytes")
                    .hasMessageContaining("lower kvCacheTokens or raise -Xmx");
        }
    }

    /** Padded rows of the embedding have no logit: the vocabulary decides, not the matrix. */
    @Test
    void idsBeyondTheVocabularyDoNotExist() {
        int[] tokens = Golden.read("gemma2-tiny-golden.safetensors").ints("input_ids");
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma2-tiny-f32.gguf"));
                CpuBackend whole = Steps.backend(model, 1, 16);
                CpuBackend padded = CpuBackend.create(
                        withVocabulary(model.config(), 509), model.weights(),
                                CpuOptions.builder().threads(1).kvCacheTokens(64).build())) {
            BlockTable table = BlockTable.consecutive(padded.groups().size(), 16, 0, 3);
            int[] known = Arrays.stream(tokens).filter(id -> id < 509).toArray();
            float[] logits = Steps.run(padded, table, known, 0, known.length);
            assertThat(logits).hasSize(509);
            float[] all = Steps.run(whole, table, known, 0, known.length);
            assertThat(logits).isEqualTo(Arrays.copyOf(all, 509));
            assertThatThrownBy(() -> Steps.run(padded, table, new int[] {509}, 0, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("token: 509 (expected: 0 to 508)");
        }
    }

    @Test
    void aRefusedPlanLeavesNoTrace() {
        int[] tokens = Golden.read("gemma2-tiny-golden.safetensors").ints("input_ids");
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma2-tiny-f32.gguf"));
                CpuBackend backend = Steps.backend(model, 2, 16)) {
            BlockTable table = BlockTable.consecutive(backend.groups().size(), 16, 0, 3);
            float[] reference = Steps.run(backend, table, tokens, 0, 48);
            StepPlan plan = new StepPlan(List.of(new StepSlice(table, tokens, 0, 4, 0, true)));
            assertThatThrownBy(() -> backend.run(plan, new float[1][100]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("logits[0]: 100 floats (expected: 512)");
            assertThatThrownBy(() -> backend.run(plan, new float[0][0]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("logits: 0 rows (expected: 1, one per slice)");
            assertThat(Steps.run(backend, table, tokens, 0, 48)).isEqualTo(reference);
        }
    }

    @Test
    void optionsAreChecked() {
        assertThatThrownBy(() -> CpuOptions.builder().threads(0).kvCacheTokens(16)
                .build()).hasMessage("threads: 0 (expected: >= 1)");
        assertThatThrownBy(() -> CpuOptions.builder().threads(1).blockTokens(12).kvCacheTokens(16)
                .build()).hasMessage("blockTokens: 12 (expected: a power of two)");
        assertThatThrownBy(() -> CpuOptions.builder().threads(1).kvCacheTokens(0)
                .build()).hasMessageContaining("kvCacheTokens: 0 (expected: 1 to");
    }

    private static GemmaConfig withVocabulary(GemmaConfig c, int size) {
        return new GemmaConfig(
                c.architecture(), c.name(), c.contextLength(), c.hiddenSize(), c.feedForwardSize(), c.heads(),
                c.kvHeads(), c.headDim(), size, c.normEpsilon(), c.embeddingScale(), c.finalSoftcap(), c.layers());
    }
}
