package io.gemstream.service.kafka;

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

    @Test
    void whatAClientRepeatsIsToldOnce() {
        KafkaLogFilter filter = new KafkaLogFilter();
        String clients = "org.apache.kafka.clients.consumer.internals.FetchCollector";
        int logged = 0;
        for (int i = 0; i < 1_000; i++) {
            if (filter.isLoggable(record(Level.WARNING, clients, "Received unknown topic error for t-" + i))) {
                logged++;
            }
        }
        assertThat(logged).isEqualTo(1);
        assertThat(filter.isLoggable(record(Level.WARNING, clients, "another"))).isTrue();
        for (int i = 0; i < 3; i++) {
            assertThat(filter.isLoggable(record(Level.INFO, clients, "no warning"))).isTrue();
            assertThat(filter.isLoggable(record(Level.WARNING, "io.gemstream.Own", "ours"))).isTrue();
        }
    }

    @Test
    void whatClientsSayOfSettingsThatAreTriedOutIsLeftToTheFailure() {
        KafkaLogFilter filter = new KafkaLogFilter();
        LogRecord unresolved = record(Level.WARNING, "org.apache.kafka.clients.ClientUtils", "Couldn't resolve server k:1");
        KafkaLogFilter.whileTrying(() -> {
            assertThat(filter.isLoggable(unresolved)).isFalse();
            assertThat(filter.isLoggable(record(Level.WARNING, "io.gemstream.Own", "ours"))).isTrue();
        });
        assertThat(filter.isLoggable(unresolved)).isTrue();
    }

    @Test
    void aRefusedPasswordIsALineOfOneClient() {
        KafkaLogFilter filter = new KafkaLogFilter();
        String client = "org.apache.kafka.clients.NetworkClient";
        String refused = " Connection to node -1 failed authentication due to: Invalid username or password";
        assertThat(filter.isLoggable(record(Level.SEVERE, client, "[Producer clientId=a]" + refused))).isTrue();
        assertThat(filter.isLoggable(record(Level.SEVERE, client, "[Consumer clientId=b, groupId=g]" + refused))).isFalse();
        assertThat(filter.isLoggable(record(Level.INFO, "org.apache.kafka.common.network.Selector",
                "[Producer clientId=a] Failed authentication with localhost/127.0.0.1 (channelId=-1)"))).isFalse();
        assertThat(filter.isLoggable(record(Level.WARNING, client, "[Producer clientId=a] another"))).isTrue();
        assertThat(filter.isLoggable(record(Level.WARNING, client, "[Producer clientId=b] another"))).isTrue();
    }

    private static LogRecord record(Level level, String logger, String message) {
        LogRecord record = new LogRecord(level, message);
        record.setLoggerName(logger);
        return record;
    }

    private static boolean logged(String logger, String message, Object... parameters) {
        LogRecord record = new LogRecord(Level.SEVERE, message);
        record.setLoggerName(logger);
        record.setParameters(parameters);
        return new KafkaLogFilter().isLoggable(record);
    }
}
