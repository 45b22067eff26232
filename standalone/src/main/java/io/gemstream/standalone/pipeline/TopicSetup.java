package io.gemstream.standalone.pipeline;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.TopicLayout;
import io.gemstream.proto.TopicProvisioner;
import io.gemstream.proto.TopicSpec;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;

/**
 * Makes the topics before the services start, so that none of them has to wait for another. The share group is the
 * worker's, which sees to it while it loads the model: a new broker takes seconds for the first group.
 */
public final class TopicSetup {

    private static final int TIMEOUT_MS = 10_000;

    /** Converters of the configuration library itself have priority 1; its own for durations reads no {@code 24h}. */
    private static final int ABOVE_BUILT_IN = 100;

    private TopicSetup() {}

    /**
     * Creates what one model needs and is missing, laid out as {@code gemstream.topics.*} says.
     *
     * @throws GemstreamException BROKER_UNAVAILABLE, INVALID_CONFIGURATION
     */
    public static void ensure(String bootstrapServers, String model) {
        TopicLayout layout = new SmallRyeConfigBuilder()
                .addDefaultSources()
                .withConverter(Duration.class, ABOVE_BUILT_IN, new DurationConverter())
                .withMapping(TopicLayout.class)
                .build()
                .getConfigMapping(TopicLayout.class);
        layout.requireValid();
        List<TopicSpec> topics = new ArrayList<>(layout.shared());
        topics.addAll(layout.tasks(model));
        Map<String, Object> config = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS / 2);
        try (Admin admin = Admin.create(config)) {
            TopicProvisioner.ensure(admin, topics, layout.replicationFactor());
        } catch (KafkaException unavailable) {
            throw new GemstreamException(ErrorReason.BROKER_UNAVAILABLE,
                    "Kafka at " + bootstrapServers + ": " + unavailable.getMessage(), unavailable);
        }
    }
}
