package io.gemstream.tokenizer.messaging;

import io.gemstream.proto.Topics;
import io.gemstream.service.kafka.TopicChange;
import io.gemstream.tokenizer.dispatch.AlreadyReleased;
import io.gemstream.tokenizer.dispatch.Dispatcher;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the tasks that wait here in step with the partitions of prompts that this process reads. Runs on the channels'
 * polling threads.
 */
@ApplicationScoped
@Identifier(PromptPartitions.NAME)
public class PromptPartitions implements KafkaConsumerRebalanceListener {

    static final String NAME = "tokenizer-prompts";

    private static final Logger LOG = LoggerFactory.getLogger(PromptPartitions.class);
    private static final Map<String, String> CHANNELS =
            Map.of(Topics.PROMPTS, "tokenizer-prompts", Topics.BATCH_PROMPTS, "tokenizer-batch-prompts");

    private final Dispatcher dispatcher;
    private final AlreadyReleased alreadyReleased;
    private final Instance<KafkaClientService> clients;

    /** @param clients looked up when they are needed: they are made with this listener */
    PromptPartitions(Dispatcher dispatcher, AlreadyReleased alreadyReleased,
            @Any Instance<KafkaClientService> clients) {
        this.dispatcher = dispatcher;
        this.alreadyReleased = alreadyReleased;
        this.clients = clients;
    }

    /**
     * Takes news of a topic: one that was made anew is read from its beginning, since a position in the old one may be
     * behind prompts of the new. Returns at once; from any thread.
     */
    void changed(TopicChange change) {
        String channel = CHANNELS.get(change.topic());
        if (channel == null || !(change instanceof TopicChange.Remade)
                || !clients.get().getConsumerChannels().contains(channel)) {
            return;
        }
        clients.get().getConsumer(channel)
                .runOnPollingThread(consumer -> {
                    Set<TopicPartition> partitions = consumer.assignment();
                    onPartitionsAssigned(consumer, partitions);
                    consumer.seekToBeginning(partitions);
                })
                .subscribe().with(_ -> { }, failure -> LOG.warn("{} is not read from its beginning: {}", change.topic(),
                        failure.toString()));
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        if (!partitions.isEmpty()) {
            alreadyReleased.assigned(consumer.endOffsets(partitions));
        }
    }

    /** The next owner reads the prompts of what waits here. */
    @Override
    public void onPartitionsRevoked(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        dispatcher.drop(Set.copyOf(partitions)::contains);
    }
}
