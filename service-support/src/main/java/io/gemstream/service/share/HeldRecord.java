package io.gemstream.service.share;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicIdPartition;

/** A record that this process has acquired. One that comes again after it was lost is another. Immutable. */
public final class HeldRecord {

    private final TopicIdPartition partition;
    private final ConsumerRecord<String, byte[]> record;

    /** @param record with its delivery count */
    public HeldRecord(TopicIdPartition partition, ConsumerRecord<String, byte[]> record) {
        this.partition = partition;
        this.record = record;
    }

    /** What was acquired, with its delivery count. */
    public ConsumerRecord<String, byte[]> record() {
        return record;
    }

    TopicIdPartition partition() {
        return partition;
    }

    long offset() {
        return record.offset();
    }

    @Override
    public String toString() {
        return partition + "@" + offset();
    }
}
