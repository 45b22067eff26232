package io.gemstream.tokenizerservice.messaging;

import io.gemstream.service.Readings;
import io.gemstream.service.WatchedConsumer;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** Opens consumers that are assigned their partitions and commit nothing. */
@ApplicationScoped
public class KafkaReaders {

    private final Map<String, Object> kafka;
    private final Readings readings;

    KafkaReaders(@Identifier("default-kafka-broker") Map<String, Object> kafka, Readings readings) {
        this.kafka = kafka;
        this.readings = readings;
    }

    Consumer<String, byte[]> open(String clientId) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.keySet().retainAll(ConsumerConfig.configNames());
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        return new WatchedConsumer(settings, readings.of(clientId));
    }
}
