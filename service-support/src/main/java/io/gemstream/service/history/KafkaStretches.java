package io.gemstream.service.history;

import io.gemstream.proto.Topics;
import io.gemstream.service.kafka.BoundedRead;
import io.gemstream.service.kafka.KafkaClients;
import io.gemstream.service.kafka.Partitions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads them with a consumer that it keeps, since opening one takes longer than most readings. It has all partitions of the two
 * topics at all times, and pauses those that are not read: of topics that it has not it would have to ask for the leaders
 * each time, and then wait. One that failed is not used again.
 */
final class KafkaStretches implements Stretches {

    /**
     * What is read is there already, and the next question must not wait for a fetch ahead that finds nothing. Pieces are small,
     * and what came behind one is thrown away.
     */
    private static final Map<String, Integer> FETCHES = Map.of(
            ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 0, ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1 << 18,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 64);
    private static final BoundedRead BOUNDED_READ = new BoundedRead();

    private final KafkaClients clients;
    private final String clientId;
    private Optional<Consumer<String, byte[]>> kept = Optional.empty();

    KafkaStretches(KafkaClients clients, String clientId) {
        this.clients = clients;
        this.clientId = clientId;
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
            consumer.seek(partition, from);
            consumer.resume(List.of(partition));
            BOUNDED_READ.read(consumer, Map.of(partition, end), record -> {
                if (record.offset() < end) {
                    taker.accept(record);
                }
                return record.offset() < end - 1;
            });
            consumer.pause(List.of(partition));
            return partition;
        });
    }

    @Override
    public void close() {
        kept.ifPresent(consumer -> consumer.close(CloseOptions.timeout(Duration.ZERO)));
        kept = Optional.empty();
    }

    private <T> T keeping(Function<Consumer<String, byte[]>, T> work) {
        Consumer<String, byte[]> consumer = kept.orElseGet(this::open);
        try {
            return work.apply(consumer);
        } catch (KafkaException broken) {
            close();
            throw broken;
        }
    }

    private Consumer<String, byte[]> open() {
        Consumer<String, byte[]> consumer = clients.consumer(clientId, FETCHES);
        kept = Optional.of(consumer);
        try {
            List<TopicPartition> all = Stream.of(Topics.HISTORY, Topics.HISTORY_INDEX)
                    .flatMap(topic -> Partitions.of(consumer, topic).stream()).toList();
            consumer.assign(all);
            consumer.pause(all);
            return consumer;
        } catch (KafkaException broken) {
            close();
            throw broken;
        }
    }
}
