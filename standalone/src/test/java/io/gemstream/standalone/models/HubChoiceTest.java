package io.gemstream.standalone.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HubChoiceTest {

    private static final String[] QUANTISED = {"README.md", "m-BF16.gguf", "m-F16.gguf", "m-Q4_K.gguf", "m-Q4_K_M.gguf",
        "m-IQ4_XS.gguf", "mmproj-m-F16.gguf", "m-F32-00001-of-00002.gguf", "m-F32-00002-of-00002.gguf", "sub/m.Q8_0.gguf"};

    @ParameterizedTest
    @CsvSource({"F16, m-F16.gguf", "bf16, m-BF16.gguf", "q4_k, m-Q4_K.gguf", "Q4_K_M, m-Q4_K_M.gguf", "XS, m-IQ4_XS.gguf",
        "q8_0, sub/m.Q8_0.gguf", "mmproj-m-F16.gguf, mmproj-m-F16.gguf", "m-q4_k.gguf, m-Q4_K.gguf", "sub/m.Q8_0.gguf, sub/m.Q8_0.gguf"})
    void picksByNameOrPart(String part, String file) {
        HubChoice choice = HubChoice.of(model(":" + part), listing(QUANTISED));

        assertThat(choice.files()).extracting(HubFile::path).containsExactly(file);
        assertThat(choice.isFolder()).isFalse();
    }

    /** In folders, as for large models. */
    @ParameterizedTest
    @ValueSource(strings = {":bf16", ":m-BF16-00002-of-00002.gguf", ":BF16/m-BF16-00001-of-00002.gguf"})
    void takesAllPartsOfASplitGguf(String named) {
        HubChoice choice = HubChoice.of(model(named), listing("BF16/m-BF16-00002-of-00002.gguf",
                "BF16/m-BF16-00001-of-00002.gguf", "Q8_0/m-Q8_0-00001-of-00002.gguf", "mmproj-BF16.gguf"));

        assertThat(choice.files()).extracting(HubFile::path)
                .containsExactly("BF16/m-BF16-00001-of-00002.gguf", "BF16/m-BF16-00002-of-00002.gguf");
        assertThat(choice.isFolder()).isFalse();
    }

    @Test
    void refusesASplitGgufThatLacksParts() {
        assertFails("", "2 of 3 parts are there, m-00001-of-00003.gguf the first",
                "m-00001-of-00003.gguf", "m-00003-of-00003.gguf");
    }

    @Test
    void takesTheOnlyGguf() {
        assertThat(HubChoice.of(model(""), listing("README.md", "m.GGUF", "mmproj-m.gguf")).files())
                .extracting(HubFile::path).containsExactly("m.GGUF");
    }

    @Test
    void listsWhatCouldBeMeant() {
        assertFails("", "expected after ':': one of m-BF16.gguf, m-F16.gguf, m-F32-00001-of-00002.gguf, m-IQ4_XS.gguf, "
                + "m-Q4_K.gguf, m-Q4_K_M.gguf, sub/m.Q8_0.gguf", QUANTISED);
        assertFails(":Q4", "expected after ':': one of m-IQ4_XS.gguf, m-Q4_K.gguf, m-Q4_K_M.gguf)", QUANTISED);
        assertFails(":Q3_K", "expected: a part of m-BF16.gguf, ", QUANTISED);
        assertFails(":Q4", "no GGUF file; leave out the file for its safetensors",
                "config.json", "model.safetensors");
        assertFails("", "no GGUF file and no safetensors model", "config.json", "pytorch_model.bin");
    }

    @Test
    void prefersSafetensorsToTheirGguf() {
        HubChoice choice = HubChoice.of(model(""), listing("README.md", "config.json", "generation_config.json", "m.gguf",
                "model.safetensors", "tokenizer.json", "tokenizer.model", "tokenizer_config.json", "training_args.bin"));

        assertThat(choice.files()).extracting(HubFile::path).containsExactlyInAnyOrder("config.json",
                "generation_config.json", "model.safetensors", "tokenizer.json", "tokenizer.model", "tokenizer_config.json");
        assertThat(choice.isFolder()).isTrue();
        assertThat(choice.index()).isEmpty();
    }

    @Test
    void takesTheShardsThatTheIndexNames() {
        HubListing listing = listing("config.json", "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors",
                "model-00001-of-00003.safetensors", "model.safetensors.index.json");
        HubChoice choice = HubChoice.of(model(""), listing);

        assertThat(choice.index()).isEqualTo(listing.file("model.safetensors.index.json"));
        assertThat(choice.with(Set.of("model-00001-of-00002.safetensors"), listing)).extracting(HubFile::path)
                .containsExactly("config.json", "model.safetensors.index.json", "model-00001-of-00002.safetensors");
        assertThatThrownBy(() -> choice.with(Set.of("../x"), listing))
                .asInstanceOf(type(GemstreamException.class))
                .returns(ErrorReason.FETCH_FAILED, GemstreamException::reason);
    }

    private static HubReference model(String rest) {
        return HubReference.parse("owner/m" + rest).orElseThrow();
    }

    private static HubListing listing(String... paths) {
        return new HubListing(Optional.of("c"), Stream.of(paths)
                .map(path -> new HubFile(path, OptionalLong.of(1), Optional.of(Digest.sha256("d"))))
                .toList());
    }

    private static void assertFails(String rest, String message, String... paths) {
        assertThatThrownBy(() -> HubChoice.of(model(rest), listing(paths)))
                .hasMessageStartingWith("model: \"owner/m" + rest + "\" (")
                .hasMessageContaining(message)
                .asInstanceOf(type(GemstreamException.class))
                .returns(ErrorReason.INVALID_OPTION, GemstreamException::reason);
    }
}
