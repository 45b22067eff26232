package io.gemstream.service.share;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.message.ShareFetchResponseData;
import org.apache.kafka.common.record.Record;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.requests.ShareFetchResponse;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.CloseableIterator;
import org.apache.kafka.common.utils.Utils;

/**
 * What a fetch acquired of a partition.
 *
 * @param records in the order of their offsets
 * @param gaps offsets that were acquired and have no record
 */
record AcquiredRecords(List<HeldRecord> records, List<Long> gaps) {

    /** The offsets that a fetch acquired, with their delivery counts. */
    static NavigableMap<Long, Short> offsets(ShareFetchResponseData.PartitionData answer) {
        NavigableMap<Long, Short> offsets = new TreeMap<>();
        answer.acquiredRecords().forEach(some -> {
            for (long offset = some.firstOffset(); offset <= some.lastOffset(); offset++) {
                offsets.put(offset, some.deliveryCount());
            }
        });
        return offsets;
    }

    /**
     * Reads them.
     *
     * @param leaderEpoch of the partition's leader; what was written under another may have been delivered by that
     * @throws org.apache.kafka.common.KafkaException where a batch is damaged
     */
    static AcquiredRecords of(
            TopicIdPartition partition, ShareFetchResponseData.PartitionData answer, Optional<Integer> leaderEpoch) {
        NavigableMap<Long, Short> acquired = offsets(answer);
        List<HeldRecord> records = new ArrayList<>();
        if (!acquired.isEmpty()) {
            for (RecordBatch batch : ShareFetchResponse.recordsOrFail(answer).batches()) {
                if (!batch.isControlBatch() && !acquired.subMap(batch.baseOffset(), true, batch.lastOffset(), true).isEmpty()) {
                    batch.ensureValid();
                    read(partition, batch, acquired, leaderEpoch, records);
                }
            }
        }
        return new AcquiredRecords(records, List.copyOf(acquired.keySet()));
    }

    private static void read(
            TopicIdPartition partition, RecordBatch batch, NavigableMap<Long, Short> acquired, Optional<Integer> leaderEpoch,
            List<HeldRecord> records) {
        boolean sameLeader = leaderEpoch.filter(epoch -> epoch == batch.partitionLeaderEpoch()).isPresent();
        try (CloseableIterator<Record> all = batch.streamingIterator(BufferSupplier.NO_CACHING)) {
            while (all.hasNext()) {
                Record record = all.next();
                Short deliveries = acquired.remove(record.offset());
                if (deliveries != null) {
                    records.add(new HeldRecord(
                            partition, record(partition, batch, record, deliveries), sameLeader && deliveries == 1));
                }
            }
        }
    }

    private static ConsumerRecord<String, byte[]> record(
            TopicIdPartition partition, RecordBatch batch, Record record, short deliveries) {
        byte[] key = bytes(record.hasKey(), record.key());
        byte[] value = bytes(record.hasValue(), record.value());
        return new ConsumerRecord<>(
                partition.topic(), partition.partition(), record.offset(), record.timestamp(), batch.timestampType(),
                record.keySize(), record.valueSize(), record.hasKey() ? new String(key, StandardCharsets.UTF_8) : null,
                record.hasValue() ? value : null, new RecordHeaders(record.headers()),
                batch.partitionLeaderEpoch() == RecordBatch.NO_PARTITION_LEADER_EPOCH
                        ? Optional.empty() : Optional.of(batch.partitionLeaderEpoch()),
                Optional.of(deliveries));
    }

    private static byte[] bytes(boolean present, ByteBuffer buffer) {
        return present ? Utils.toArray(buffer) : new byte[0];
    }
}
