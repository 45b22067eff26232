package io.gemstream.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class KafkaLogFilterTest {

    private static final String KAFKA = "io.smallrye.reactive.messaging.kafka";

    @Test
    void onlyFailedWritesOfTheGatewaysChannelsAreKeptOut() {
        String failed = "SRMSG18206: Unable to write to Kafka from channel %s (topic: %s)";
        assertThat(logged(KAFKA, failed, "gateway-prompts", "gemstream.prompts")).isFalse();
        assertThat(logged(KAFKA, failed, "worker-records", "gemstream.tokens")).isTrue();
        assertThat(logged(KAFKA, "SRMSG18217: another", "gateway-prompts")).isTrue();
        assertThat(logged("another", failed, "gateway-prompts")).isTrue();
        assertThat(logged(KAFKA, failed)).isTrue();
        assertThat(logged(KAFKA, failed.formatted("gateway-prompts", "gemstream.prompts"))).isFalse();
        assertThat(logged(KAFKA, failed.formatted("worker-records", "gemstream.tokens"))).isTrue();
    }

    private static boolean logged(String logger, String message, Object... parameters) {
        LogRecord record = new LogRecord(Level.SEVERE, message);
        record.setLoggerName(logger);
        record.setParameters(parameters);
        return new KafkaLogFilter().isLoggable(record);
    }
}
