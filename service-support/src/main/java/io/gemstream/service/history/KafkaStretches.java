package io.gemstream.service.history;

import io.gemstream.service.kafka.BoundedRead;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads them with a consumer that it keeps, since opening one takes longer than most readings. One that failed is not used
 * again.
 */
final class KafkaStretches implements Stretches {

    private static final BoundedRead BOUNDED_READ = new BoundedRead();

    private final Supplier<Consumer<String, byte[]>> consumers;
    private Optional<Consumer<String, byte[]>> kept = Optional.empty();

    /** @param consumers opens a consumer whose fetches do not wait for what is not there yet */
    KafkaStretches(Supplier<Consumer<String, byte[]>> consumers) {
        this.consumers = consumers;
    }

    @Override
    public int partitions(String topic) {
        return keeping(consumer -> consumer.partitionsFor(topic).size());
    }

    @Override
    public Map<TopicPartition, Long> begins(List<TopicPartition> partitions) {
        return keeping(consumer -> consumer.beginningOffsets(partitions));
    }

    @Override
    public Map<TopicPartition, Long> ends(List<TopicPartition> partitions) {
        return keeping(consumer -> consumer.endOffsets(partitions));
    }

    @Override
    public void read(
            TopicPartition partition, long from, long end,
            java.util.function.Consumer<ConsumerRecord<String, byte[]>> taker) {
        if (from >= end) {
            return;
        }
        keeping(consumer -> {
            consumer.assign(List.of(partition));
            consumer.seek(partition, from);
            BOUNDED_READ.read(consumer, Map.of(partition, end), record -> {
                if (record.offset() < end) {
                    taker.accept(record);
                }
                return record.offset() < end - 1;
            });
            consumer.unsubscribe();
            return partition;
        });
    }

    @Override
    public void close() {
        kept.ifPresent(consumer -> consumer.close(CloseOptions.timeout(Duration.ZERO)));
        kept = Optional.empty();
    }

    private <T> T keeping(Function<Consumer<String, byte[]>, T> work) {
        Consumer<String, byte[]> consumer = kept.orElseGet(consumers);
        kept = Optional.of(consumer);
        try {
            return work.apply(consumer);
        } catch (KafkaException broken) {
            close();
            throw broken;
        }
    }
}
