package io.gemstream.tokenizerservice.messaging;

import io.gemstream.tokenizerservice.dispatch.Dispatcher;
import io.gemstream.tokenizerservice.dispatch.Repeats;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Keeps what waits here in step with the partitions that are read here. Runs on the channels' polling threads. */
@ApplicationScoped
@Identifier("tokenizer-prompts")
public class PromptPartitions implements KafkaConsumerRebalanceListener {

    private final Dispatcher dispatcher;
    private final Repeats repeats;

    PromptPartitions(Dispatcher dispatcher, Repeats repeats) {
        this.dispatcher = dispatcher;
        this.repeats = repeats;
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        if (!partitions.isEmpty()) {
            repeats.assigned(consumer.endOffsets(partitions));
        }
    }

    /** The next owner reads the prompts of what waits here. */
    @Override
    public void onPartitionsRevoked(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        dispatcher.drop(Set.copyOf(partitions)::contains);
    }
}
