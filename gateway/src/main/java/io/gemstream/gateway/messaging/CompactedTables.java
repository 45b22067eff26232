package io.gemstream.gateway.messaging;

import io.gemstream.gateway.config.KafkaSettings;
import io.gemstream.gateway.operation.OperationIndex;
import io.gemstream.proto.Topics;
import io.gemstream.service.kafka.TopicChange;
import io.gemstream.service.kafka.TopicTail;
import io.gemstream.service.models.ServedModels;
import io.gemstream.service.models.ServedModelsReader;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/** Reads the compacted topics that a gateway keeps in memory, each on a thread of its own. */
@Singleton
public final class CompactedTables {

    private final List<TopicTail> tails;

    CompactedTables(KafkaSettings kafka, ServedModels models, OperationIndex operations) {
        this.tails = List.of(
                tail(kafka, Topics.MODELS, "gateway-models", new ServedModelsReader(models)),
                tail(kafka, Topics.OPERATIONS, "gateway-operations-index", new OperationsReader(operations)));
    }

    @Produces
    @Singleton
    static ServedModels models() {
        return new ServedModels();
    }

    /** Begins to read, once the topics exist. */
    public void start() {
        tails.forEach(tail -> Thread.ofVirtual().name("gateway-table").start(tail));
    }

    /** Takes news of a topic. */
    public void changed(TopicChange change) {
        tails.forEach(tail -> tail.changed(change));
    }

    public void stop() {
        tails.forEach(TopicTail::stop);
    }

    private static TopicTail tail(KafkaSettings kafka, String topic, String clientId, TopicTail.Reader reader) {
        return new TopicTail(List.of(topic), () -> kafka.open(clientId), reader);
    }
}
