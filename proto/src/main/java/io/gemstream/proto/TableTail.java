package io.gemstream.proto;

import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a compacted topic from its beginning into a table, and goes on reading. Every reader reads all of it, so
 * the partitions are assigned rather than shared: no group, no commits, no rebalance to wait for.
 */
public final class TableTail implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(TableTail.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** What the topic's rows become. Called on the tail's thread only. */
    public interface Table {

        /** Takes a row. */
        void put(String key, byte[] value) throws InvalidProtocolBufferException;

        /** Takes a tombstone. */
        void remove(String key);

        /** Says that the topic was read to its end once. */
        void markLoaded();

        boolean loaded();
    }

    private final String topic;
    private final Supplier<Consumer<String, byte[]>> consumers;
    private final Table table;
    private volatile Runnable wakeup = () -> { };
    private volatile boolean stopped;

    /** @param consumers opens the consumer, on the tail's own thread */
    public TableTail(String topic, Supplier<Consumer<String, byte[]>> consumers, Table table) {
        this.topic = topic;
        this.consumers = consumers;
        this.table = table;
    }

    /** Reads until {@link #stop}; a consumer that broke is replaced and reads from the beginning again. */
    @Override
    public void run() {
        while (!stopped) {
            try (Consumer<String, byte[]> consumer = consumers.get()) {
                wakeup = consumer::wakeup;
                read(consumer);
            } catch (WakeupException stop) {
                LOG.debug("{} is read no longer", topic);
            } catch (KafkaException broken) {
                LOG.warn("{} is read again from its beginning: {}", topic, broken.toString());
                pause();
            }
        }
    }

    /** Ends {@link #run}. */
    public void stop() {
        stopped = true;
        wakeup.run();
    }

    private void read(Consumer<String, byte[]> consumer) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new KafkaException(topic + " does not exist yet");
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (!stopped) {
            if (!table.loaded() && ends.entrySet().stream()
                    .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
                table.markLoaded();
                LOG.info("{} read up to {}", topic, ends.values());
            }
            consumer.poll(POLL).forEach(this::take);
        }
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        if (record.key() == null) {
            return;
        }
        if (record.value() == null) {
            table.remove(record.key());
            return;
        }
        try {
            table.put(record.key(), record.value());
        } catch (InvalidProtocolBufferException malformed) {
            LOG.warn("{}-{} offset {}, key {}: cannot be read, left out", record.topic(), record.partition(),
                    record.offset(), record.key(), malformed);
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
