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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the compacted topics that a gateway keeps in memory, each on a thread of its own. */
@Singleton
public final class CompactedTables {

    /** By the names of their clients and threads. */
    private final Map<String, TopicTail> tails = new LinkedHashMap<>();

    CompactedTables(KafkaSettings kafka, ServedModels models, OperationIndex operations) {
        add("gateway-models", kafka, Topics.MODELS, new ServedModelsReader(models));
        add("gateway-operations-index", kafka, Topics.OPERATIONS, new OperationsReader(operations));
    }

    @Produces
    @Singleton
    static ServedModels models() {
        return new ServedModels();
    }

    /** Begins to read, once the topics exist. */
    public void start() {
        tails.forEach((name, tail) -> Thread.ofVirtual().name(name).start(tail));
    }

    /** Takes news of a topic. */
    public void changed(TopicChange change) {
        tails.values().forEach(tail -> tail.changed(change));
    }

    public void stop() {
        tails.values().forEach(TopicTail::stop);
    }

    private void add(String name, KafkaSettings kafka, String topic, TopicTail.Reader reader) {
        tails.put(name, new TopicTail(List.of(topic), () -> kafka.open(name), reader));
    }
}
