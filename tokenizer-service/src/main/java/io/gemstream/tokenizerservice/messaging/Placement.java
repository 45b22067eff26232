package io.gemstream.tokenizerservice.messaging;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gemstream.proto.LiveWorkers;
import io.gemstream.proto.TableTail;
import io.gemstream.proto.TopicLayout;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.tokenizerservice.placement.TaskPlacement;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads what the placement of tasks goes by, gemstream.models and gemstream.operations, each on a virtual thread. */
@Singleton
public class Placement {

    private final LiveWorkers workers = new LiveWorkers(System::currentTimeMillis, System::nanoTime);
    private final TaskPlacement tasks;
    private final List<TableTail> tails;

    Placement(TopicLayout layout, @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.tasks = new TaskPlacement(layout.affinity(), workers, System::currentTimeMillis);
        this.tails = layout.affinity() == 0 ? List.of() : List.of(
                tail(kafka, Topics.MODELS, workers), tail(kafka, Topics.OPERATIONS, new Rows(tasks)));
    }

    @Produces
    TaskPlacement tasks() {
        return tasks;
    }

    /** Begins to read, once the topics exist. Before, every task goes to the shared topic. */
    void begin() {
        tails.forEach(tail -> Thread.ofVirtual().name("gemstream-tokenizer-placement").start(tail));
    }

    @PreDestroy
    void end() {
        tails.forEach(TableTail::stop);
    }

    private static TableTail tail(Map<String, Object> kafka, String topic, TableTail.Table table) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.keySet().retainAll(ConsumerConfig.configNames());
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "gemstream-tokenizer-" + topic);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return new TableTail(topic, () -> new KafkaConsumer<>(settings, new StringDeserializer(),
                new ByteArrayDeserializer()), table);
    }

    private static final class Rows implements TableTail.Table {

        private final TaskPlacement tasks;
        private volatile boolean loaded;

        Rows(TaskPlacement tasks) {
            this.tasks = tasks;
        }

        @Override
        public void put(String key, byte[] value) throws InvalidProtocolBufferException {
            tasks.row(OperationRecord.parseFrom(value));
        }

        @Override
        public void remove(String key) {
            tasks.forget(key);
        }

        @Override
        public void markLoaded() {
            loaded = true;
        }

        @Override
        public boolean loaded() {
            return loaded;
        }
    }
}
