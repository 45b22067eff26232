package io.gemstream.service.cluster;

import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Lane;
import io.gemstream.service.config.AtLeastOrMinusOne;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;

/**
 * The layout of topics that are created where they do not exist yet. Existing topics are left as they are; what they must
 * have all the same is checked, see {@code io.gemstream.service.cluster.TopicCheck}.
 */
@ConfigMapping(prefix = "gemstream.topics")
public interface TopicLayout {

    /** Partitions of each lane's prompts: the most tokenizer processes that share its work. */
    @Min(1)
    @WithDefault("8")
    int promptPartitions();

    /** Partitions of gemstream.tokens: the most gateways that share its reading. */
    @Min(1)
    @WithDefault("16")
    int tokenPartitions();

    /**
     * Copies of each record; -1 is the broker's own default. Three or more also set min.insync.replicas, to one less.
     */
    @AtLeastOrMinusOne(least = 1)
    @WithDefault("-1")
    short replicationFactor();

    /** How long prompts, tasks and token streams are kept. */
    @DurationMin(seconds = 1)
    @WithDefault("24h")
    Duration retention();

    /**
     * Most bytes of gemstream.tokens that are kept in each copy, all partitions together; -1 keeps all for the time of
     * gemstream.topics.retention. What is deleted for it cannot be watched from its beginning any more (CURSOR_EXPIRED).
     */
    @AtLeastOrMinusOne(least = 64 << 20)
    @WithDefault("-1")
    long retentionBytes();

    /** How long a worker may hold a task without a sign of life before another gets it. At least 15 s. */
    @DurationMin(seconds = 15)
    @WithDefault("30s")
    Duration taskLock();

    /**
     * Topics per model for tasks whose prompts begin alike, so that a worker finds their beginning in its cache; 0 to
     * 64, and at least as many as a model has workers. 0 sends every task to any worker.
     */
    @Min(0)
    @Max(64)
    @WithDefault("8")
    int affinity();

    /** How often the services look whether topics, rights and groups are still what they need. At least 100 ms. */
    @DurationMin(millis = 100)
    @WithDefault("5s")
    Duration watch();

    /**
     * The topics of a model's tasks.
     *
     * @throws GemstreamException INVALID_OPTION where the name may not stand in a topic's name
     */
    default List<TopicSpec> tasks(String model) {
        List<TopicSpec> topics = new ArrayList<>();
        topics.add(TopicSpecs.taskTopic(model, retention()));
        for (int number = 0; number < affinity(); number++) {
            topics.add(TopicSpecs.affinityTopic(number, model, retention()));
        }
        if (affinity() > 0) {
            topics.add(TopicSpecs.unwrittenTopic(model, retention()));
        }
        return topics;
    }

    /** Topics that do not depend on a model. */
    default List<TopicSpec> shared() {
        return List.of(
                TopicSpecs.prompts(Lane.INTERACTIVE, promptPartitions(), retention()),
                TopicSpecs.prompts(Lane.BATCH, promptPartitions(), retention()),
                TopicSpecs.tokens(tokenPartitions(), retention(), retentionBytes()),
                TopicSpecs.control(),
                TopicSpecs.models(),
                TopicSpecs.operations(retention()),
                TopicSpecs.history(retention()),
                TopicSpecs.historyIndex(retention()),
                TopicSpecs.deadLetters());
    }
}
