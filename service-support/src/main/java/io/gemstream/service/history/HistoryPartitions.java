package io.gemstream.service.history;

import io.gemstream.proto.Topics;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/**
 * The partitions that were asked for. Those that were not for the longest time are forgotten where there are too many windows,
 * and read again when they are asked for. For one thread at a time.
 */
final class HistoryPartitions implements AutoCloseable {

    /** Some 70 MB of filters, for 33 million generations. */
    private static final int MOST_WINDOWS = 32_768;

    private final Stretches stretches;
    private final boolean filters;
    private final long retentionMs;
    private final LongSupplier nowMs;
    private final LinkedHashMap<Integer, HistoryPartition> known = new LinkedHashMap<>(16, 0.75f, true);
    private final AtomicLong moments = new AtomicLong();
    private Optional<Integer> count = Optional.empty();

    /** @param filters whether ids are looked for */
    HistoryPartitions(Stretches stretches, boolean filters, Duration retention, LongSupplier nowMs) {
        this.stretches = stretches;
        this.filters = filters;
        this.retentionMs = retention.toMillis();
        this.nowMs = nowMs;
    }

    Stretches stretches() {
        return stretches;
    }

    /** How many there are. */
    int count() {
        if (count.isEmpty()) {
            count = Optional.of(stretches.partitions(Topics.HISTORY));
        }
        return count.get();
    }

    /** Names the present, for {@link #since}. For any thread. */
    long moment() {
        return moments.incrementAndGet();
    }

    /**
     * A partition, as it was at that moment or later: of those who wait while somebody asks the broker, only the first has to
     * ask again.
     */
    HistoryPartition since(int number, long moment) {
        return Optional.ofNullable(known.get(number)).filter(partition -> partition.asOf() > moment)
                .orElseGet(() -> refreshed(IntStream.of(number)).getFirst());
    }

    /** All of them, as they are now. */
    List<HistoryPartition> all() {
        return refreshed(IntStream.range(0, count()));
    }

    private List<HistoryPartition> refreshed(IntStream numbers) {
        List<HistoryPartition> some = numbers
                .mapToObj(number -> known.computeIfAbsent(number, _ -> new HistoryPartition(number, filters))).toList();
        long moment = moment();
        Map<TopicPartition, Long> ends = stretches.ends(
                some.stream().flatMap(partition -> Stream.of(partition.rows(), partition.index())).toList());
        some.forEach(partition -> partition.refresh(stretches, ends, nowMs.getAsLong() - retentionMs, moment));
        shrink();
        return some;
    }

    /** The topics were made anew, or have other partitions. */
    void clear() {
        stretches.close();
        known.clear();
        count = Optional.empty();
    }

    @Override
    public void close() {
        stretches.close();
    }

    private void shrink() {
        int windows = known.values().stream().mapToInt(partition -> partition.windows().size()).sum();
        for (Map.Entry<Integer, HistoryPartition> oldest = known.firstEntry();
                windows > MOST_WINDOWS && known.size() > 1; oldest = known.firstEntry()) {
            windows -= oldest.getValue().windows().size();
            known.remove(oldest.getKey());
        }
    }
}
