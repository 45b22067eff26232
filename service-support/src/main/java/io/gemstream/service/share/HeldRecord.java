package io.gemstream.service.share;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicIdPartition;

/** A record that this process has acquired. One that comes again after it was lost is another. Immutable. */
public final class HeldRecord {

    private final TopicIdPartition partition;
    private final ConsumerRecord<String, byte[]> record;
    private final boolean first;

    /**
     * @param record with its delivery count
     * @param first see {@link #first}
     */
    public HeldRecord(TopicIdPartition partition, ConsumerRecord<String, byte[]> record, boolean first) {
        this.partition = partition;
        this.record = record;
        this.first = first;
    }

    /** What was acquired, with its delivery count. */
    public ConsumerRecord<String, byte[]> record() {
        return record;
    }

    /**
     * Whether nobody had it before. Its delivery count alone does not say so: a broker counts in memory, and whoever leads
     * the partition after it begins at 1 again.
     */
    public boolean first() {
        return first;
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
