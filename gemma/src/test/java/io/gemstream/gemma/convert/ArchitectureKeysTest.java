package io.gemstream.gemma.convert;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gemstream.gemma.format.GgufFile;
import io.gemstream.gemma.format.GgufOutline;
import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.gemma.model.PublishedConfigs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written of a configuration is what comes back. */
class ArchitectureKeysTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"gemma-2b", "gemma-7b", "gemma-2-2b", "gemma-2-9b", "gemma-2-27b", "gemma-3-270m",
        "gemma-3-1b", "gemma-3-4b", "gemma-3-12b", "gemma-3-27b"})
    void publishedSizes(String name) throws IOException {
        assertComesBack(PublishedConfigs.json(name));
    }

    @Test
    void layersOfNoPeriodAndAScaleOfItsOwn() throws IOException {
        ObjectNode json = PublishedConfigs.json("gemma-2-2b");
        json.put("num_hidden_layers", 4).put("query_pre_attn_scalar", 24).put("_name_or_path", "a/b");
        json.putArray("layer_types")
                .add("full_attention").add("sliding_attention").add("full_attention").add("full_attention");
        assertComesBack(json);
        json.putNull("attn_logit_softcapping").putNull("final_logit_softcapping");
        assertComesBack(json);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 7})
    void patternsOfGemma3(int pattern) throws IOException {
        assertComesBack(PublishedConfigs.json("gemma-3-1b").put("num_hidden_layers", 7)
                .put("sliding_window_pattern", pattern));
    }

    /** Not the scale that published models of the size have. */
    @Test
    void positionsThatAreNotStretched() throws IOException {
        ObjectNode json = PublishedConfigs.json("gemma-3-4b");
        ((ObjectNode) json.get("text_config")).remove("rope_scaling");
        assertComesBack(json);
    }

    private void assertComesBack(ObjectNode json) throws IOException {
        GemmaConfig config = PublishedConfigs.reading(json, folder).config();
        GgufOutline outline = new GgufOutline();
        ArchitectureKeys.put(outline, config, StoredType.Q8_0);
        String[] pieces = new String[config.vocabularySize()];
        Arrays.fill(pieces, "x");
        outline.texts("tokenizer.ggml.tokens", pieces);
        Path file = folder.resolve("header.gguf");
        Files.write(file, outline.header());
        try (GgufFile gguf = GgufFile.open(file)) {
            assertThat(GemmaConfig.read(gguf)).isEqualTo(config);
            assertThat(gguf.version()).isEqualTo(3);
        }
    }
}
