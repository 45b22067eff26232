package io.gemstream.it;

import io.gemstream.proto.Topics;
import io.gemstream.proto.Transcript;
import io.gemstream.proto.v1.StreamRecord;
import io.gemstream.service.kafka.Partitions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Reads one generation's records from the topic, as an auditor would. */
final class TokenLog {

    private TokenLog() {}

    /** All records of a request up to the one that ends it by the log's rules: an attempt that lost it ends nothing. */
    static List<StreamRecord> untilEnd(Broker broker, String requestId, Duration limit) {
        try (KafkaConsumer<String, byte[]> consumer = broker.consumer()) {
            int partitions = consumer.partitionsFor(Topics.TOKENS).size();
            TopicPartition partition = new TopicPartition(Topics.TOKENS, Partitions.of(requestId, partitions));
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            List<StreamRecord> log = new ArrayList<>();
            Transcript transcript = new Transcript();
            long end = System.nanoTime() + limit.toNanos();
            while (System.nanoTime() < end) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    if (!record.key().equals(requestId)) {
                        continue;
                    }
                    StreamRecord value = StreamRecord.parseFrom(record.value());
                    log.add(value);
                    transcript.accept(value);
                    if (transcript.finished()) {
                        return log;
                    }
                }
            }
            throw new AssertionError("no end of " + requestId + " within " + limit + ": " + log.size() + " records");
        } catch (com.google.protobuf.InvalidProtocolBufferException malformed) {
            throw new AssertionError(malformed);
        }
    }
}
