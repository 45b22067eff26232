package io.gemstream.gateway;

import io.gemstream.gateway.config.KafkaSettings;
import io.gemstream.gateway.generation.GenerationHistory;
import io.gemstream.gateway.generation.OperationRecorders;
import io.gemstream.gateway.messaging.CompactedTables;
import io.gemstream.gateway.messaging.TailRebalanceListener;
import io.gemstream.gateway.stream.StreamRegistry;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Topics;
import io.gemstream.service.cluster.ClusterNeeds;
import io.gemstream.service.cluster.GroupNeed;
import io.gemstream.service.cluster.TopicLayout;
import io.gemstream.service.cluster.TopicNeed;
import io.gemstream.service.cluster.TopicSpec;
import io.gemstream.service.cluster.TopicWatch;
import io.gemstream.service.kafka.KafkaConnection;
import io.gemstream.service.kafka.TopicChange;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;

/** Watches the topics and the group that the gateway needs, and tells the gateway's parts when a topic changes. */
@Singleton
public final class GatewayTopics {

    /** As in the channel's configuration. */
    private static final String GROUP = "gemstream.gateways";

    /** They open at 1000, and would report each setting that cannot be in their own way. */
    private static final int BEFORE_CHANNELS = 500;

    private final KafkaConnection kafka;
    private final TopicLayout layout;
    private final StreamRegistry streams;
    private final TailRebalanceListener tail;
    private final CompactedTables compactedTables;
    private final OperationRecorders operationRecorders;
    private final GenerationHistory history;
    private final TopicWatch watch;
    private volatile Thread thread = Thread.currentThread();

    GatewayTopics(KafkaSettings settings, TopicLayout layout, StreamRegistry streams,
            @Identifier(TailRebalanceListener.CHANNEL) TailRebalanceListener tail, CompactedTables compactedTables,
            OperationRecorders operationRecorders, GenerationHistory history) {
        this.kafka = settings.connection();
        this.layout = layout;
        this.streams = streams;
        this.tail = tail;
        this.compactedTables = compactedTables;
        this.operationRecorders = operationRecorders;
        this.history = history;
        this.watch = new TopicWatch(new ClusterNeeds(layout.shared().stream().map(GatewayTopics::need).toList(),
                List.of(GroupNeed.ofConsumers(GROUP)), layout.replicationFactor()),
                kafka, layout.watch(), TopicWatch.Setup.NONE, this::changed);
    }

    void check(@Observes @Priority(BEFORE_CHANNELS) StartupEvent event) {
        kafka.requireUsable();
    }

    /** Begins to watch. */
    public void start() {
        thread = Thread.ofVirtual().name("gateway-topic-watch").start(watch);
    }

    /** Blocks until Kafka has the topics, however long that takes. */
    public void await() throws InterruptedException {
        watch.awaitReady();
        watch.partitions(Topics.TOKENS).ifPresent(streams::partitions);
    }

    public void stop() {
        thread.interrupt();
    }

    /** The problem for which requests cannot be taken now; empty where there is none. */
    public Optional<GemstreamException> problem() {
        return watch.problem();
    }

    private void changed(TopicChange change) {
        compactedTables.changed(change);
        history.changed(change);
        if (change.topic().equals(Topics.TOKENS)) {
            switch (change) {
                case TopicChange.Resized(_, int partitions) -> streams.partitions(partitions);
                case TopicChange.Remade _ -> logsLost();
                case TopicChange.Gone _ -> { }
            }
        }
    }

    private void logsLost() {
        GemstreamException lost = new GemstreamException(
                ErrorReason.CURSOR_EXPIRED, "the log of the generation was lost: " + Topics.TOKENS + " was made anew");
        operationRecorders.lost(lost);
        streams.failAll(lost);
        watch.partitions(Topics.TOKENS).ifPresent(streams::partitions);
        tail.beginAnew();
    }

    private static TopicNeed need(TopicSpec topic) {
        return new TopicNeed(topic, switch (topic.name()) {
            case Topics.TOKENS, Topics.MODELS -> Set.of(AclOperation.READ);
            case Topics.OPERATIONS, Topics.HISTORY, Topics.HISTORY_INDEX -> Set.of(AclOperation.READ, AclOperation.WRITE);
            case Topics.PROMPTS, Topics.BATCH_PROMPTS, Topics.CONTROL -> Set.of(AclOperation.WRITE);
            default -> Set.of();
        });
    }
}
