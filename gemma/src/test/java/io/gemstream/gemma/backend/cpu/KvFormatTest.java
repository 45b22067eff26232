package io.gemstream.gemma.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.kernel.machine.InstructionSet;
import io.gemstream.testing.oracle.Golden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Formats of the KV cache against the reference; the tolerance is the golden data's for engines with 8-bit numbers. */
class KvFormatTest {

    private static final String FAST = "io.gemstream.gemma.backend.cpu.FastProfileTest#supported";
    private static final float LOGITS = 1.5f;

    @ParameterizedTest
    @EnumSource
    void logitsAtEveryPosition(KvFormat format) {
        check(NumericProfile.EXACT, format);
    }

    @ParameterizedTest
    @EnabledIf(value = FAST, disabledReason = "there are no kernels for this machine")
    @EnumSource
    void logitsAtEveryPositionInTheFastProfile(KvFormat format) {
        check(NumericProfile.FAST, format);
    }

    private static void check(NumericProfile profile, KvFormat format) {
        Golden golden = Golden.read("quant-golden.safetensors");
        int[] tokens = golden.ints("input_ids");
        float[][] expected = golden.rows("Q4_0.logits");
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma2-quant-q4_0.gguf"));
                CpuBackend backend = Steps.backend(model, 2, 16, profile, format)) {
            float[][] logits = Steps.everyPosition(backend, Steps.scattered(backend, tokens.length, 0), tokens);
            for (int i = 0; i < tokens.length; i++) {
                assertThat(Steps.largestDifference(logits[i], expected[i])).as("position %s", i).isLessThan(LOGITS);
            }
        }
    }

    /** Halves are rounded floats, bytes are not halves: each format shows in the logits. */
    @Test
    void formatsDiffer() {
        int[] tokens = Golden.read("gemma2-tiny-golden.safetensors").ints("input_ids");
        float[][] logits = new float[KvFormat.values().length][];
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma2-tiny-f32.gguf"))) {
            for (KvFormat format : KvFormat.values()) {
                try (CpuBackend backend = Steps.backend(model, 1, 16, NumericProfile.EXACT, format)) {
                    logits[format.ordinal()] =
                            Steps.run(backend, Steps.scattered(backend, tokens.length, 0), tokens, 0, tokens.length);
                }
            }
        }
        float halves = Steps.largestDifference(logits[KvFormat.F16.ordinal()], logits[KvFormat.F32.ordinal()]);
        float bytes = Steps.largestDifference(logits[KvFormat.INT8.ordinal()], logits[KvFormat.F32.ordinal()]);
        assertThat(halves).isPositive().isLessThan(bytes);
    }

    @Test
    void theProfileNamesAnUnusualFormat() {
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma2-tiny-f32.gguf"));
                CpuBackend usual = Steps.backend(model, 1, 16, NumericProfile.EXACT, KvFormat.F32);
                CpuBackend unusual = Steps.backend(model, 1, 16, NumericProfile.EXACT, KvFormat.INT8)) {
            assertThat(usual.numericProfile()).isEqualTo("exact");
            assertThat(unusual.numericProfile()).isEqualTo("exact+kv-int8");
        }
        assertThat(
                CpuOptions.builder().threads(1).kvCacheTokens(16).profile(NumericProfile.FAST).build()
                        .kvFormat()).isEqualTo(KvFormat.F16);
        assertThat(CpuOptions.builder().threads(1).kvCacheTokens(16).build().kvFormat()).isEqualTo(KvFormat.F32);
    }

    @Test
    void memoryFollowsTheFormat() {
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma2-tiny-f32.gguf"))) {
            // 1008 positions, 4 layers, keys and values of 2 heads of 32 numbers
            long heads = 1008L * 4 * 2 * 2;
            assertThat(estimate(model, KvFormat.F32).kvBytes()).isEqualTo(heads * 128);
            assertThat(estimate(model, KvFormat.F16).kvBytes()).isEqualTo(heads * 64);
            assertThat(estimate(model, KvFormat.INT8).kvBytes()).isEqualTo(heads * 36);
            assertThat(estimate(model, KvFormat.F16).kvOnHeap()).isTrue();
            MemoryEstimate fast = estimateOfFast(model, InstructionSet.AVX2);
            assertThat(fast.kvOnHeap()).isFalse();
            assertThat(fast.heapBytes()).isEqualTo(fast.scratchBytes());
            assertThat(estimateOfFast(model, InstructionSet.NEON_DOT).kvOnHeap())
                    .as("no machine code of attention for arm64").isTrue();
        }
    }

    private static MemoryEstimate estimateOfFast(GemmaModel model, InstructionSet set) {
        return MemoryEstimate.of(model.config(), model.weights(),
                CpuOptions.builder().threads(1).kvCacheTokens(1000).profile(NumericProfile.FAST).instructionSet(set)
                        .build());
    }

    private static MemoryEstimate estimate(GemmaModel model, KvFormat format) {
        return MemoryEstimate.of(model.config(), model.weights(),
                CpuOptions.builder().threads(1).kvCacheTokens(1000).kvFormat(format).build());
    }
}
