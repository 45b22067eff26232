package io.gemstream.service.history;

import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.service.kafka.KafkaClients;
import io.gemstream.service.kafka.Partitions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Finds the rows of generations that have ended. Whatever was acknowledged before it is asked, it sees. Thread-safe; one
 * lookup at a time, but those that wait for one share the question where partitions end.
 */
public final class HistoryLookup implements AutoCloseable {

    private final HistoryPartitions partitions;

    /**
     * @param clientId of its consumer
     * @param retention how long a row is found
     * @param nowMs milliseconds since 1970
     */
    public HistoryLookup(KafkaClients clients, String clientId, Duration retention, LongSupplier nowMs) {
        this(new KafkaStretches(clients, clientId), retention, nowMs);
    }

    HistoryLookup(Stretches stretches, Duration retention, LongSupplier nowMs) {
        this.partitions = new HistoryPartitions(stretches, true, retention, nowMs);
    }

    /**
     * The row of a generation; empty where it has not ended, was taken back, or ended too long ago. Blocks.
     *
     * @throws org.apache.kafka.common.KafkaException where it cannot be read
     */
    public Optional<OperationRecord> find(String requestId) {
        return find(requestId, partitions.moment());
    }

    private synchronized Optional<OperationRecord> find(String requestId, long asked) {
        HistoryPartition partition = partitions.since(Partitions.of(requestId, partitions.count()), asked);
        Optional<Long> offset = partition.inTail(requestId);
        if (offset.isPresent()) {
            return last(partition, requestId, offset.get(), offset.get() + 1).flatMap(Windows::row);
        }
        List<HistoryPartition.Window> windows = partition.windows();
        for (int i = windows.size() - 1; i >= 0; i--) {
            HistoryPartition.Window window = windows.get(i);
            if (window.ids().filter(ids -> ids.mayHave(requestId)).isPresent()) {
                Optional<ConsumerRecord<String, byte[]>> found = last(
                        partition, requestId, window.summary().firstOffset(), window.summary().endOffset());
                if (found.isPresent()) {
                    return found.flatMap(Windows::row);
                }
            }
        }
        return Optional.empty();
    }

    /** The topics were made anew, or have other partitions. */
    public synchronized void clear() {
        partitions.clear();
    }

    @Override
    public synchronized void close() {
        partitions.close();
    }

    private Optional<ConsumerRecord<String, byte[]>> last(
            HistoryPartition partition, String requestId, long from, long end) {
        List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
        partitions.stretches().read(partition.rows(), from, end, record -> {
            if (requestId.equals(record.key())) {
                found.add(record);
            }
        });
        return found.isEmpty() ? Optional.empty() : Optional.of(found.getLast());
    }
}
