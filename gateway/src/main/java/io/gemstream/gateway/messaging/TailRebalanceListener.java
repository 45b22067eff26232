package io.gemstream.gateway.messaging;

import io.gemstream.gateway.stream.StreamRegistry;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the registry's view of the owned partitions. Runs on the tail's polling thread.
 *
 * <p>A partition counts as owned only after its position was asked for and set: with the usual reset to the latest
 * offset the consumer looks the position up at its next poll, and records written before that look-up would be missed.
 */
@Singleton
@Identifier("gateway-tokens")
public final class TailRebalanceListener implements KafkaConsumerRebalanceListener {

    private static final Logger LOG = LoggerFactory.getLogger(TailRebalanceListener.class);

    private final StreamRegistry streams;

    TailRebalanceListener(StreamRegistry streams) {
        this.streams = streams;
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        if (partitions.isEmpty()) {
            return;
        }
        Map<Integer, Long> positions = new HashMap<>();
        consumer.endOffsets(partitions).forEach((partition, end) -> {
            consumer.seek(partition, end);
            positions.put(partition.partition(), end);
        });
        streams.own(positions);
        LOG.info("token partitions taken: {}; owned: {}", numbers(partitions), streams.owned());
    }

    @Override
    public void onPartitionsRevoked(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        if (partitions.isEmpty()) {
            return;
        }
        streams.lose(numbers(partitions));
        LOG.info("token partitions given up: {}; owned: {}", numbers(partitions), streams.owned());
    }

    private static List<Integer> numbers(Collection<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::partition).sorted().toList();
    }
}
