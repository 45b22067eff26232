package io.gemstream.gateway.stream;

import io.gemstream.gateway.config.GatewayConfig;
import io.gemstream.gateway.config.KafkaSettings;
import io.gemstream.proto.TopicLayout;
import io.gemstream.proto.Topics;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Puts the registry and its reader together. */
final class Streams {

    Streams() {}

    @Produces
    @Singleton
    static LogReader reader(KafkaSettings kafka) {
        return new LogReader(() -> kafka.open("gateway-log-reader"), Topics.TOKENS);
    }

    @Produces
    @Singleton
    static StreamRegistry registry(LogReader reader, GatewayConfig config, TopicLayout layout) {
        return new StreamRegistry(reader, config.maxOpenStreams(), layout.tokenPartitions());
    }
}
