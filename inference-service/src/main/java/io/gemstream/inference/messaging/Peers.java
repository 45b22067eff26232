package io.gemstream.inference.messaging;

import io.gemstream.proto.LiveWorkers;
import io.gemstream.proto.TableTail;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.ModelRecord;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Hears the heartbeats of all workers, on a virtual thread of its own. */
final class Peers {

    private final LiveWorkers workers = new LiveWorkers(System::currentTimeMillis, System::nanoTime);
    private final TableTail tail;

    Peers(KafkaSettings settings) {
        Map<String, Object> own = Map.of(
                ConsumerConfig.CLIENT_ID_CONFIG, "gemstream-worker-peers",
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        tail = new TableTail(Topics.MODELS, () -> new KafkaConsumer<>(settings.with(own), new StringDeserializer(),
                new ByteArrayDeserializer()), workers);
    }

    /** Returns when it knows who lives; call it once the topic exists. */
    void begin() throws InterruptedException {
        Thread.ofVirtual().name("gemstream-worker-peers").start(tail);
        workers.awaitLoaded();
    }

    /** The live workers of a model, this one included. */
    List<ModelRecord> live(String model) {
        return workers.of(model);
    }

    void end() {
        tail.stop();
    }
}
