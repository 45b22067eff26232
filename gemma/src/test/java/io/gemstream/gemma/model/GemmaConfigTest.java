package io.gemstream.gemma.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.gemma.format.GgmlType;
import io.gemstream.gemma.format.GgufBytes;
import io.gemstream.gemma.format.GgufFile;
import io.gemstream.gemma.format.ModelFileException;
import io.gemstream.testing.oracle.Golden;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GemmaConfigTest {

    @TempDir
    private Path folder;

    @Test
    void gemma2Tiny() {
        try (GgufFile file = GgufFile.open(Golden.path("gemma2-tiny-f32.gguf"))) {
            GemmaConfig config = GemmaConfig.read(file);
            LayerConfig local = new LayerConfig(16, 1e4f, 1, (float) (1 / Math.sqrt(24)), 50, true, false);
            LayerConfig global = new LayerConfig(0, 1e4f, 1, (float) (1 / Math.sqrt(24)), 50, true, false);
            assertThat(config.layers()).containsExactly(local, global, local, global);
            assertThat(config.embeddingScale()).isEqualTo(8);
            assertThat(config.finalSoftcap()).isEqualTo(30);
            assertThat(config.vocabularySize()).isEqualTo(512);
            assertThat(config.queryWidth()).isEqualTo(128);
            assertThat(config.kvWidth()).isEqualTo(64);
        }
    }

    @Test
    void gemma2DefaultsWhereKeysAreAbsent() {
        GemmaConfig config = read(sizes("gemma2", 26, 2304, 8, 256));
        assertThat(config.finalSoftcap()).isEqualTo(30);
        assertThat(config.layers().getFirst()).isEqualTo(new LayerConfig(4096, 1e4f, 1, 0.0625f, 50, true, false));
        assertThat(config.layers().get(1).window()).isZero();
    }

    /** 27B divides queries by sqrt(hidden / heads) = 12, not by sqrt(headDim). */
    @Test
    void theLargestModelsHaveTheirOwnQueryScale() {
        assertThat(read(sizes("gemma2", 46, 4608, 32, 128)).layers().getFirst().queryScale()).isEqualTo(1 / 12f);
        assertThat(read(sizes("gemma3", 62, 5376, 32, 128).uint("gemma3.attention.sliding_window", 1024))
                .layers().getFirst().queryScale()).isEqualTo((float) (1 / Math.sqrt(168)));
        assertThat(read(sizes("gemma2", 42, 3584, 16, 256)).layers().getFirst().queryScale()).isEqualTo(0.0625f);
    }

    @Test
    void gemma3DefaultsWhereKeysAreAbsent() {
        GemmaConfig config = read(sizes("gemma3", 18, 640, 4, 256).uint("gemma3.attention.sliding_window", 512));
        LayerConfig local = new LayerConfig(512, 1e4f, 1, 0.0625f, 0, true, true);
        LayerConfig global = new LayerConfig(0, 1e6f, 1, 0.0625f, 0, true, true);
        for (int i = 0; i < 18; i++) {
            assertThat(config.layers().get(i)).isEqualTo(i % 6 == 5 ? global : local);
        }
        assertThat(config.finalSoftcap()).isZero();
        assertThat(config.embeddingScale()).isEqualTo((float) Math.sqrt(640));
    }

    @Test
    void gemma3StretchesGlobalLayersOnly() {
        GemmaConfig config = read(sizes("gemma3", 6, 640, 4, 256)
                .uint("gemma3.attention.sliding_window", 1024)
                .text("gemma3.rope.scaling.type", "linear")
                .real("gemma3.rope.scaling.factor", 8)
                .bools("gemma3.attention.sliding_window_pattern", true, true, false, true, true, false));
        assertThat(config.layers()).extracting(LayerConfig::ropeScale).containsExactly(1f, 1f, 8f, 1f, 1f, 8f);
        assertThat(config.layers()).extracting(LayerConfig::window).containsExactly(1024, 1024, 0, 1024, 1024, 0);
    }

    @Test
    void gemma1IsPlain() {
        GemmaConfig config = read(sizes("gemma", 2, 2048, 8, 256));
        assertThat(config.layers()).containsOnly(new LayerConfig(0, 1e4f, 1, 0.0625f, 0, false, false));
        assertThat(config.finalSoftcap()).isZero();
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertRefused(new GgufBytes().text("general.architecture", "llama"), "general.architecture: llama");
        assertRefused(new GgufBytes(), "missing metadata key general.architecture");
        assertRefused(sizes("gemma3", 6, 640, 4, 256), "missing metadata key gemma3.attention.sliding_window");
        assertRefused(sizes("gemma2", 0, 640, 4, 256), "gemma2.block_count: 0");
        assertRefused(sizes("gemma2", 2, 640, 4, 255), "gemma2.attention.key_length: 255");
        assertRefused(
                sizes("gemma2", 2, 640, 4, 256).uint("gemma2.attention.head_count_kv", 3),
                "gemma2.attention.head_count_kv: 3 (expected: a divisor of 4)");
        assertRefused(
                sizes("gemma2", 2, 640, 4, 256).uint("gemma2.attention.value_length", 128),
                "gemma2.attention.value_length: 128 (expected: 256)");
        assertRefused(
                sizes("gemma2", 2, 640, 4, 256).real("gemma2.attn_logit_softcapping", Float.NaN),
                "gemma2.attn_logit_softcapping: NaN");
        assertRefused(
                sizes("gemma2", 2, 640, 4, 256).text("gemma2.rope.scaling.type", "yarn"),
                "gemma2.rope.scaling.type: yarn");
        assertRefused(
                sizes("gemma2", 2, 640, 4, 256).bools("gemma2.attention.sliding_window_pattern", true),
                "gemma2.attention.sliding_window_pattern: 1 entries (expected: 2)");
    }

    @Test
    void refusesTensorsThatContradictTheSizes() {
        Path path = sizes("gemma", 1, 64, 4, 16).tensor("output_norm.weight", GgmlType.F32, 64)
                .write(folder.resolve("few-tensors.gguf"));
        try (GgufFile file = GgufFile.open(path)) {
            GemmaConfig config = GemmaConfig.read(file);
            assertThatThrownBy(() -> GemmaWeights.read(file, config))
                    .isInstanceOf(ModelFileException.class)
                    .hasMessageContaining("missing tensor blk.0.attn_norm.weight");
        }
        try (GgufFile file = GgufFile.open(Golden.path("gemma2-tiny-f32.gguf"));
                GgufFile other = GgufFile.open(Golden.path("gemma1-tiny-f32.gguf"))) {
            GemmaConfig config = GemmaConfig.read(file);
            assertThatThrownBy(() -> GemmaWeights.read(other, config))
                    .isInstanceOf(ModelFileException.class)
                    .hasMessageContaining("blk.0.attn_k.weight: shape [64, 32] (expected: [64, 64])");
        }
    }

    private static GgufBytes sizes(String architecture, int layers, int hidden, int heads, int headDim) {
        return new GgufBytes()
                .text("general.architecture", architecture)
                .uint(architecture + ".context_length", 8192)
                .uint(architecture + ".embedding_length", hidden)
                .uint(architecture + ".block_count", layers)
                .uint(architecture + ".feed_forward_length", 2 * hidden)
                .uint(architecture + ".attention.head_count", heads)
                .uint(architecture + ".attention.key_length", headDim)
                .real(architecture + ".attention.layer_norm_rms_epsilon", 1e-6f)
                .texts("tokenizer.ggml.tokens", "a", "b");
    }

    private GemmaConfig read(GgufBytes bytes) {
        try (GgufFile file = GgufFile.open(bytes.write(folder.resolve("config.gguf")))) {
            return GemmaConfig.read(file);
        }
    }

    private void assertRefused(GgufBytes bytes, String what) {
        assertThatThrownBy(() -> read(bytes)).isInstanceOf(ModelFileException.class).hasMessageContaining(what);
    }
}
