package io.gemstream.service.kafka;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Computes the partition in which a record lies by its key, and finds those of a topic. */
public final class Partitions {

    private Partitions() {}

    /** The partition of a key, as the producer's default partitioner draws it. */
    public static int of(String key, int partitions) {
        return BuiltInPartitioner.partitionForKey(key.getBytes(StandardCharsets.UTF_8), partitions);
    }

    /**
     * The partitions of a topic.
     *
     * @throws KafkaException where there is none of that name
     */
    public static List<TopicPartition> of(Consumer<?, ?> consumer, String topic) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new KafkaException(topic + " does not exist");
        }
        return partitions;
    }
}
