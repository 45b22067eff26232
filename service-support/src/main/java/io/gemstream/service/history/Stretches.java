package io.gemstream.service.history;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads stretches of partitions. Everything blocks, and may fail with KafkaException. For one thread at a time. */
interface Stretches extends AutoCloseable {

    /** The partitions of a topic. */
    int partitions(String topic);

    /** Where partitions begin. */
    Map<TopicPartition, Long> begins(List<TopicPartition> partitions);

    /** The offsets after the last records of partitions. */
    Map<TopicPartition, Long> ends(List<TopicPartition> partitions);

    /**
     * Reads a stretch; what of it was deleted is left out.
     *
     * @param from offset of its first record
     * @param end offset after its last
     */
    void read(TopicPartition partition, long from, long end, Consumer<ConsumerRecord<String, byte[]>> taker);

    @Override
    void close();
}
