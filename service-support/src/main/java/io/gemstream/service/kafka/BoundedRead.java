package io.gemstream.service.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Reads what lies in partitions, and gives up where nothing comes. A poll does not fail while a partition has no
 * leader or the cluster is away: it brings nothing, for ever. Only a pause counts, not the whole time, since nobody
 * knows how much there is to read.
 */
public final class BoundedRead {

    private static final Duration POLL = Duration.ofMillis(200);
    /** How long the cluster may bring nothing of what is left. */
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final LongSupplier nowNs;

    public BoundedRead() {
        this(System::nanoTime);
    }

    BoundedRead(LongSupplier nowNs) {
        this.nowNs = nowNs;
    }

    /**
     * Reads from where the consumer stands. Blocks.
     *
     * @param ends where reading ends, for each partition; what came behind them meanwhile may be read as well
     * @param further takes a record, and says whether the next is wanted
     * @throws TimeoutException where nothing came for too long
     * @throws KafkaException where the cluster cannot be reached or refuses
     */
    public <K, V> void read(
            Consumer<K, V> consumer, Map<TopicPartition, Long> ends, Predicate<ConsumerRecord<K, V>> further) {
        long left = left(consumer, ends);
        long sinceNs = nowNs.getAsLong();
        while (left > 0) {
            for (ConsumerRecord<K, V> record : consumer.poll(POLL)) {
                if (!further.test(record)) {
                    return;
                }
            }
            long stillLeft = left(consumer, ends);
            if (stillLeft < left) {
                left = stillLeft;
                sinceNs = nowNs.getAsLong();
            } else if (nowNs.getAsLong() - sinceNs > LONGEST_PAUSE.toNanos()) {
                throw new TimeoutException(unread(consumer, ends) + ": nothing came for "
                        + LONGEST_PAUSE.toSeconds() + " s");
            }
        }
    }

    /** What grows behind the ends does not count, so a busy partition does not hide one that stands still. */
    private static long left(Consumer<?, ?> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - consumer.position(end.getKey()))).sum();
    }

    private static String unread(Consumer<?, ?> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .filter(end -> consumer.position(end.getKey()) < end.getValue())
                .map(end -> end.getKey() + " is read up to " + consumer.position(end.getKey()) + " of "
                        + end.getValue())
                .sorted().collect(Collectors.joining(", "));
    }
}
