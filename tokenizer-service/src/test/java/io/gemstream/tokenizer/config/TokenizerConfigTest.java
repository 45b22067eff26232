package io.gemstream.tokenizer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.service.config.ConfigReader;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenizerConfigTest {

    @Test
    void theDefaultsAreInRange() {
        assertThat(ConfigReader.read(TokenizerConfig.class, Map.of()).heartbeat()).isEqualTo(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "heartbeat       | 0s    | PT0S (expected: >= 100ms)",
        "max-held-tokens | 0     | 0 (expected: >= 1)",
        "system-policy   | drop  | drop (expected: one of fold, reject)",
        "max-held-tokens | lots  | lots (Expected a long value, got \"lots\")",
    })
    void namesTheKeyThatIsWrong(String name, String value, String message) {
        assertThatThrownBy(() -> ConfigReader.read(TokenizerConfig.class, Map.of("gemstream.tokenizer." + name, value)))
                .isInstanceOfSatisfying(GemstreamException.class, refusal ->
                        assertThat(refusal.reason()).isEqualTo(ErrorReason.INVALID_CONFIGURATION))
                .hasMessage("gemstream.tokenizer." + name + ": " + message);
    }
}
