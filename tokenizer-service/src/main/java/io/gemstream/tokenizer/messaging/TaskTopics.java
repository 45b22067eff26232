package io.gemstream.tokenizer.messaging;

import io.gemstream.proto.Topics;
import io.gemstream.service.cluster.TopicProvisioner;
import io.gemstream.service.kafka.KafkaClients;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the ids of the tasks that lie in the task topics. */
final class TaskTopics {

    private static final Logger LOG = LoggerFactory.getLogger(TaskTopics.class);

    private final KafkaClients kafka;
    private final TokenizerStart start;

    TaskTopics(KafkaClients kafka, TokenizerStart start) {
        this.kafka = kafka;
        this.start = start;
    }

    /**
     * Ids of the tasks from a time on, as far as they go now. Blocks until all are read: a broker that brings nothing
     * for a while is asked anew by another consumer, as often as it takes, since a prompt whose task is not seen here
     * becomes a second one.
     */
    Set<String> since(long timestampMs) {
        Set<String> ids = new HashSet<>();
        try {
            TopicProvisioner.untilDone("released tasks", () -> {
                try (Consumer<String, byte[]> consumer = kafka.consumer("tokenizer-released")) {
                    ids.addAll(TopicKeys.since(consumer, topics(consumer), timestampMs));
                }
            });
        } catch (InterruptedException stopped) {
            throw new KafkaException(stopped);
        }
        LOG.info("prompts are read again: {} of their tasks are released", ids.size());
        return ids;
    }

    /** The topics that there are, of the models of this process. */
    List<String> topics(Consumer<String, byte[]> consumer) {
        Set<String> topics = consumer.listTopics().keySet();
        return start.models().stream().flatMap(model -> Topics.allTasks(topics, model.name()).stream()).toList();
    }
}
