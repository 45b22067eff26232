package io.gemstream.gateway;

import io.gemstream.service.kafka.TopicReaders;
import io.gemstream.service.models.ServedModels;
import jakarta.inject.Singleton;

/** Says for the faces what the readiness checks say: whether requests are taken, and whether they would be worked on. */
@Singleton
public final class Serving {

    private final ServedModels models;
    private final GatewayLifecycle lifecycle;
    private final TopicReaders topicReaders;

    Serving(ServedModels models, GatewayLifecycle lifecycle, TopicReaders topicReaders) {
        this.models = models;
        this.lifecycle = lifecycle;
        this.topicReaders = topicReaders;
    }

    /**
     * Whether requests are taken: Kafka has answered since the start, its topics are as they are needed, every reader gets
     * on, and the process does not end.
     */
    public boolean ready() {
        return models.loaded() && lifecycle.serving() && topicReaders.faults().isEmpty();
    }

    /** Whether requests for a model are taken and somebody works on them: a tokenizer and a worker of it live. */
    public boolean ready(String model) {
        return ready() && !models.tokenizers(model).isEmpty() && !models.workers(model).isEmpty();
    }
}
