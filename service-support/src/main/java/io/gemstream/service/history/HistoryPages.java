package io.gemstream.service.history;

import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.service.kafka.KafkaClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Lists the rows of generations that have ended, those that ended last first, as the broker's clock has them. Partitions are
 * read backwards from where they end, side by side. Thread-safe; one page at a time.
 */
public final class HistoryPages implements AutoCloseable {

    /** What is read for a page at most, in records; one that is not full then is gone on with. */
    private static final int MOST_READ = 16 * Windows.SIZE;
    /** Records that cost as much as a read by itself does. */
    private static final int COST_OF_READ = 100;

    private static final Comparator<HistoryCursor> NEXT = Comparator.comparingLong(HistoryCursor::boundMs).reversed()
            .thenComparing(HistoryCursor::hasReady) // what is not read yet may have one that goes before
            .thenComparingInt(HistoryCursor::partition);

    private final HistoryPartitions partitions;

    /**
     * Where a list stands; what comes next in it was written earlier, or then in a partition of a higher number, or there
     * before the offset.
     *
     * @param ms the broker's time
     */
    public record Place(long ms, int partition, long offset) {

        /** Before everything. */
        public static final Place START = new Place(Long.MAX_VALUE, -1, 0);

        boolean isBefore(Place other) {
            return ms != other.ms ? ms > other.ms
                    : partition != other.partition ? partition < other.partition : offset > other.offset;
        }
    }

    /** A row and its place. */
    public record Entry(Place place, OperationRecord row) {}

    /**
     * A part of a list.
     *
     * @param next where it goes on; empty where that was all
     */
    public record Page(List<Entry> entries, Optional<Place> next) {}

    /**
     * @param clientId of its consumer
     * @param retention how long a row is listed
     * @param nowMs milliseconds since 1970
     */
    public HistoryPages(KafkaClients clients, String clientId, Duration retention, LongSupplier nowMs) {
        this(new KafkaStretches(clients, clientId), retention, nowMs);
    }

    HistoryPages(Stretches stretches, Duration retention, LongSupplier nowMs) {
        this.partitions = new HistoryPartitions(stretches, false, retention, nowMs);
    }

    /**
     * A page; may have fewer rows than asked for, and go on all the same. Blocks.
     *
     * @param size at least 1
     * @throws org.apache.kafka.common.KafkaException where it cannot be read
     */
    public synchronized Page page(HistoryFilter filter, Place after, int size) {
        PriorityQueue<HistoryCursor> cursors = new PriorityQueue<>(NEXT);
        partitions.all().forEach(partition -> cursors.add(new HistoryCursor(partition, filter, after)));
        List<Entry> entries = new ArrayList<>();
        Set<String> ids = new HashSet<>(); // two gateways may have moved one row, within seconds
        int read = 0;
        for (HistoryCursor first = cursors.poll(); first != null; first = cursors.poll()) {
            if (first.hasReady()) {
                if (entries.size() == size) {
                    return new Page(entries, Optional.of(entries.getLast().place()));
                }
                Entry entry = first.take();
                if (ids.add(entry.row().getRequestId())) {
                    entries.add(entry);
                }
            } else if (first.ended()) {
                continue;
            } else if (read >= MOST_READ) {
                return new Page(entries, Optional.of(new Place(first.boundMs(), -1, 0)));
            } else {
                read += COST_OF_READ + first.read(partitions.stretches());
            }
            cursors.add(first);
        }
        return new Page(entries, Optional.empty());
    }

    /** The topics were made anew, or have other partitions. */
    public synchronized void clear() {
        partitions.clear();
    }

    @Override
    public synchronized void close() {
        partitions.close();
    }
}
