package io.gemstream.gemma.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.cache.BlockTable;
import io.gemstream.gemma.engine.StepPlan;
import io.gemstream.gemma.engine.StepSlice;
import io.gemstream.testing.oracle.Golden;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bits of a row depend on its own sequence and nothing else. All comparisons are exact. */
class BatchInvarianceTest {

    private static final String FAST = "io.gemstream.gemma.backend.cpu.FastProfileTest#supported";

    private static int[] tokens() {
        return Golden.read("gemma2-tiny-golden.safetensors").ints("input_ids");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gemma1-tiny-f32", "gemma2-tiny-f32", "gemma3-tiny-f32", "gemma2-quant-q4_k_m-mixed"})
    void chunksThreadsAndBlockSizesLeaveNoTrace(String name) {
        chunksThreadsAndBlockSizes(name, NumericProfile.EXACT, KvFormat.F32);
    }

    @ParameterizedTest
    @EnumSource(names = {"F16", "INT8"})
    void chunksThreadsAndBlockSizesLeaveNoTraceInShortFormats(KvFormat format) {
        chunksThreadsAndBlockSizes("gemma2-tiny-f32", NumericProfile.EXACT, format);
    }

    @ParameterizedTest
    @EnabledIf(value = FAST, disabledReason = "there are no kernels for this machine")
    @EnumSource(names = {"F32", "INT8"})
    void chunksThreadsAndBlockSizesLeaveNoTraceInOtherFormatsOfTheFastProfile(KvFormat format) {
        chunksThreadsAndBlockSizes("gemma2-quant-q4_0", NumericProfile.FAST, format);
    }

    @ParameterizedTest
    @EnabledIf(value = FAST, disabledReason = "there are no kernels for this machine")
    @ValueSource(strings = {"gemma2-quant-q4_k_m-mixed", "gemma2-quant-q4_0"})
    void chunksThreadsAndBlockSizesLeaveNoTraceInTheFastProfile(String name) {
        chunksThreadsAndBlockSizes(name, NumericProfile.FAST, KvFormat.F16);
    }

    private static void chunksThreadsAndBlockSizes(String name, NumericProfile profile, KvFormat format) {
        int[] tokens = tokens();
        try (GemmaModel model = GemmaModel.load(Golden.path(name + ".gguf"))) {
            float[] reference;
            try (CpuBackend backend = Steps.backend(model, 1, 16, profile, format)) {
                reference = Steps.inChunks(backend, Steps.scattered(backend, tokens.length, 0), tokens, tokens.length);
            }
            for (int threads = 1; threads <= 3; threads++) {
                for (int blockTokens : new int[] {1, 4, 16}) {
                    try (CpuBackend backend = Steps.backend(model, threads, blockTokens, profile, format)) {
                        BlockTable table = Steps.scattered(backend, tokens.length, 1);
                        for (int chunk : new int[] {1, 3, 5, 17, 48}) {
                            assertThat(Steps.inChunks(backend, table, tokens, chunk))
                                    .as("%s threads, blocks of %s, chunks of %s", threads, blockTokens, chunk)
                                    .isEqualTo(reference);
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gemma2-tiny-f32", "gemma3-tiny-f32", "gemma2-quant-q5_0"})
    void otherSlicesLeaveNoTrace(String name) {
        otherSlices(name, NumericProfile.EXACT, KvFormat.F32);
    }

    @ParameterizedTest
    @EnumSource(names = {"F16", "INT8"})
    void otherSlicesLeaveNoTraceInShortFormats(KvFormat format) {
        otherSlices("gemma2-tiny-f32", NumericProfile.EXACT, format);
    }

    @ParameterizedTest
    @EnabledIf(value = FAST, disabledReason = "there are no kernels for this machine")
    @ValueSource(strings = {"gemma2-quant-q5_0", "gemma2-quant-q4_k_m-mixed"})
    void otherSlicesLeaveNoTraceInTheFastProfile(String name) {
        otherSlices(name, NumericProfile.FAST, KvFormat.F16);
        otherSlices(name, NumericProfile.FAST, KvFormat.INT8);
    }

    private static void otherSlices(String name, NumericProfile profile, KvFormat format) {
        int[] tokens = tokens();
        int[] others = new int[tokens.length];
        for (int i = 0; i < others.length; i++) {
            others[i] = (tokens[i] * 7 + 11) % 512;
        }
        try (GemmaModel model = GemmaModel.load(Golden.path(name + ".gguf"));
                CpuBackend backend = Steps.backend(model, 2, 8, profile, format)) {
            BlockTable mine = Steps.scattered(backend, tokens.length, 0);
            BlockTable theirs = Steps.scattered(backend, tokens.length, 1);
            float[] prompt = Steps.run(backend, mine, tokens, 0, 40);
            float[] next = Steps.run(backend, mine, tokens, 40, 1);

            float[][] together = new float[2][backend.vocabularySize()];
            backend.run(plan(new StepSlice(theirs, others, 0, 13, 0, true), slice(mine, tokens, 0, 40)), together);
            assertThat(together[1]).isEqualTo(prompt);
            backend.run(plan(slice(mine, tokens, 40, 1), new StepSlice(theirs, others, 13, 6, 13, true)), together);
            assertThat(together[0]).isEqualTo(next);
            assertThat(together[1]).isNotEqualTo(next);
        }
    }

    /** A step of more rows than fit into a pass is cut without the caller noticing. */
    @ParameterizedTest
    @ValueSource(strings = "gemma2-tiny-f32")
    void moreRowsThanAPassHolds(String name) {
        int[] tokens = new int[Activations.MAX_ROWS + 40];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = 14 + i * 31 % 490;
        }
        try (GemmaModel model = GemmaModel.load(Golden.path(name + ".gguf"));
                CpuBackend backend = CpuBackend.create(
                        model.config(), model.weights(),
                                CpuOptions.builder().threads(2).kvCacheTokens(2L * tokens.length + 32).build())) {
            BlockTable one = Steps.scattered(backend, tokens.length, 0);
            BlockTable two = Steps.scattered(backend, tokens.length, 1);
            float[] reference = Steps.inChunks(backend, one, tokens, 64);
            float[][] logits = new float[2][backend.vocabularySize()];
            backend.run(plan(slice(one, tokens, 0, tokens.length), slice(two, tokens, 0, tokens.length)), logits);
            assertThat(logits[0]).isEqualTo(reference);
            assertThat(logits[1]).isEqualTo(reference);
        }
    }

    /** A prompt that is scored comes as slices of one token, which see each other as the tokens of one slice do. */
    @ParameterizedTest
    @ValueSource(strings = {"gemma2-tiny-f32", "gemma3-tiny-f32", "gemma2-quant-q4_0"})
    void aSequenceInSlicesOfOneToken(String name) {
        int[] tokens = tokens();
        try (GemmaModel model = GemmaModel.load(Golden.path(name + ".gguf"));
                CpuBackend backend = Steps.backend(model, 2, 8)) {
            BlockTable mine = Steps.scattered(backend, tokens.length, 0);
            BlockTable theirs = Steps.scattered(backend, tokens.length, 1);
            float[][] onePerStep = Steps.everyPosition(backend, theirs, tokens);
            List<StepSlice> slices = new ArrayList<>();
            slices.add(slice(theirs, tokens, 0, 20));
            for (int i = 0; i < tokens.length; i++) {
                slices.add(slice(mine, tokens, i, 1));
            }
            float[][] logits = new float[slices.size()][backend.vocabularySize()];
            backend.run(new StepPlan(slices), logits);
            for (int i = 0; i < tokens.length; i++) {
                assertThat(logits[1 + i]).as("position %s", i).isEqualTo(onePerStep[i]);
            }
        }
    }

    /** Attention over several spans of positions, shared among threads or not. */
    @ParameterizedTest
    @ValueSource(strings = {"gemma2-tiny-f32", "gemma3-tiny-f32"})
    void longContextsAreTheSameHoweverTheyAreShared(String name) {
        longContexts(name, NumericProfile.EXACT);
    }

    @ParameterizedTest
    @EnabledIf(value = FAST, disabledReason = "there are no kernels for this machine")
    @ValueSource(strings = {"gemma2-tiny-f32", "gemma3-tiny-f32"})
    void longContextsInTheFastProfile(String name) {
        longContexts(name, NumericProfile.FAST);
    }

    private static void longContexts(String name, NumericProfile profile) {
        int[] tokens = new int[2 * AttentionPart.SPAN + 90];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = 14 + i * 31 % 490;
        }
        int last = tokens.length - 1;
        try (GemmaModel model = GemmaModel.load(Golden.path(name + ".gguf"))) {
            float[] reference = new float[0];
            for (int threads = 1; threads <= 3; threads++) {
                CpuOptions options = CpuOptions.builder().threads(threads).kvCacheTokens(2L * tokens.length + 32)
                        .profile(profile).build();
                try (CpuBackend backend = CpuBackend.create(model.config(), model.weights(), options)) {
                    BlockTable table = Steps.scattered(backend, tokens.length, 0);
                    float[] together = Steps.inChunks(backend, table, tokens, 128);
                    reference = threads == 1 ? together : reference;
                    assertThat(together).as("%s threads", threads).isEqualTo(reference);
                    assertThat(Steps.run(backend, table, tokens, last, 1)).as("alone").isEqualTo(reference);
                    assertThat(Steps.run(backend, table, tokens, last - 1, 2)).as("in two").isEqualTo(reference);
                }
            }
        }
    }

    /** Slices without logits leave their rows alone, and do not need any. */
    @ParameterizedTest
    @ValueSource(strings = "gemma2-tiny-f32")
    void logitsOnlyWhereWanted(String name) {
        int[] tokens = tokens();
        try (GemmaModel model = GemmaModel.load(Golden.path(name + ".gguf"));
                CpuBackend backend = Steps.backend(model, 2, 8)) {
            BlockTable mine = Steps.scattered(backend, tokens.length, 0);
            BlockTable theirs = Steps.scattered(backend, tokens.length, 1);
            float[] alone = Steps.run(backend, mine, tokens, 0, 20);
            List<StepSlice> slices = new ArrayList<>();
            slices.add(new StepSlice(theirs, tokens, 0, 20, 0, false));
            slices.add(slice(mine, tokens, 0, 20));
            float[][] logits = {new float[0], new float[backend.vocabularySize()]};
            backend.run(new StepPlan(slices), logits);
            assertThat(logits[0]).isEmpty();
            assertThat(logits[1]).isEqualTo(alone);
        }
    }

    private static StepSlice slice(BlockTable table, int[] tokens, int from, int count) {
        return new StepSlice(table, tokens, from, count, from, true);
    }

    private static StepPlan plan(StepSlice... slices) {
        return new StepPlan(List.of(slices));
    }
}
