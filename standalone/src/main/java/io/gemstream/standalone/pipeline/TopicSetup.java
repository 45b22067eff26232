package io.gemstream.standalone.pipeline;

import io.gemstream.proto.GemstreamException;
import io.gemstream.service.cluster.ClusterInspection;
import io.gemstream.service.cluster.ClusterNeeds;
import io.gemstream.service.cluster.TopicLayout;
import io.gemstream.service.cluster.TopicNeed;
import io.gemstream.service.cluster.TopicSpec;
import io.gemstream.service.config.ConfigReader;
import io.gemstream.service.kafka.KafkaConnection;
import io.gemstream.service.kafka.KafkaFailures;
import io.gemstream.standalone.client.KafkaClientSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;

/**
 * Makes the topics before the services need them, so that none of them has to wait for another. The share group is the
 * worker's, which sees to it while it loads the model: a new broker takes seconds for the first group.
 */
public final class TopicSetup {

    private static final int TIMEOUT_MS = 10_000;
    /** Time that a broker takes to show a topic that it has made. */
    private static final Duration MADE = Duration.ofMillis(20);

    private TopicSetup() {}

    /**
     * Creates what one model needs and is missing, laid out as {@code gemstream.topics.*} says, and looks whether what is
     * there can be worked with. Which rights the services need, they see themselves.
     *
     * @param ofBroker topics of the broker itself, made first where they are missing; what keeps them from being made is
     *     Kafka's to tell, which makes them by itself when they are needed
     * @throws GemstreamException BROKER_UNAVAILABLE, BROKER_REFUSED, TOPIC_UNUSABLE, INVALID_CONFIGURATION
     */
    public static void ensure(String bootstrapServers, String model, List<NewTopic> ofBroker)
            throws InterruptedException {
        TopicLayout layout = ConfigReader.read(TopicLayout.class);
        List<TopicSpec> topics = new ArrayList<>(layout.shared());
        topics.addAll(layout.tasks(model));
        ClusterNeeds needs = new ClusterNeeds(TopicNeed.each(topics), List.of(), layout.replicationFactor());
        KafkaConnection kafka = new KafkaConnection(KafkaClientSettings.clients(bootstrapServers).withFallback(Map.of(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS / 2)), "gemstream-setup");
        kafka.requireUsable();
        try (Admin admin = kafka.open()) {
            if (!ofBroker.isEmpty()) {
                admin.createTopics(ofBroker);
            }
            ClusterInspection seen = ClusterInspection.of(admin, needs);
            while (seen.made() && seen.failure().isEmpty()) {
                Thread.sleep(MADE);
                seen = ClusterInspection.of(admin, needs);
            }
            if (seen.failure().isPresent()) {
                throw seen.failure().get();
            }
        } catch (KafkaException unavailable) {
            throw KafkaFailures.of(bootstrapServers, unavailable);
        }
    }
}
