package io.gemstream.service.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topics from their beginnings, and goes on reading, on a thread of its own. Every process reads all of them, so the
 * partitions are assigned rather than shared: no group, no commits, no rebalance to wait for.
 */
public final class TopicTail implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(TopicTail.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** Takes the records that a tail reads. Called on the tail's thread only. */
    public interface Reader {

        /** Reading begins, at the topics' beginnings: what comes until {@link #caughtUp} is of the past. */
        default void begin() {}

        /** Takes a record; after an outage all of them come again. */
        void take(ConsumerRecord<String, byte[]> record);

        /**
         * Everything that was there when reading began has been taken. Again after each outage.
         *
         * @param ends where that was
         */
        default void caughtUp(Map<TopicPartition, Long> ends) {}

        /** A topic was made anew: nothing that was taken before holds. */
        default void forget() {}
    }

    private final List<String> topics;
    private final Supplier<Consumer<String, byte[]>> consumers;
    private final Reader reader;
    private final AtomicBoolean forget = new AtomicBoolean();
    private volatile Runnable wakeup = () -> { };
    private volatile boolean reopen;
    private boolean told;
    private volatile boolean stopped;

    /** @param consumers opens the consumer, on the tail's own thread */
    public TopicTail(List<String> topics, Supplier<Consumer<String, byte[]>> consumers, Reader reader) {
        this.topics = List.copyOf(topics);
        this.consumers = consumers;
        this.reader = reader;
    }

    /** Reads until {@link #stop}; a consumer that broke is replaced and reads from the beginning again. */
    @Override
    public void run() {
        while (!stopped) {
            reopen = false;
            if (forget.getAndSet(false)) {
                reader.forget();
            }
            try (Consumer<String, byte[]> consumer = consumers.get()) {
                wakeup = consumer::wakeup;
                read(consumer);
            } catch (WakeupException stop) {
                LOG.debug("{} read no longer, or anew", topics);
            } catch (KafkaException broken) {
                tell(broken);
                pause();
            }
        }
    }

    /** Takes news of a topic: one that is read is read from its beginning, all partitions that it has by then. */
    public void changed(TopicChange change) {
        if (topics.contains(change.topic())) {
            if (change instanceof TopicChange.Remade) {
                forget.set(true);
            }
            reopen = true;
            wakeup.run();
        }
    }

    /** Ends {@link #run}. */
    public void stop() {
        stopped = true;
        wakeup.run();
    }

    private void read(Consumer<String, byte[]> consumer) {
        List<TopicPartition> partitions =
                topics.stream().flatMap(topic -> Partitions.of(consumer, topic).stream()).toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        reader.begin();
        boolean behind = true;
        while (!stopped && !reopen) {
            if (behind && ends.entrySet().stream()
                    .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
                behind = false;
                told = false;
                reader.caughtUp(ends);
            }
            consumer.poll(POLL).forEach(reader::take);
        }
    }

    /** Once for each outage, however often it is tried. */
    private void tell(KafkaException broken) {
        if (!told) {
            told = true;
            LOG.warn("{} read again from the beginning: {}", topics, broken.toString());
        }
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException interrupted) {
            stopped = true;
        }
    }
}
