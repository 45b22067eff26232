package io.gemstream.service.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.service.share.HeldRecord;
import io.gemstream.service.share.RecordTaker;
import io.gemstream.service.share.ShareMember;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;
import org.apache.kafka.common.security.plain.PlainLoginModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Asks the clients themselves what they were told, by a plug-in that each of them opens. None needs a broker. */
class KafkaClientsTest {

    private static final Map<String, Object> SECURED = Map.of(
            "security.protocol", "SASL_PLAINTEXT",
            "sasl.mechanism", "PLAIN",
            "sasl.jaas.config", PlainLoginModule.class.getName() + " required username=a password=b;",
            "sasl.oauthbearer.token.endpoint.url", "https://example.invalid/token",
            "ssl.truststore.location", "/not/read/without/tls.jks",
            "request.timeout.ms", "12345",
            "reconnect.backoff.max.ms", "1234",
            "tls-configuration-name", "of-a-plug-in");

    @ParameterizedTest
    @EnumSource(ClientKind.class)
    void securityTimesAndPlugInsReachEveryKindOfClient(ClientKind kind) {
        assertThat(told(kind, SECURED)).containsAllEntriesOf(SECURED).containsEntry("client.id", "test");
    }

    @Test
    void theRackReachesThoseThatRead() {
        Map<String, Object> rack = Map.of("client.rack", "a");
        assertThat(told(ClientKind.CONSUMER, rack)).containsAllEntriesOf(rack);
        assertThat(told(ClientKind.SHARE_MEMBER, rack)).containsAllEntriesOf(rack);
        assertThat(told(ClientKind.PRODUCER, rack)).doesNotContainKey("client.rack");
    }

    @Test
    void aConsumerCommitsNothingAndHasNoGroupWhateverIsConfigured() {
        Map<String, Object> told = told(ClientKind.CONSUMER, Map.of(
                "enable.auto.commit", "true", "auto.offset.reset", "latest", "isolation.level", "read_uncommitted",
                "allow.auto.create.topics", "true", "group.id", "all", "group.instance.id", "one",
                "client.id", "everyone", "group.protocol", "consumer", "fetch.min.bytes", "7"));
        assertThat(told).containsAllEntriesOf(Map.of(
                        "enable.auto.commit", false, "auto.offset.reset", "earliest",
                        "isolation.level", "read_committed", "allow.auto.create.topics", false, "client.id", "test",
                        "fetch.min.bytes", "7"))
                .doesNotContainKeys("group.id", "group.instance.id", "group.protocol");
    }

    @Test
    void aProducerWritesOnceAndInOrderWhateverIsConfigured() {
        Map<String, Object> told = told(ClientKind.PRODUCER, Map.of(
                "acks", "1", "enable.idempotence", "false", "transactional.id", "t", "client.id", "everyone",
                "compression.type", "zstd"));
        assertThat(told).containsAllEntriesOf(Map.of(
                        "acks", "all", "enable.idempotence", true, "client.id", "test", "compression.type", "zstd"))
                .doesNotContainKey("transactional.id");
    }

    @Test
    void aMemberOfAShareGroupIsNotToldWhatTheGroupDecides() {
        Map<String, Object> told = told(ClientKind.SHARE_MEMBER, Map.of(
                "enable.auto.commit", "true", "auto.offset.reset", "latest", "isolation.level", "read_uncommitted",
                "group.instance.id", "one", "session.timeout.ms", "9000", "heartbeat.interval.ms", "3000",
                "group.protocol", "consumer", "group.id", "all"));
        assertThat(told).containsEntry("group.id", "group")
                .doesNotContainKeys("auto.offset.reset", "isolation.level", "group.instance.id", "session.timeout.ms");
    }

    @Test
    void aCallersNeedsHoldAndItsFallbacksGiveWay() {
        Told told = new Told(new ConcurrentHashMap<>());
        KafkaClients clients = clients(Map.of("fetch.max.wait.ms", "900", "retry.backoff.ms", "70"), told)
                .withFallback(Map.of("retry.backoff.ms", 1, "fetch.min.bytes", 2));
        clients.consumer("test", Map.of("fetch.max.wait.ms", 5)).close(CloseOptions.timeout(Duration.ZERO));
        assertThat(told.settings()).containsAllEntriesOf(
                Map.of("fetch.max.wait.ms", 5, "retry.backoff.ms", "70", "fetch.min.bytes", 2));
    }

    @Test
    void aClusterOfNoAddressIsTheOneOfThisMachine() {
        assertThat(new KafkaClients(Map.of(), new TopicReaders()).bootstrapServers()).isEqualTo("localhost:9092");
    }

    private static Map<String, Object> told(ClientKind kind, Map<String, Object> configured) {
        Told told = new Told(new ConcurrentHashMap<>());
        KafkaClients clients = clients(configured, told);
        switch (kind) {
            case PRODUCER -> clients.producer("test", Map.of()).close(Duration.ZERO);
            case CONSUMER -> clients.consumer("test").close(CloseOptions.timeout(Duration.ZERO));
            case SHARE_MEMBER -> ShareMember.join(
                    clients.ofShareMember("test", "group"), "group", List.of("t"), Optional.empty(), new Nobody(),
                    clients.reader("tasks")).close();
            case ADMIN -> clients.admin("test").close(Duration.ZERO);
        }
        return told.settings();
    }

    private static final class Nobody implements RecordTaker {

        @Override
        public int wanted() {
            return 0;
        }

        @Override
        public void take(HeldRecord record) {}

        @Override
        public void lost(HeldRecord record) {}
    }

    private static KafkaClients clients(Map<String, Object> configured, Told told) {
        Map<String, Object> settings = new HashMap<>(configured);
        settings.put("bootstrap.servers", "127.0.0.1:1");
        settings.put("metric.reporters", Witness.class.getName());
        settings.put(Witness.TOLD, told);
        return new KafkaClients(settings, new TopicReaders());
    }

    /** What a client was told. */
    record Told(Map<String, Object> settings) {}

    /** Hands what its client was told to who asked for it. */
    public static final class Witness implements MetricsReporter {

        static final String TOLD = "test.told";

        @Override
        public void configure(Map<String, ?> configs) {
            if (configs.get(TOLD) instanceof Told told) {
                told.settings().putAll(configs);
            }
        }

        @Override
        public void init(List<KafkaMetric> metrics) {}

        @Override
        public void metricChange(KafkaMetric metric) {}

        @Override
        public void metricRemoval(KafkaMetric metric) {}

        @Override
        public void close() {}
    }
}
