package io.gemstream.tokenizer.messaging;

import io.gemstream.service.kafka.TopicReaders;
import io.gemstream.service.kafka.WatchedConsumer;
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
    private final TopicReaders topicReaders;

    KafkaReaders(@Identifier("default-kafka-broker") Map<String, Object> kafka, TopicReaders topicReaders) {
        this.kafka = kafka;
        this.topicReaders = topicReaders;
    }

    Consumer<String, byte[]> open(String clientId) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.keySet().retainAll(ConsumerConfig.configNames());
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        return new WatchedConsumer(settings, topicReaders.of(clientId));
    }
}
