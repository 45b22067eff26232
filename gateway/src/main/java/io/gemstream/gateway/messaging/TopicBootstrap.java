package io.gemstream.gateway.messaging;

import io.gemstream.gateway.config.KafkaSettings;
import io.gemstream.gateway.stream.StreamRegistry;
import io.gemstream.proto.TopicLayout;
import io.gemstream.proto.TopicProvisioner;
import io.gemstream.proto.Topics;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/** Creates the topics that are missing, and finds out how the token topic is really laid out. */
@Singleton
public final class TopicBootstrap {

    private final KafkaSettings kafka;
    private final TopicLayout layout;
    private final StreamRegistry streams;

    TopicBootstrap(KafkaSettings kafka, TopicLayout layout, StreamRegistry streams) {
        this.kafka = kafka;
        this.layout = layout;
        this.streams = streams;
    }

    /** Blocks until Kafka has the topics, however long that takes. */
    public void awaitTopics() throws InterruptedException {
        TopicProvisioner.untilDone("topics", () -> {
            try (Admin admin = Admin.create(kafka.admin("gateway-admin"))) {
                TopicProvisioner.ensure(admin, layout.shared(), layout.replicationFactor());
                streams.partitions(tokenPartitions(admin));
            }
        });
    }

    /** An existing topic is left as it is, so it need not have the partitions of the layout. */
    private static int tokenPartitions(Admin admin) {
        try {
            return admin.describeTopics(List.of(Topics.TOKENS)).topicNameValues().get(Topics.TOKENS).get()
                    .partitions().size();
        } catch (InterruptedException interrupted) {
            throw new InterruptException(interrupted);
        } catch (ExecutionException failed) {
            throw new KafkaException(failed.getCause());
        }
    }
}
