package io.gemstream.gateway.messaging;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gemstream.gateway.admission.ModelDirectory;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.ModelRecord;
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
 * Reads gemstream.models from its beginning into the directory, and goes on reading. Every gateway reads all of it, so
 * the partitions are assigned rather than shared: no group, no commits, no rebalance to wait for.
 */
public final class ModelTail implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(ModelTail.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Supplier<Consumer<String, byte[]>> consumers;
    private final ModelDirectory directory;
    private volatile Runnable wakeup = () -> { };
    private volatile boolean stopped;

    /** @param consumers opens the consumer, on the tail's own thread */
    ModelTail(Supplier<Consumer<String, byte[]>> consumers, ModelDirectory directory) {
        this.consumers = consumers;
        this.directory = directory;
    }

    /** Reads until {@link #stop}; a consumer that broke is replaced and reads from the beginning again. */
    @Override
    public void run() {
        while (!stopped) {
            try (Consumer<String, byte[]> consumer = consumers.get()) {
                wakeup = consumer::wakeup;
                read(consumer);
            } catch (WakeupException stop) {
                LOG.debug("model directory stops");
            } catch (KafkaException broken) {
                LOG.warn("model directory starts again: {}", broken.toString());
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
        List<TopicPartition> partitions = consumer.partitionsFor(Topics.MODELS).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new KafkaException(Topics.MODELS + " does not exist yet");
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (!stopped) {
            if (!directory.loaded() && ends.entrySet().stream()
                    .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
                directory.markLoaded();
                LOG.info("models known: {}", directory.names());
            }
            consumer.poll(POLL).forEach(this::take);
        }
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        if (record.key() == null) {
            return;
        }
        if (record.value() == null) {
            directory.remove(record.key());
            return;
        }
        try {
            directory.put(record.key(), ModelRecord.parseFrom(record.value()));
        } catch (InvalidProtocolBufferException malformed) {
            LOG.warn("{}-{} offset {}, key {}: no ModelRecord, left out", record.topic(), record.partition(),
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
