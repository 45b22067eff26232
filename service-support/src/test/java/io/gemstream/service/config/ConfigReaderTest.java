package io.gemstream.service.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mappings that several services share. */
class ConfigReaderTest {

    @ParameterizedTest
    @CsvSource({"quantum, 0, 0 (expected: >= 1)", "batch-aging, -1s, PT-1S (expected: >= 0s)"})
    void namesTheKeyThatIsOutOfRange(String name, String value, String message) {
        refused(LaneConfig.class, Map.of("gemstream.lanes." + name, value), "gemstream.lanes." + name + ": " + message);
    }

    @Test
    void aModelsNameIsPartOfTopicsNames() {
        assertThat(ConfigReader.read(ModelFiles.class, Map.of("gemstream.models.\"gemma-2.Q8_0\"", "m.gguf")).byName())
                .containsExactly(Map.entry("gemma-2.Q8_0", Path.of("m.gguf")));
        refused(ModelFiles.class, Map.of("gemstream.models.\"a/b\"", "m.gguf"),
                "gemstream.models.a/b: a/b (expected: a name of letters, digits, '.', '_' or '-', at most 100)");
    }

    @Test
    void aServiceThatCannotBeWithoutModelsSaysSo() {
        ModelFiles none = ConfigReader.read(ModelFiles.class, Map.of());
        assertThatThrownBy(() -> ModelFiles.requireSome(none)).isInstanceOf(GemstreamException.class)
                .hasMessageStartingWith("gemstream.models: no entry");
    }

    private static void refused(Class<?> mapping, Map<String, String> values, String message) {
        assertThatThrownBy(() -> ConfigReader.read(mapping, values))
                .isInstanceOfSatisfying(GemstreamException.class, refusal ->
                        assertThat(refusal.reason()).isEqualTo(ErrorReason.INVALID_CONFIGURATION))
                .hasMessage(message);
    }
}
