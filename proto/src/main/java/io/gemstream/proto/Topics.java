package io.gemstream.proto;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Names the topics, and says which of them must have exactly one partition. {@code TopicSpecs} lays them out. */
public final class Topics {

    /** Prompts of the interactive lane, key = request id. Read by the consumer group of the tokenizer services. */
    public static final String PROMPTS = "gemstream.prompts";

    /** Prompts of the batch lane, which may wait; keyed and read as {@link #PROMPTS}. */
    public static final String BATCH_PROMPTS = "gemstream.prompts.batch";

    /** The generations' logs, key = request id. Retention is how long a stream can be read again. */
    public static final String TOKENS = "gemstream.tokens";

    /** Commands to workers, key = request id. Every worker reads all of it. */
    public static final String CONTROL = "gemstream.control";

    /** Announcements of the processes that serve models; compacted. Every gateway reads all of it. */
    public static final String MODELS = "gemstream.models";

    /** A row per request that is open: what was asked, and where its log lies; compacted. Every gateway reads all of it. */
    public static final String OPERATIONS = "gemstream.operations";

    /** The rows of requests that have ended, key = request id, in the order of the broker's clock. */
    public static final String HISTORY = "gemstream.history";

    /** What stretches of {@link #HISTORY} have, by the same number of partitions. */
    public static final String HISTORY_INDEX = "gemstream.history-index";

    /** Records that failed, with cause and coordinates. */
    public static final String DEAD_LETTERS = "gemstream.dead-letters";

    /** Largest request a gateway takes, in bytes of its message. */
    public static final int MAX_REQUEST_BYTES = 4 << 20;

    /** Largest record any topic takes, in bytes; room for a request and what travels with it. */
    public static final int MAX_RECORD_BYTES = 2 * MAX_REQUEST_BYTES;

    /** Form of a model's name, as a regular expression: it becomes part of topics' names. */
    public static final String MODEL_NAME = "[a-zA-Z0-9][a-zA-Z0-9._-]{0,99}";

    private static final String TASKS_PREFIX = "gemstream.tasks.";
    private static final String AFFINITY_PREFIX = "gemstream.affinity.";
    private static final Pattern MODEL = Pattern.compile(MODEL_NAME);

    private Topics() {}

    /** Work for one model's workers, key = request id. Read by their share group. */
    public static String tasks(String model) {
        return TASKS_PREFIX + requireModelName(model);
    }

    /**
     * Work of one model whose prompts begin alike, key = request id. Read by one worker, to which it is assigned.
     * The number comes first, since a model's name may end in one.
     *
     * @param number from 0
     */
    public static String affinity(int number, String model) {
        return AFFINITY_PREFIX + number + "." + requireModelName(model);
    }

    /**
     * A topic that nobody writes to. A worker subscribes to it where another, which may be dead, has the same topics: a share
     * group's assignor would deal them out among both.
     */
    public static String unwritten(String model) {
        return AFFINITY_PREFIX + "unwritten." + requireModelName(model);
    }

    /** Whether a topic holds tasks, of any model. */
    public static boolean holdsTasks(String topic) {
        return topic.startsWith(TASKS_PREFIX) || topic.startsWith(AFFINITY_PREFIX);
    }

    /** Whether a topic holds the rows of requests that have ended, or the index of those. */
    public static boolean holdsHistory(String topic) {
        return topic.equals(HISTORY) || topic.equals(HISTORY_INDEX);
    }

    /**
     * Whether a topic must have one partition and no more: those of tasks (see {@code TopicSpecs}), and those in
     * which the order of records under different keys, or an offset alone, means something.
     */
    public static boolean hasOnePartition(String topic) {
        return topic.equals(OPERATIONS) || topic.equals(DEAD_LETTERS)
                || holdsTasks(topic) && !topic.startsWith(AFFINITY_PREFIX + "unwritten.");
    }

    /** The number of a model's affinity topics among the given ones, counted from 0 without a gap. */
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
        if (!MODEL.matcher(model).matches()) {
            throw new GemstreamException(ErrorReason.INVALID_OPTION,
                    "model: \"" + model + "\" (expected: letters, digits, '.', '_' or '-', at most 100)",
                    Map.of(ErrorStatus.FIELD, "model"));
        }
        return model;
    }
}
