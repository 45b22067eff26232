package io.gemstream.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.ConfigValidationException.Problem;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.BindException;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

class StartFailureTest {

    @Test
    void keepsTheReasonOfOurOwn() {
        GemstreamException own = new GemstreamException(ErrorReason.MODEL_FILE_MISSING, "m.gguf (no such file)");
        assertThat(StartFailure.of("the service", new RuntimeException("Failed to start quarkus", own))).isSameAs(own);
    }

    @Test
    void namesWhatIsWrongWithASetting() {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withDefaultValues(Map.of("gemstream.device.memory-fraction", "x")).build();
        GemstreamException failure = null;
        try {
            config.getValue("gemstream.device.memory-fraction", Double.class);
        } catch (IllegalArgumentException | NoSuchElementException wrong) {
            failure = StartFailure.of("the service", new RuntimeException("Failed to start quarkus", wrong));
        }
        assertThat(failure).isNotNull();
        assertThat(failure.reason()).isEqualTo(ErrorReason.INVALID_CONFIGURATION);
        assertThat(failure).hasMessageStartingWith("gemstream.device.memory-fraction: x (");
    }

    @Test
    void namesAllThatIsWrongWithSettings() {
        Throwable wrong = new ConfigValidationException(new Problem[] {
            new Problem("java.util.NoSuchElementException: SRCFG00014: The config property a is required but it could"
                    + " not be found in any config source"), new Problem("b 0 (expected: >= 1)")
        });
        GemstreamException failure = StartFailure.of("the service", new ExceptionInInitializerError(wrong));
        assertThat(failure.reason()).isEqualTo(ErrorReason.INVALID_CONFIGURATION);
        assertThat(failure).hasMessage("a: not set (expected: a value); b: 0 (expected: >= 1)");
    }

    @Test
    void aClientThatCannotBeMadeIsAFailureOfItsSettings() {
        GemstreamException failure = StartFailure.of("the service", new RuntimeException("Failed to start quarkus",
                new KafkaException("Failed to construct kafka producer",
                        new ConfigException("acks", "most", "String must be one of: all, -1, 0, 1"))));
        assertThat(failure.reason()).isEqualTo(ErrorReason.INVALID_CONFIGURATION);
        assertThat(failure).hasMessageStartingWith("kafka.*: Invalid value most for configuration acks");
    }

    @Test
    void tellsTheRestFromThese() {
        assertThat(StartFailure.of("the service", new RuntimeException(new BindException("port 1 is taken"))).reason())
                .isEqualTo(ErrorReason.PORT_IN_USE);
        assertThat(StartFailure.of("the service", new RuntimeException("broken")).reason())
                .isEqualTo(ErrorReason.INTERNAL);
    }
}
