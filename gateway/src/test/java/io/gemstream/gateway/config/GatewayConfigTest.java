package io.gemstream.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.service.kafka.KafkaClients;
import io.gemstream.service.kafka.TopicReaders;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayConfigTest {

    @Test
    void theDefaultsAreInRange() {
        GatewayConfig defaults = TestConfig.gateway(Map.of());
        assertThat(defaults.maxOpenStreams()).isEqualTo(10_000);
        assertThat(defaults.deliveryTimeout()).isEqualTo(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "max-open-streams  | 0     | 0 (expected: >= 1)",
        "max-operations    | 0     | 0 (expected: >= 1)",
        "max-backlog       | -1s   | PT-1S (expected: >= 0s)",
        "delivery-timeout  | 100ms | PT0.1S (expected: >= 500ms)",
        "delivery-timeout  | 11m   | PT11M (expected: <= 10m)",
        "count-timeout     | 0s    | PT0S (expected: >= 1ms)",
        "reply-topic-grace | -1s   | PT-1S (expected: >= 0s)",
        "reply-patience    | -1s   | PT-1S (expected: >= 0s)",
        "retry-delay       | -1s   | PT-1S (expected: >= 0s)",
        "drain-timeout     | -1s   | PT-1S (expected: >= 0s)",
    })
    void namesTheKeyThatIsOutOfRange(String name, String value, String message) {
        assertThatThrownBy(() -> TestConfig.gateway(Map.of("gemstream.gateway." + name, value)))
                .isInstanceOfSatisfying(GemstreamException.class, refusal ->
                        assertThat(refusal.reason()).isEqualTo(ErrorReason.INVALID_CONFIGURATION))
                .hasMessage("gemstream.gateway." + name + ": " + message);
    }

    @Test
    void theProducerGivesUpWithinTheDeliveryTimeout() {
        Map<String, Object> producer = new KafkaSettings(
                new KafkaClients(Map.of(), new TopicReaders()), TestConfig.gateway(Map.of())).producer();
        long block = Long.parseLong((String) producer.get("max.block.ms"));
        long delivery = Long.parseLong((String) producer.get("delivery.timeout.ms"));
        assertThat(block + delivery).isEqualTo(5_000);
        assertThat(Long.parseLong((String) producer.get("request.timeout.ms"))).isLessThanOrEqualTo(delivery);
    }
}
