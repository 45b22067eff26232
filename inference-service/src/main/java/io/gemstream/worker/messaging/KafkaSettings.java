package io.gemstream.worker.messaging;

import io.gemstream.service.kafka.TopicReader;
import io.gemstream.service.kafka.TopicReaders;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;

/** How plain clients reach the cluster: the {@code kafka.*} keys that mean the same to every kind of client. */
@ApplicationScoped
public class KafkaSettings {

    private static final List<String> SHARED =
            List.of("bootstrap.servers", "client.dns.lookup", "security.", "sasl.", "ssl.", "reconnect.");

    private final Map<String, Object> kafka;
    private final TopicReaders topicReaders;

    KafkaSettings(@Identifier("default-kafka-broker") Map<String, Object> kafka, TopicReaders topicReaders) {
        this.kafka = kafka;
        this.topicReaders = topicReaders;
    }

    /** The shared keys and {@code own}. */
    Map<String, Object> with(Map<String, Object> own) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.keySet().removeIf(key -> SHARED.stream().noneMatch(key::startsWith));
        settings.putAll(own);
        return settings;
    }

    /** How a reader is known that polls with such settings. */
    TopicReader reading(String what) {
        return topicReaders.of(what);
    }

    /** Where the cluster is, for the log. */
    String bootstrapServers() {
        return String.valueOf(kafka.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
    }
}
