package io.gemstream.proto;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.config.TopicConfig;

/** Names of the topics and how each is laid out. */
public final class Topics {

    /** What clients ask, key = request id. Consumer group of the tokenizer services. */
    public static final String PROMPTS = "gemstream.prompts";

    /** The same for requests that may wait: the batch lane. */
    public static final String BATCH_PROMPTS = "gemstream.prompts.batch";

    /** The generations' logs, key = request id. Retention is how long a stream can be read again. */
    public static final String TOKENS = "gemstream.tokens";

    /** Commands to workers, key = request id. Every worker reads all of it. */
    public static final String CONTROL = "gemstream.control";

    /** Who serves which model; compacted. Every gateway reads all of it. */
    public static final String MODELS = "gemstream.models";

    /** One row per request: what was asked, and where its log lies; compacted. Every gateway reads all of it. */
    public static final String OPERATIONS = "gemstream.operations";

    /** Records that failed, with cause and coordinates. */
    public static final String DEAD_LETTERS = "gemstream.dead-letters";

    /** Largest request a gateway takes, in bytes of its message. */
    public static final int MAX_REQUEST_BYTES = 4 << 20;

    /** Largest record any topic takes, in bytes; room for a request and what travels with it. */
    public static final int MAX_RECORD_BYTES = 2 * MAX_REQUEST_BYTES;

    private static final String TASKS_PREFIX = "gemstream.tasks.";
    private static final String AFFINITY_PREFIX = "gemstream.affinity.";
    private static final Pattern MODEL_NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{0,99}");

    private Topics() {}

    /** Work for one model's workers, key = request id. Read by their share group. */
    public static String tasks(String model) {
        return TASKS_PREFIX + requireModelName(model);
    }

    /**
     * Work of one model whose prompts begin alike, key = request id. Read by the worker whose {@link Homes home} it is.
     * The number comes first, since a model's name may end in one.
     *
     * @param number from 0
     */
    public static String affinity(int number, String model) {
        return AFFINITY_PREFIX + number + "." + requireModelName(model);
    }

    /**
     * A topic that nobody writes to; one consumer of each worker subscribes to it. Where all members of a share group
     * subscribe to the same topics, the assignor deals the partitions out among them, and a task would wait for the one
     * member that got its topic. Where they do not, it goes topic by topic, and all subscribers get a topic's only
     * partition (SimpleHomogeneousAssignmentBuilder and SimpleHeterogeneousAssignmentBuilder, Kafka 4.2).
     */
    public static String unwritten(String model) {
        return AFFINITY_PREFIX + "unwritten." + requireModelName(model);
    }

    /** Whether a topic holds tasks, of any model. */
    public static boolean holdsTasks(String topic) {
        return topic.startsWith(TASKS_PREFIX) || topic.startsWith(AFFINITY_PREFIX);
    }

    /**
     * Whether a topic must have one partition and no more: those of tasks ({@link #taskTopic} says why), and those in
     * which the order of records under different keys, or an offset alone, means something.
     */
    public static boolean hasOnePartition(String topic) {
        return topic.equals(OPERATIONS) || topic.equals(DEAD_LETTERS)
                || holdsTasks(topic) && !topic.startsWith(AFFINITY_PREFIX + "unwritten.");
    }

    /** How many of a model's affinity topics are among the given, counted from 0 without a gap. */
    public static int affinityTopics(Collection<String> topics, String model) {
        int count = 0;
        while (topics.contains(affinity(count, model))) {
            count++;
        }
        return count;
    }

    /** All topics of a model's tasks among the given, the shared one first. */
    public static List<String> allTasks(Collection<String> topics, String model) {
        return allTasks(model, affinityTopics(topics, model));
    }

    /** All topics of a model's tasks, the shared one first. */
    public static List<String> allTasks(String model, int affinityTopics) {
        List<String> all = new ArrayList<>();
        all.add(tasks(model));
        for (int number = 0; number < affinityTopics; number++) {
            all.add(affinity(number, model));
        }
        return all;
    }

    /** The share group of one model's workers. */
    public static String workerGroup(String model) {
        return "gemstream.workers." + requireModelName(model);
    }

    /** A model's name as it may stand in topic names; anything else is refused. */
    public static String requireModelName(String model) {
        if (!MODEL_NAME.matcher(model).matches()) {
            throw new GemstreamException(ErrorReason.INVALID_OPTION,
                    "model: \"" + model + "\" (expected: letters, digits, '.', '_' or '-', at most 100)",
                    Map.of(ErrorStatus.FIELD, "model"));
        }
        return model;
    }

    /**
     * The time of a prompt is the broker's. A producer may say any, and Kafka deletes by it: one of long ago could be gone
     * before it is read.
     */
    public static TopicSpec prompts(Lane lane, int partitions, Duration retention) {
        TopicSpec topic = deleted(lane.topic(), partitions, retention);
        Map<String, String> configs = new HashMap<>(topic.configs());
        configs.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
        return new TopicSpec(topic.name(), partitions, configs);
    }

    public static TopicSpec tokens(int partitions, Duration retention) {
        return deleted(TOKENS, partitions, retention);
    }

    /**
     * One partition, whatever the number of workers: a share group hands out records one by one, and its assignor
     * binds members to partitions, so with more partitions a record could wait for a busy worker while others idle.
     */
    public static TopicSpec taskTopic(String model, Duration retention) {
        return deleted(tasks(model), 1, retention);
    }

    /** One partition, as the {@link #taskTopic} has. */
    public static TopicSpec affinityTopic(int number, String model, Duration retention) {
        return deleted(affinity(number, model), 1, retention);
    }

    /** One partition of {@link #unwritten}. */
    public static TopicSpec unwrittenTopic(String model, Duration retention) {
        return deleted(unwritten(model), 1, retention);
    }

    public static TopicSpec control() {
        return deleted(CONTROL, 1, Duration.ofHours(1));
    }

    public static TopicSpec deadLetters() {
        return deleted(DEAD_LETTERS, 1, Duration.ofDays(7));
    }

    /** Compacted often and in small segments: heartbeats are many and only the last of each counts. */
    public static TopicSpec models() {
        return new TopicSpec(MODELS, 1, Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT,
                TopicConfig.SEGMENT_MS_CONFIG, Long.toString(Duration.ofMinutes(10).toMillis()),
                TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.1",
                TopicConfig.DELETE_RETENTION_MS_CONFIG, Long.toString(Duration.ofMinutes(10).toMillis())));
    }

    /** One partition, so that of two claims of a key everyone sees the same one first. Rows go when their streams go. */
    public static TopicSpec operations(Duration retention) {
        return new TopicSpec(OPERATIONS, 1, Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_COMPACT + "," + TopicConfig.CLEANUP_POLICY_DELETE,
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(MAX_RECORD_BYTES),
                TopicConfig.RETENTION_MS_CONFIG, Long.toString(retention.toMillis()),
                TopicConfig.SEGMENT_MS_CONFIG, Long.toString(Duration.ofMinutes(10).toMillis()),
                TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.3"));
    }

    /** The partition of a key, as the producer's default partitioner draws it. */
    public static int partition(String key, int partitions) {
        return BuiltInPartitioner.partitionForKey(key.getBytes(StandardCharsets.UTF_8), partitions);
    }

    private static TopicSpec deleted(String name, int partitions, Duration retention) {
        return new TopicSpec(name, partitions, Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE,
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(MAX_RECORD_BYTES),
                TopicConfig.RETENTION_MS_CONFIG, Long.toString(retention.toMillis())));
    }
}
