package io.gemstream.proto;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;

/** How topics are created where they do not exist yet. Existing topics are left as they are. */
@ConfigMapping(prefix = "gemstream.topics")
public interface TopicLayout {

    /** Partitions of each lane's prompts: the most tokenizer processes that share its work. */
    @WithDefault("8")
    int promptPartitions();

    /** Partitions of gemstream.tokens: the most gateways that share its reading. */
    @WithDefault("16")
    int tokenPartitions();

    /**
     * Copies of each record; -1 is the broker's own default. Three or more also set min.insync.replicas, to one less.
     */
    @WithDefault("-1")
    short replicationFactor();

    /** How long prompts, tasks and token streams are kept. */
    @WithDefault("24h")
    Duration retention();

    /** How long a worker may hold a task without a sign of life before another gets it. At least 15 s. */
    @WithDefault("30s")
    Duration taskLock();

    /** Topics that do not depend on a model. */
    default List<TopicSpec> shared() {
        return List.of(
                Topics.prompts(Lane.INTERACTIVE, promptPartitions(), retention()),
                Topics.prompts(Lane.BATCH, promptPartitions(), retention()),
                Topics.tokens(tokenPartitions(), retention()),
                Topics.control(),
                Topics.models(),
                Topics.operations(retention()),
                Topics.deadLetters());
    }
}
