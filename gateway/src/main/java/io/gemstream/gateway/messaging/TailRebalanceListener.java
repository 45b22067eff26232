package io.gemstream.gateway.messaging;

import io.gemstream.gateway.stream.StreamRegistry;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
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
 * Tells the stream registry which partitions the live tail owns. Runs on the tail's polling thread.
 *
 * <p>A partition counts as owned only after its position was asked for and set: with the usual reset to the latest
 * offset the consumer looks the position up at its next poll, and records written before that look-up would be missed.
 */
@Singleton
@Identifier(TailRebalanceListener.CHANNEL)
public final class TailRebalanceListener implements KafkaConsumerRebalanceListener {

    private static final Logger LOG = LoggerFactory.getLogger(TailRebalanceListener.class);

    public static final String CHANNEL = "gateway-tokens";

    private final StreamRegistry streams;
    private final Instance<KafkaClientService> clients;

    /** @param clients looked up when they are needed: they are made with this listener */
    TailRebalanceListener(StreamRegistry streams, @Any Instance<KafkaClientService> clients) {
        this.streams = streams;
        this.clients = clients;
    }

    /**
     * The topic was made anew, and the positions that are known mean nothing in it: the tail covers nothing until they are
     * set again. Returns at once.
     */
    public void beginAnew() {
        streams.lose(streams.owned());
        clients.get().getConsumer(CHANNEL)
                .runOnPollingThread(consumer -> {
                    onPartitionsAssigned(consumer, consumer.assignment());
                })
                .subscribe().with(_ -> { }, failure -> LOG.warn("the tail of {} does not begin anew: {}", CHANNEL,
                        failure.toString()));
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
