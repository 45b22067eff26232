package io.gemstream.benchmarks.day;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gemstream.proto.Topics;
import io.gemstream.proto.Transcript;
import io.gemstream.proto.v1.StreamRecord;
import io.gemstream.service.kafka.BoundedRead;
import io.gemstream.service.kafka.KafkaClients;
import io.gemstream.service.kafka.Partitions;
import io.gemstream.service.kafka.TopicReaders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * What the log in Kafka says of each generation, read from its beginning by the log's own rules.
 *
 * @param logs by request id
 * @param deadLetters records in gemstream.dead-letters
 * @param records all of gemstream.tokens
 */
record LogAudit(Map<String, Log> logs, long deadLetters, long records) {

    /** A generation's log. */
    static final class Log {

        private final Transcript transcript = new Transcript();
        private final List<Integer> ids = new ArrayList<>();
        private long firstStartMs;
        private int attempts;
        private int ends;

        private void take(byte[] record, long timeMs) {
            switch (transcript.accept(parse(record))) {
                case Transcript.Event.Started _ -> {
                    attempts++;
                    firstStartMs = firstStartMs == 0 ? timeMs : firstStartMs;
                }
                case Transcript.Event.Tokens(var body) -> ids.addAll(body.getIdsList());
                case Transcript.Event.Finished _, Transcript.Event.Counted _ -> ends++;
                case Transcript.Event.Ignored _ -> { }
            }
        }

        private static StreamRecord parse(byte[] record) {
            try {
                return StreamRecord.parseFrom(record);
            } catch (InvalidProtocolBufferException notOurs) {
                throw new IllegalStateException(notOurs);
            }
        }

        /** Tokens that count. */
        List<Integer> ids() {
            return ids;
        }

        /** When the first attempt began, by its worker's clock, milliseconds since 1970; 0 where none did. */
        long firstStartMs() {
            return firstStartMs;
        }

        /** Attempts that began before the end. */
        int attempts() {
            return attempts;
        }

        /** Ends that count. */
        int ends() {
            return ends;
        }
    }

    static LogAudit read(String bootstrapServers) {
        KafkaClients kafka = new KafkaClients(Map.of("bootstrap.servers", bootstrapServers), new TopicReaders());
        Map<String, Log> logs = new HashMap<>();
        try (Consumer<String, byte[]> consumer = kafka.consumer("log-audit")) {
            List<TopicPartition> partitions = Partitions.of(consumer, Topics.TOKENS);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            LongAdder records = new LongAdder();
            new BoundedRead().read(consumer, ends, record -> {
                records.increment();
                logs.computeIfAbsent(record.key(), _ -> new Log()).take(record.value(), record.timestamp());
                return true;
            });
            long dead = consumer.endOffsets(Partitions.of(consumer, Topics.DEAD_LETTERS)).values().stream()
                    .mapToLong(Long::longValue).sum();
            return new LogAudit(logs, dead, records.sum());
        }
    }
}
