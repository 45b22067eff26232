package io.gemstream.service.kafka;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracks whether one reader of topics gets on (ADR 22). A poll that fails is tried again by whoever polls, often with a
 * new client whose first polls bring nothing, so a reader is well again only when none has failed for a while. Where
 * the broker only forgot the member, a new one is well as soon as it gets records, and soon where there are none:
 * nothing is wrong with what is read. It is logged once that a reader does not get on, and once that it does again.
 * Thread-safe.
 */
public final class TopicReader {

    private static final Logger LOG = LoggerFactory.getLogger(TopicReader.class);
    /** Longer than any pause between two tries. */
    private static final long QUIET_NS = Duration.ofSeconds(30).toNanos();
    /** Longer than the longest pause of a slot before it joins again. */
    private static final long QUIET_OF_GROUP_NS = Duration.ofSeconds(8).toNanos();

    private final String what;
    private final LongSupplier nowNs;
    private Optional<Failure> last = Optional.empty();

    private record Failure(String why, long atNs, boolean ofGroup) {}

    /** @param nowNs as {@link System#nanoTime} */
    TopicReader(String what, LongSupplier nowNs) {
        this.what = what;
        this.nowNs = nowNs;
    }

    /**
     * Polls, and takes note of how that went. A library that cannot be loaded is a {@link KafkaException} to whoever
     * polls, as every other failure is, and not the end of the thread.
     */
    public <K, V> ConsumerRecords<K, V> watch(Supplier<ConsumerRecords<K, V>> poll) {
        try {
            ConsumerRecords<K, V> records = poll.get();
            succeeded(!records.isEmpty());
            return records;
        } catch (WakeupException | InterruptException ended) {
            throw ended;
        } catch (KafkaException failure) {
            failed(failure);
            throw failure;
        } catch (LinkageError missing) {
            failed(missing);
            throw new KafkaException(missing);
        }
    }

    /** Something that reads it without {@link #watch} failed. */
    public synchronized void failed(Throwable failure) {
        String why = PollFailures.explain(failure);
        if (fault().isEmpty()) {
            LOG.error("{} does not get on, and is tried again: {}", what, why);
        }
        last = Optional.of(new Failure(why, nowNs.getAsLong(), PollFailures.forgotTheMember(failure)));
    }

    /** Something that reads it without {@link #watch} got on, and brought records or not. */
    public synchronized void succeeded(boolean brought) {
        if (last.isPresent() && (fault().isEmpty() || brought && last.get().ofGroup())) {
            LOG.info("{} gets on again", what);
            last = Optional.empty();
        }
    }

    /** The reason for which the reader does not get on; empty where it does. */
    public synchronized Optional<String> fault() {
        return last.filter(failure -> nowNs.getAsLong() - failure.atNs()
                < (failure.ofGroup() ? QUIET_OF_GROUP_NS : QUIET_NS)).map(Failure::why);
    }
}
