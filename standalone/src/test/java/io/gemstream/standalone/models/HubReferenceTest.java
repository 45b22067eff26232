package io.gemstream.standalone.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubReferenceTest {

    @Test
    void readsEachPart() {
        assertThat(HubReference.parse("google/gemma-2-2b-it"))
                .contains(new HubReference("google/gemma-2-2b-it", Optional.empty(), "main"));
        assertThat(HubReference.parse("a/b-GGUF:Q4_K_M@v1.0"))
                .contains(new HubReference("a/b-GGUF", Optional.of("Q4_K_M"), "v1.0"));
        assertThat(HubReference.parse("a/b:BF16/b.gguf@refs/pr/1"))
                .contains(new HubReference("a/b", Optional.of("BF16/b.gguf"), "refs/pr/1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gemma-3-270m", "./a", "../up", "/a/b", "~/b", "a/b/c", "a/b.gguf", "a/b.safetensors", "a/..",
        "a/b@../x", "a/b:../x", "a/b:", "a/b@", "https://h/a/b", "C:/b", "a/"})
    void leavesOtherFormsToPathsAndNames(String name) {
        assertThat(HubReference.parse(name)).isEmpty();
    }

    @Test
    void keepsRevisionsApart() {
        assertThat(HubReference.parse("a/b:Q8_0").orElseThrow().folder()).isEqualTo("a/b");
        assertThat(HubReference.parse("a/b@refs/pr/1").orElseThrow().folder()).isEqualTo("a/b@refs--pr--1");
    }

    @Test
    void writesItselfAsItWasRead() {
        assertThat(HubReference.parse("a/b:Q8_0@v1").orElseThrow()).hasToString("a/b:Q8_0@v1");
        assertThat(HubReference.parse("a/b").orElseThrow()).hasToString("a/b");
    }
}
