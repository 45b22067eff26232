package io.gemstream.service.history;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.HistoryWindow;
import io.gemstream.proto.v1.OperationRecord;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of one partition of the history without its rows: its windows, and the ids of what came behind them.
 *
 * <pre>
 *   deleted | window | window | window | ids of the tail |
 *                                      indexedTo         end
 * </pre>
 *
 * For one thread at a time.
 */
final class HistoryPartition {

    private static final Logger LOG = LoggerFactory.getLogger(HistoryPartition.class);

    /**
     * A window that was read.
     *
     * @param summary what it has but for ids
     * @param ids its filter, where ids are looked for
     * @param tenantMarks where rows of a tenant are; none where ids are looked for
     */
    record Window(WindowSummary summary, Optional<NameFilter> ids, TenantMarks tenantMarks) {}

    /**
     * The last record of an id behind the windows.
     *
     * @param mark of its row's tenant; any where it has no row
     */
    private record TailRecord(long offset, byte mark) {}

    private final TopicPartition rows;
    private final TopicPartition index;
    private final boolean filters;
    private final List<Window> windows = new ArrayList<>();
    private final Map<String, TailRecord> tail = new HashMap<>();
    private final Map<String, Long> again = new HashMap<>();
    private long indexRead;
    private long indexedTo;
    private long end;
    private long asOf;

    /** @param filters whether ids are looked for */
    HistoryPartition(int partition, boolean filters) {
        this.rows = new TopicPartition(Topics.HISTORY, partition);
        this.index = new TopicPartition(Topics.HISTORY_INDEX, partition);
        this.filters = filters;
    }

    /** The partition of the rows. */
    TopicPartition rows() {
        return rows;
    }

    /** Its windows, oldest first. */
    List<Window> windows() {
        return windows;
    }

    /** The offset behind the last window. */
    long indexedTo() {
        return indexedTo;
    }

    /** The offset after the last record, when it was read. */
    long end() {
        return end;
    }

    /** The moment as of which all that was there is known. */
    long asOf() {
        return asOf;
    }

    /** The offset of an id's last record behind the windows. */
    Optional<Long> inTail(String id) {
        return Optional.ofNullable(tail.get(id)).map(TailRecord::offset);
    }

    /** Where rows of a tenant are behind the windows. */
    TenantMarks tailMarks() {
        byte[] marks = new byte[(int) (end - indexedTo)];
        tail.values().forEach(record -> marks[(int) (record.offset() - indexedTo)] = record.mark());
        return new TenantMarks(ByteString.copyFrom(marks));
    }

    /** Whether a record of an id counts: nothing took its place. */
    boolean counts(String id, long offset) {
        return again.getOrDefault(id, -1L) <= offset;
    }

    /** The partition of the index. */
    TopicPartition index() {
        return index;
    }

    /**
     * Reads what is new.
     *
     * @param ends of both partitions
     * @param oldestMs what is older is forgotten
     * @param moment before the ends were asked for
     */
    void refresh(Stretches stretches, Map<TopicPartition, Long> ends, long oldestMs, long moment) {
        if (ends.get(rows) < end || ends.get(index) < indexRead) {
            forget();
        }
        stretches.read(index, indexRead, ends.get(index), this::takeWindow);
        indexRead = ends.get(index);
        if (indexedTo > ends.get(rows)) {
            // The topic was made anew, and its index was not.
            windows.clear();
            indexedTo = 0;
        }
        tail.values().removeIf(record -> record.offset() < indexedTo);
        stretches.read(rows, Math.max(end, indexedTo), ends.get(rows), this::takeRow);
        end = ends.get(rows);
        windows.removeIf(window -> window.summary().lastMs() < oldestMs);
        again.values().removeIf(offset -> !windows.isEmpty() && offset < windows.getFirst().summary().firstOffset());
        asOf = moment;
    }

    private void forget() {
        windows.clear();
        tail.clear();
        again.clear();
        indexRead = 0;
        indexedTo = 0;
        end = 0;
    }

    private void takeRow(ConsumerRecord<String, byte[]> record) {
        if (record.key() != null) {
            Optional<OperationRecord> row = Windows.row(record);
            tail.put(record.key(), new TailRecord(record.offset(), row.map(TenantMarks::of).orElse((byte) 0)));
            if (Windows.repeats(row)) {
                again.put(record.key(), record.offset());
            }
        }
    }

    private void takeWindow(ConsumerRecord<String, byte[]> record) {
        try {
            HistoryWindow window = HistoryWindow.parseFrom(record.value());
            if (!windows.isEmpty() && window.getFirstOffset() < indexedTo) {
                if (window.getFirstMs() <= windows.getLast().summary().lastMs()) {
                    return; // as another gateway has written it, that had the partition
                }
                windows.clear(); // the topic was made anew
            }
            windows.add(new Window(
                    WindowSummary.of(window),
                    filters ? Optional.of(NameFilter.parse(window.getRequestIds())) : Optional.empty(),
                    filters ? TenantMarks.NONE : new TenantMarks(window.getTenantMarks())));
            indexedTo = window.getEndOffset();
            again.putAll(window.getAgainMap());
        } catch (InvalidProtocolBufferException | UncheckedIOException notOurs) {
            LOG.warn("{}-{}@{} is no window and is left out: {}", record.topic(), record.partition(), record.offset(),
                    notOurs.getMessage());
        }
    }
}
