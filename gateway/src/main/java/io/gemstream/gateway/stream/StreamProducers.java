package io.gemstream.gateway.stream;

import io.gemstream.gateway.config.GatewayConfig;
import io.gemstream.gateway.config.KafkaSettings;
import io.gemstream.proto.Topics;
import io.gemstream.service.cluster.TopicLayout;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Makes the stream registry and the log reader that it uses, as beans. */
final class StreamProducers {

    /** A stream of another partition waits for this at most before it is read. */
    private static final Duration LONGEST_FETCH = Duration.ofMillis(50);

    StreamProducers() {}

    @Produces
    @Singleton
    static LogReader reader(KafkaSettings kafka) {
        return new LogReader(() -> kafka.open("gateway-log-reader", LONGEST_FETCH), Topics.TOKENS);
    }

    @Produces
    @Singleton
    static StreamRegistry registry(LogReader reader, GatewayConfig config, TopicLayout layout) {
        return new StreamRegistry(reader, config.maxOpenStreams(), layout.tokenPartitions());
    }
}
