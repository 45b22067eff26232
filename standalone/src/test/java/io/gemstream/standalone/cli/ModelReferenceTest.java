package io.gemstream.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelReferenceTest {

    @Test
    void pullsALocationUnderItsFilesName() {
        assertThat(ModelReference.toPull("https://h/a/b-Q8_0.gguf?download=true", Optional.empty()))
                .isEqualTo(new ModelReference("b-Q8_0", Optional.of("https://h/a/b-Q8_0.gguf?download=true")));
        assertThat(ModelReference.toPull("./b.gguf", Optional.empty()))
                .isEqualTo(new ModelReference("b", Optional.of("./b.gguf")));
    }

    @Test
    void pullsANameFromItsSourcesOrFromWhereTheUserSays() {
        assertThat(ModelReference.toPull("gemma-3-270m", Optional.empty()))
                .isEqualTo(new ModelReference("gemma-3-270m", Optional.empty()));
        assertThat(ModelReference.toPull("mine", Optional.of("/x.gguf")))
                .isEqualTo(new ModelReference("mine", Optional.of("/x.gguf")));
    }

    @Test
    void leavesAModelOfTheHubToTheStore() {
        assertThat(ModelReference.toPull("google/gemma-2-2b-it", Optional.empty()))
                .isEqualTo(new ModelReference("google/gemma-2-2b-it", Optional.empty()));
        assertThat(ModelReference.toPull("a/b:b-Q8_0.gguf", Optional.empty()).from()).isEmpty();
        assertThat(served("google/gemma-2-2b-it")).isEqualTo("gemma-2-2b-it");
        assertThat(served("a/b-GGUF:Q4_K_M@refs/pr/1")).isEqualTo("b-GGUF-Q4_K_M");
        assertThat(served("a/b:sub/b-Q8_0.gguf")).isEqualTo("b-b-Q8_0");
    }

    private static String served(String model) {
        return ModelReference.toServe(model, Optional.empty()).served();
    }

    @Test
    void servesAPathWhereItLies() {
        ModelReference reference = ModelReference.toServe("/models/Gemma 2 (2B).gguf", Optional.empty());

        assertThat(reference).isEqualTo(new ModelReference("/models/Gemma 2 (2B).gguf", Optional.empty()));
        assertThat(reference.served()).isEqualTo("Gemma-2--2B-");
        assertThat(ModelReference.toServe("/models/folder/", Optional.empty()).served()).isEqualTo("folder");
        assertThat(ModelReference.toServe("/", Optional.empty()).served()).isEqualTo("model");
        assertThat(ModelReference.toServe("gemma-3-270m", Optional.empty()).served()).isEqualTo("gemma-3-270m");
    }
}
