package io.gemstream.tokenizerservice.messaging;

import io.gemstream.proto.TopicProvisioner;
import io.gemstream.proto.Topics;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads which tasks lie in the task topics. */
final class TaskTopics {

    private static final Logger LOG = LoggerFactory.getLogger(TaskTopics.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaReaders readers;
    private final TokenizerStart start;

    TaskTopics(KafkaReaders readers, TokenizerStart start) {
        this.readers = readers;
        this.start = start;
    }

    /** Ids of the tasks from a time on, as far as they go now. Blocks until the broker has answered. */
    Set<String> since(long timestampMs) {
        Set<String> ids = new HashSet<>();
        try {
            TopicProvisioner.untilDone("released tasks", () -> {
                try (Consumer<String, byte[]> consumer = readers.open("tokenizer-released")) {
                    read(consumer, timestampMs, ids);
                }
            });
        } catch (InterruptedException stopped) {
            throw new KafkaException(stopped);
        }
        LOG.info("prompts are read again: {} of their tasks are released", ids.size());
        return ids;
    }

    private void read(Consumer<String, byte[]> consumer, long timestampMs, Set<String> ids) {
        Set<String> topics = consumer.listTopics().keySet();
        List<TopicPartition> partitions = start.models().stream()
                .flatMap(model -> Topics.allTasks(topics, model.name()).stream())
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        Map<TopicPartition, OffsetAndTimestamp> from = consumer.offsetsForTimes(
                partitions.stream().collect(Collectors.toMap(partition -> partition, _ -> Math.max(0, timestampMs))));
        from.values().removeIf(none -> none == null);
        Map<TopicPartition, Long> ends = consumer.endOffsets(from.keySet());
        consumer.assign(from.keySet());
        from.forEach((partition, found) -> consumer.seek(partition, found.offset()));
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(POLL).forEach(record -> ids.add(record.key()));
        }
    }
}
