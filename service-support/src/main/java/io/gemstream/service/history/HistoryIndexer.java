package io.gemstream.service.history;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.HistoryWindow;
import io.gemstream.service.kafka.KafkaClients;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the index of the partitions that a process looks after. Two that look after one write the same. For one thread.
 */
public final class HistoryIndexer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HistoryIndexer.class);

    private final Stretches stretches;
    private final Writer writer;
    private final Map<Integer, Long> indexedTo = new HashMap<>();

    /** Writes a window to a partition of gemstream.history-index, and returns when it is acknowledged. */
    @FunctionalInterface
    public interface Writer {
        void write(int partition, HistoryWindow window);
    }

    /** @param clientId of its consumer */
    public HistoryIndexer(KafkaClients clients, String clientId, Writer writer) {
        this(new KafkaStretches(clients, clientId), writer);
    }

    HistoryIndexer(Stretches stretches, Writer writer) {
        this.stretches = stretches;
        this.writer = writer;
    }

    /** The partitions of the history. */
    public int partitions() {
        return stretches.partitions(Topics.HISTORY);
    }

    /**
     * Indexes what is complete. Blocks; call it now and then.
     *
     * @param partitions those that are looked after here
     * @throws RuntimeException where something cannot be read or written; it is tried again the next time
     */
    public void index(Set<Integer> partitions) {
        indexedTo.keySet().retainAll(partitions);
        List<TopicPartition> all = partitions.stream().map(number -> new TopicPartition(Topics.HISTORY, number)).toList();
        Map<TopicPartition, Long> ends = all.isEmpty() ? Map.of() : stretches.ends(all);
        for (TopicPartition partition : all) {
            index(partition, ends.get(partition));
        }
    }

    /** The topics were made anew. */
    public void clear() {
        stretches.close();
        indexedTo.clear();
    }

    @Override
    public void close() {
        stretches.close();
    }

    private void index(TopicPartition partition, long end) {
        long from = indexedTo.computeIfAbsent(partition.partition(), _ -> lastIndexed(partition));
        if (from > end) {
            from = 0; // made anew
            indexedTo.put(partition.partition(), from);
        }
        for (long next = Windows.endAfter(from); next <= end; next = Windows.endAfter(from)) {
            List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
            stretches.read(partition, from, next, records::add);
            if (!records.isEmpty()) {
                writer.write(partition.partition(), Windows.of(from, next, records));
            }
            from = next;
            indexedTo.put(partition.partition(), from);
        }
    }

    private long lastIndexed(TopicPartition partition) {
        TopicPartition index = new TopicPartition(Topics.HISTORY_INDEX, partition.partition());
        long end = stretches.ends(List.of(index)).get(index);
        List<HistoryWindow> found = new ArrayList<>();
        stretches.read(index, Math.max(0, end - 1), end, record -> {
            try {
                found.add(HistoryWindow.parseFrom(record.value()));
            } catch (InvalidProtocolBufferException notOurs) {
                LOG.warn("{}-{}@{} is no window: {} is indexed anew", record.topic(), record.partition(), record.offset(),
                        partition);
            }
        });
        long begin = stretches.begins(List.of(partition)).get(partition);
        return found.isEmpty() || !isOf(found.getFirst(), partition, begin)
                ? begin : Math.max(begin, found.getFirst().getEndOffset());
    }

    /** Whether a window is of the partition as it is: it may have been made anew. */
    private boolean isOf(HistoryWindow window, TopicPartition partition, long begin) {
        long last = window.getEndOffset() - 1;
        if (last < begin) {
            return true;
        }
        if (last >= stretches.ends(List.of(partition)).get(partition)) {
            return false;
        }
        List<Long> times = new ArrayList<>();
        stretches.read(partition, last, last + 1, record -> times.add(record.timestamp()));
        return times.isEmpty() || times.getFirst() == window.getLastMs();
    }
}
