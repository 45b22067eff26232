package io.gemstream.it;

import io.gemstream.service.kafka.BoundedRead;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Reads what a topic has now. */
final class TopicRecords {

    private TopicRecords() {}

    /** Every record that is committed, partition by partition in its order. */
    static List<ConsumerRecord<String, byte[]>> of(Broker broker, String topic) {
        try (KafkaConsumer<String, byte[]> consumer = broker.consumer()) {
            List<TopicPartition> partitions = partitions(consumer, topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
            new BoundedRead().read(consumer, consumer.endOffsets(partitions), records::add);
            return records;
        }
    }

    /** Those of one key. */
    static List<ConsumerRecord<String, byte[]>> of(Broker broker, String topic, String key) {
        return of(broker, topic).stream().filter(record -> key.equals(record.key())).toList();
    }

    static List<TopicPartition> partitions(KafkaConsumer<String, byte[]> consumer, String topic) {
        return consumer.partitionsFor(topic).stream().map(info -> new TopicPartition(topic, info.partition())).toList();
    }
}
