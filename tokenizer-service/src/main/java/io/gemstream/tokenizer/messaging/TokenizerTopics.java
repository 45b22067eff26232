package io.gemstream.tokenizer.messaging;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Lane;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.PromptRecord;
import io.gemstream.service.cluster.ClusterNeeds;
import io.gemstream.service.cluster.GroupNeed;
import io.gemstream.service.cluster.TopicLayout;
import io.gemstream.service.cluster.TopicNeed;
import io.gemstream.service.cluster.TopicSpec;
import io.gemstream.service.cluster.TopicWatch;
import io.gemstream.service.kafka.KafkaClients;
import io.gemstream.service.kafka.KafkaConnection;
import io.gemstream.service.kafka.Partitions;
import io.gemstream.service.kafka.TopicChange;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;

/**
 * Watches the topics and groups that the tokenizer service needs, on a virtual thread, so a missing broker holds up
 * nothing.
 */
@ApplicationScoped
public class TokenizerTopics {

    /** Behind the models, whose topics they are; before the channels open, which is at 1000. */
    private static final int AFTER_MODELS = 600;

    private static final Duration GROWTH = Duration.ofSeconds(5);

    private static final Map<String, Lane> LANES =
            Arrays.stream(Lane.values()).collect(Collectors.toUnmodifiableMap(Lane::topic, lane -> lane));

    /** As in the channels' configuration. */
    private static final List<GroupNeed> GROUPS = List.of(
            GroupNeed.ofConsumers("gemstream.tokenizers"), GroupNeed.ofConsumers("gemstream.tokenizers.batch"));

    private final TokenizerStart start;
    private final TopicLayout layout;
    private final KafkaClients kafka;
    private final DispatcherProducer dispatcherProducer;
    private final PromptPartitions prompts;
    private final LostPrompts lost;
    private volatile Optional<TopicWatch> watch = Optional.empty();
    private volatile Thread thread = Thread.currentThread();

    TokenizerTopics(TokenizerStart start, TopicLayout layout, KafkaClients kafka, DispatcherProducer dispatcherProducer,
            @Identifier(PromptPartitions.NAME) PromptPartitions prompts, LostPrompts lost) {
        this.start = start;
        this.layout = layout;
        this.kafka = kafka;
        this.dispatcherProducer = dispatcherProducer;
        this.prompts = prompts;
        this.lost = lost;
    }

    void begin(@Observes @Priority(AFTER_MODELS) StartupEvent event) {
        KafkaConnection connection = new KafkaConnection(kafka, "tokenizer-topics");
        connection.requireUsable();
        TopicWatch begun = new TopicWatch(new ClusterNeeds(needs(), GROUPS, layout.replicationFactor()), connection,
                layout.watch(), TopicWatch.Setup.NONE, this::changed);
        watch = Optional.of(begun);
        thread = Thread.ofVirtual().name("gemstream-tokenizer-topic-watch").start(begun);
    }

    void end(@Observes ShutdownEvent event) {
        thread.interrupt();
    }

    /** Waits until all is there. */
    void await() throws InterruptedException {
        begun().awaitReady();
    }

    /** The problem that stands against serving; empty where there is none. */
    Optional<GemstreamException> problem() {
        return begun().problem();
    }

    /**
     * The partition of a request's log: the one that its reader names, or that of its key. Blocks until the topics are
     * there, and where the partition is not known.
     *
     * @throws GemstreamException MALFORMED_RECORD where the topic has no such partition
     * @throws KafkaException where the topic is not there
     */
    int logPartition(PromptRecord prompt) {
        if (!prompt.hasLogPartition()) {
            return logPartition(prompt.getRequestId());
        }
        int partition = prompt.getLogPartition();
        try {
            begun().awaitReady();
            if (!begun().hasPartition(Topics.TOKENS, partition, GROWTH)) {
                throw new GemstreamException(ErrorReason.MALFORMED_RECORD, "log_partition: " + partition
                        + " (expected: a partition of " + Topics.TOKENS + ", 0 to " + (partitions() - 1) + ")");
            }
            return partition;
        } catch (InterruptedException stopped) {
            throw stopped(stopped);
        }
    }

    /** The partition of the log of a request whose reader names none. Blocks until the topics are there. */
    int logPartition(String requestId) {
        try {
            begun().awaitReady();
            return Partitions.of(requestId, partitions());
        } catch (InterruptedException stopped) {
            throw stopped(stopped);
        }
    }

    private void changed(TopicChange change) {
        dispatcherProducer.changed(change);
        prompts.changed(change);
        if (change instanceof TopicChange.Remade(String topic) && LANES.containsKey(topic)) {
            lost.lost(LANES.get(topic), this::partitions);
        }
    }

    private static KafkaException stopped(InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return new KafkaException(stopped);
    }

    private int partitions() {
        return begun().partitions(Topics.TOKENS)
                .orElseThrow(() -> new KafkaException(Topics.TOKENS + " does not exist"));
    }

    private TopicWatch begun() {
        return watch.orElseThrow();
    }

    private List<TopicNeed> needs() {
        List<TopicNeed> needs = new ArrayList<>(layout.shared().stream().map(TokenizerTopics::need).toList());
        start.models().forEach(model ->
                needs.addAll(TopicNeed.each(layout.tasks(model.name()), AclOperation.READ, AclOperation.WRITE)));
        return needs;
    }

    private static TopicNeed need(TopicSpec topic) {
        return new TopicNeed(topic, switch (topic.name()) {
            case Topics.PROMPTS, Topics.BATCH_PROMPTS, Topics.CONTROL, Topics.HISTORY, Topics.HISTORY_INDEX ->
                    Set.of(AclOperation.READ);
            case Topics.TOKENS, Topics.DEAD_LETTERS -> Set.of(AclOperation.WRITE);
            default -> Set.of(AclOperation.READ, AclOperation.WRITE);
        });
    }
}
