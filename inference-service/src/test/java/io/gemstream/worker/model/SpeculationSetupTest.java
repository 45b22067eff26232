package io.gemstream.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.service.config.ConfigReader;
import io.gemstream.worker.config.SpeculationConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpeculationSetupTest {

    @Test
    void isOffUnlessAskedFor() {
        assertThat(config(Map.of()).mode()).isEqualTo(SpeculationConfig.Mode.OFF);
        assertThat(config(Map.of("gemstream.speculation", "ngram")).mode()).isEqualTo(SpeculationConfig.Mode.NGRAM);
    }

    @Test
    void aDraftModelMustBeThere() {
        SpeculationConfig config = config(
                Map.of("gemstream.speculation", "draft", "gemstream.speculation.draft-model", "missing.gguf"));

        GemstreamException failure =
                catchThrowableOfType(GemstreamException.class, () -> SpeculationSetup.requireFile(config));

        assertThat(failure.reason()).isEqualTo(ErrorReason.MODEL_FILE_MISSING);
        assertThat(failure).hasMessage("gemstream.speculation.draft-model: missing.gguf (no such file)");
    }

    private static SpeculationConfig config(Map<String, String> properties) {
        return ConfigReader.read(SpeculationConfig.class, properties);
    }
}
