package io.gemstream.worker.messaging;

import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.ModelRecord;
import io.gemstream.service.kafka.TopicChange;
import io.gemstream.service.kafka.TopicTail;
import io.gemstream.service.kafka.WatchedConsumer;
import io.gemstream.service.models.ServedModels;
import io.gemstream.service.models.ServedModelsReader;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** Hears the heartbeats of all workers, on a virtual thread of its own. */
final class Peers {

    private final ServedModels models = new ServedModels();
    private final TopicTail tail;

    Peers(KafkaSettings settings) {
        Map<String, Object> config = settings.with(Map.of(
                ConsumerConfig.CLIENT_ID_CONFIG, "gemstream-worker-peers",
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"));
        this.tail = new TopicTail(List.of(Topics.MODELS),
                () -> new WatchedConsumer(config, settings.reading("gemstream-worker-peers")),
                new ServedModelsReader(models));
    }

    /** Returns when it knows who lives; call it once the topic exists. */
    void begin() throws InterruptedException {
        Thread.ofVirtual().name("gemstream-worker-peers").start(tail);
        models.awaitLoaded();
    }

    /** The workers of a model that share its affinity topics, this one included once it was heard. */
    List<ModelRecord> live(String model) {
        return models.punctualWorkers(model);
    }

    /** Takes news of a topic. */
    void changed(TopicChange change) {
        tail.changed(change);
    }

    void end() {
        tail.stop();
    }
}
