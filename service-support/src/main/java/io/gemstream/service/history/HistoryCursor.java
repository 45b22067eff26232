package io.gemstream.service.history;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads what a list has of one partition, the last first, a piece at a time. For one thread. */
final class HistoryCursor {

    /** Records of the first piece, and of the largest: a page has some fifty rows, of several partitions. */
    private static final int FIRST_PIECE = 64;
    private static final int LARGEST_PIECE = 512;

    private final HistoryPartition partition;
    private final HistoryFilter filter;
    private final HistoryPages.Place after;
    /** The last first. */
    private final Deque<Stretch> unread = new ArrayDeque<>();
    private final Deque<HistoryPages.Entry> ready = new ArrayDeque<>();
    private int piece = FIRST_PIECE;

    /**
     * Records that are yet to be read.
     *
     * @param boundMs none of them is later
     * @param marks of those from the first on
     */
    private record Stretch(long from, long end, long boundMs, TenantMarks marks) {}

    HistoryCursor(HistoryPartition partition, HistoryFilter filter, HistoryPages.Place after) {
        this.partition = partition;
        this.filter = filter;
        this.after = after;
        for (HistoryPartition.Window window : partition.windows()) {
            WindowSummary summary = window.summary();
            if (summary.firstMs() <= after.ms() && filter.mayHave(summary)) {
                unread.addFirst(new Stretch(summary.firstOffset(), summary.endOffset(), summary.lastMs(), window.tenantMarks()));
            }
        }
        if (partition.indexedTo() < partition.end()) {
            unread.addFirst(new Stretch(partition.indexedTo(), partition.end(), Long.MAX_VALUE, partition.tailMarks()));
        }
    }

    int partition() {
        return partition.rows().partition();
    }

    /** Whether the next row is there. */
    boolean hasReady() {
        return !ready.isEmpty();
    }

    /** Whether there is nothing left. */
    boolean ended() {
        return ready.isEmpty() && unread.isEmpty();
    }

    /** No row that is left is later than this. */
    long boundMs() {
        return hasReady() ? ready.peek().place().ms() : unread.isEmpty() ? Long.MIN_VALUE : unread.peek().boundMs();
    }

    /** The next row. */
    HistoryPages.Entry take() {
        return ready.remove();
    }

    /** Reads a piece; returns how many records it had. */
    int read(Stretches stretches) {
        Stretch last = unread.remove();
        Optional<TenantMarks.Range> range =
                last.marks().last(filter.tenant(), (int) (last.end() - last.from()), piece);
        if (range.isEmpty()) {
            return 0;
        }
        long from = last.from() + range.get().from();
        Deque<ConsumerRecord<String, byte[]>> records = new ArrayDeque<>();
        stretches.read(partition.rows(), from, last.from() + range.get().end(), records::addFirst);
        records.forEach(this::offer);
        if (from > last.from()) {
            long boundMs = records.isEmpty() ? last.boundMs() : records.getLast().timestamp();
            unread.addFirst(new Stretch(last.from(), from, boundMs, last.marks()));
        }
        piece = Math.min(2 * piece, LARGEST_PIECE);
        return records.size();
    }

    private void offer(ConsumerRecord<String, byte[]> record) {
        HistoryPages.Place place = new HistoryPages.Place(record.timestamp(), record.partition(), record.offset());
        if (record.key() != null && after.isBefore(place) && partition.counts(record.key(), record.offset())) {
            Optional.of(record).flatMap(Windows::row).filter(filter::test)
                    .ifPresent(row -> ready.add(new HistoryPages.Entry(place, row)));
        }
    }
}
