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

class GatewayConfigRulesTest {

    @Test
    void theDefaultsAreInRange() {
        GatewayConfig defaults = TestConfig.gateway(Map.of());
        GatewayConfigRules.check(defaults);
        assertThat(defaults.maxOpenStreams()).isEqualTo(10_000);
        assertThat(defaults.deliveryTimeout()).isEqualTo(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @CsvSource({"max-open-streams,0", "max-operations,0", "max-backlog,-1s", "delivery-timeout,100ms", "delivery-timeout,11m", "count-timeout,0s",
            "reply-topic-grace,-1s",
            "reply-patience,-1s", "retry-delay,-1s", "drain-timeout,-1s"})
    void namesTheKeyThatIsOutOfRange(String name, String value) {
        GatewayConfig wrong = TestConfig.gateway(Map.of("gemstream.gateway." + name, value));
        assertThatThrownBy(() -> GatewayConfigRules.check(wrong))
                .isInstanceOfSatisfying(GemstreamException.class, refusal ->
                        assertThat(refusal.reason()).isEqualTo(ErrorReason.INVALID_CONFIGURATION))
                .hasMessageStartingWith("gemstream.gateway." + name + ": ")
                .hasMessageContaining("(expected: ");
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
