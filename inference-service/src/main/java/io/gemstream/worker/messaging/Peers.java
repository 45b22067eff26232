package io.gemstream.worker.messaging;

import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.ModelRecord;
import io.gemstream.service.kafka.KafkaClients;
import io.gemstream.service.kafka.TopicChange;
import io.gemstream.service.kafka.TopicTail;
import io.gemstream.service.models.ServedModels;
import io.gemstream.service.models.ServedModelsReader;
import io.gemstream.worker.attempt.OtherArithmetic;
import java.util.List;

/** Reads the heartbeats of all workers, on a virtual thread of its own. */
final class Peers {

    private final ServedModels models = new ServedModels();
    private final OtherArithmetic otherArithmetic;
    private final TopicTail tail;

    /** @param model name of the one that is served */
    Peers(KafkaClients kafka, String model) {
        this.otherArithmetic = new OtherArithmetic(model, System::nanoTime);
        this.tail = new TopicTail(List.of(Topics.MODELS), () -> kafka.consumer("gemstream-worker-peers"),
                new ServedModelsReader(models, otherArithmetic::hear));
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

    /** Whether workers of the model compute otherwise. */
    OtherArithmetic otherArithmetic() {
        return otherArithmetic;
    }

    /** Takes news of a topic. */
    void changed(TopicChange change) {
        tail.changed(change);
    }

    void end() {
        tail.stop();
    }
}
