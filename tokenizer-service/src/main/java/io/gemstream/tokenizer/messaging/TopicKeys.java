package io.gemstream.tokenizer.messaging;

import io.gemstream.service.kafka.BoundedRead;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** Reads the keys of the records that lie in topics. */
final class TopicKeys {

    private TopicKeys() {}

    /**
     * Keys of the records from a time on, as far as they go now. Blocks.
     *
     * @throws KafkaException also where a topic is not there, or the cluster brings nothing for long
     */
    static Set<String> since(Consumer<String, byte[]> consumer, List<String> topics, long timestampMs) {
        List<TopicPartition> partitions = topics.stream()
                .flatMap(topic -> partitions(consumer, topic))
                .toList();
        Map<TopicPartition, OffsetAndTimestamp> from = consumer.offsetsForTimes(
                partitions.stream().collect(Collectors.toMap(partition -> partition, _ -> Math.max(0, timestampMs))));
        from.values().removeIf(none -> none == null);
        Map<TopicPartition, Long> ends = consumer.endOffsets(from.keySet());
        consumer.assign(from.keySet());
        from.forEach((partition, found) -> consumer.seek(partition, found.offset()));
        Set<String> keys = new HashSet<>();
        new BoundedRead().read(consumer, ends, record -> {
            keys.add(record.key());
            return true;
        });
        return keys;
    }

    private static Stream<TopicPartition> partitions(Consumer<String, byte[]> consumer, String topic) {
        List<PartitionInfo> partitions = consumer.partitionsFor(topic);
        if (partitions.isEmpty()) {
            throw new KafkaException(topic + " does not exist");
        }
        return partitions.stream().map(info -> new TopicPartition(info.topic(), info.partition()));
    }
}
