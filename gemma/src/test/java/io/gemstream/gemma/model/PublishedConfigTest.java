package io.gemstream.gemma.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every published size, against the size tables of google/gemma_pytorch gemma/config.py and google/gemma.cpp. */
class PublishedConfigTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        // name, layers, hidden, ffn, heads, kv heads, head width, vocabulary, context, query scalar
        "gemma-2b,     gemma,  18, 2048, 16384,  8,  1, 256, 256000,   8192, 256",
        "gemma-7b,     gemma,  28, 3072, 24576, 16, 16, 256, 256000,   8192, 256",
        "gemma-2-2b,   gemma2, 26, 2304,  9216,  8,  4, 256, 256000,   8192, 256",
        "gemma-2-9b,   gemma2, 42, 3584, 14336, 16,  8, 256, 256000,   8192, 256",
        "gemma-2-27b,  gemma2, 46, 4608, 36864, 32, 16, 128, 256000,   8192, 144",
        "gemma-3-270m, gemma3, 18,  640,  2048,  4,  1, 256, 262144,  32768, 256",
        "gemma-3-1b,   gemma3, 26, 1152,  6912,  4,  1, 256, 262144,  32768, 256",
        "gemma-3-4b,   gemma3, 34, 2560, 10240,  8,  4, 256, 262144, 131072, 256",
        "gemma-3-12b,  gemma3, 48, 3840, 15360, 16,  8, 256, 262144, 131072, 256",
        "gemma-3-27b,  gemma3, 62, 5376, 21504, 32, 16, 128, 262144, 131072, 168"
    })
    void sizes(String name, String architecture, int layers, int hidden, int feedForward, int heads, int kvHeads,
            int headDim, int vocabulary, int context, int queryScalar) {
        GemmaConfig config = PublishedConfigs.reading(PublishedConfigs.json(name), folder).config();
        List<LayerConfig> expected = IntStream.range(0, layers)
                .mapToObj(layer -> layer(architecture, layer, layers, 1 / Math.sqrt(queryScalar)))
                .toList();
        assertThat(config).isEqualTo(new GemmaConfig(architecture, "", context, hidden, feedForward, heads, kvHeads,
                headDim, vocabulary, 1e-6f, (float) Math.sqrt(hidden), architecture.equals("gemma2") ? 30 : 0,
                expected));
    }

    private static LayerConfig layer(String architecture, int layer, int layers, double scale) {
        float queryScale = (float) scale;
        return switch (architecture) {
            case "gemma" -> new LayerConfig(0, 1e4f, 1, queryScale, 0, false, false);
            case "gemma2" -> new LayerConfig(layer % 2 == 0 ? 4096 : 0, 1e4f, 1, queryScale, 50, true, false);
            default -> layer % 6 == 5
                    ? new LayerConfig(0, 1e6f, layers > 26 ? 8 : 1, queryScale, 0, true, true)
                    : new LayerConfig(layers > 26 ? 1024 : 512, 1e4f, 1, queryScale, 0, true, true);
        };
    }
}
