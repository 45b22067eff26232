package io.gemstream.gateway.stream;

import io.gemstream.gateway.config.GatewayConfig;
import io.gemstream.gateway.config.KafkaSettings;
import io.gemstream.proto.TopicLayout;
import io.gemstream.proto.Topics;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Puts the registry and its reader together. */
final class Streams {

    private Streams() {}

    @Produces
    @Singleton
    static LogReader reader(KafkaSettings kafka) {
        return new LogReader(() -> new KafkaConsumer<>(kafka.reader("gateway-log-reader"),
                new StringDeserializer(), new ByteArrayDeserializer()), Topics.TOKENS);
    }

    @Produces
    @Singleton
    static StreamRegistry registry(LogReader reader, GatewayConfig config, TopicLayout layout) {
        return new StreamRegistry(reader, config.maxOpenStreams(), layout.tokenPartitions());
    }
}
