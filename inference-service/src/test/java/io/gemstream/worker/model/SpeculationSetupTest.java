package io.gemstream.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.worker.config.SpeculationConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpeculationSetupTest {

    @Test
    void isOffUnlessAskedFor() {
        assertThat(config(Map.of()).mode()).isEqualTo(SpeculationConfig.Mode.OFF);
        assertThat(config(Map.of("gemstream.speculation", "ngram")).mode()).isEqualTo(SpeculationConfig.Mode.NGRAM);
        assertThatCode(() -> SpeculationSetup.requireValid(config(Map.of()))).doesNotThrowAnyException();
    }

    @Test
    void aDraftNeedsAModel() {
        GemstreamException failure = failure(Map.of("gemstream.speculation", "draft"));

        assertThat(failure.reason()).isEqualTo(ErrorReason.INVALID_CONFIGURATION);
        assertThat(failure).hasMessage("gemstream.speculation.draft-model: not set (expected: path of a model)");
    }

    @Test
    void aDraftModelMustBeThere() {
        GemstreamException failure = failure(
                Map.of("gemstream.speculation", "draft", "gemstream.speculation.draft-model", "missing.gguf"));

        assertThat(failure.reason()).isEqualTo(ErrorReason.MODEL_FILE_MISSING);
        assertThat(failure).hasMessage("gemstream.speculation.draft-model: missing.gguf (no such file)");
    }

    @Test
    void refusesSizesBelowOne() {
        assertThat(failure(Map.of("gemstream.speculation.tokens", "0")))
                .hasMessage("gemstream.speculation.tokens: 0 (expected: >= 1)");
        assertThat(failure(Map.of("gemstream.speculation.max-rows", "-1")))
                .hasMessage("gemstream.speculation.max-rows: -1 (expected: >= 1)");
    }

    private static GemstreamException failure(Map<String, String> properties) {
        return catchThrowableOfType(GemstreamException.class, () -> SpeculationSetup.requireValid(config(properties)));
    }

    private static SpeculationConfig config(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .withMapping(SpeculationConfig.class)
                .withSources(new PropertiesConfigSource(new HashMap<>(properties), "test", 400))
                .build()
                .getConfigMapping(SpeculationConfig.class);
    }
}
