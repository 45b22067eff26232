package io.gemstream.gateway.messaging;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gemstream.gateway.admission.ModelDirectory;
import io.gemstream.gateway.config.KafkaSettings;
import io.gemstream.gateway.operation.OperationIndex;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.ModelRecord;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.service.kafka.TopicChange;
import io.gemstream.service.kafka.TopicTail;
import jakarta.inject.Singleton;
import java.util.List;

/** The compacted topics that a gateway keeps in memory, and the threads that read them. */
@Singleton
public final class CompactedTables {

    private final List<TopicTail> tails;

    CompactedTables(KafkaSettings kafka, ModelDirectory models, OperationIndex operations) {
        this.tails = List.of(
                tail(kafka, Topics.MODELS, "gateway-models", new Models(models)),
                tail(kafka, Topics.OPERATIONS, "gateway-operations-index", new Operations(operations)));
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

    private static TopicTail tail(KafkaSettings kafka, String topic, String clientId, TableReader.Table table) {
        return new TopicTail(List.of(topic), () -> kafka.open(clientId), new TableReader(table));
    }

    private record Models(ModelDirectory directory) implements TableReader.Table {

        @Override
        public void put(String key, byte[] value) throws InvalidProtocolBufferException {
            directory.put(key, ModelRecord.parseFrom(value));
        }

        @Override
        public void remove(String key) {
            directory.remove(key);
        }

        @Override
        public void markLoaded() {
            directory.markLoaded();
        }

        @Override
        public boolean loaded() {
            return directory.loaded();
        }

        @Override
        public void clear() {
            directory.clear();
        }
    }

    private record Operations(OperationIndex index) implements TableReader.Table {

        @Override
        public void put(String key, byte[] value) throws InvalidProtocolBufferException {
            index.put(OperationRecord.parseFrom(value));
        }

        @Override
        public void remove(String key) {
            index.remove(key);
        }

        @Override
        public void markLoaded() {
            index.markLoaded();
        }

        @Override
        public boolean loaded() {
            return index.loaded();
        }

        @Override
        public void clear() {
            index.clear();
        }
    }
}
